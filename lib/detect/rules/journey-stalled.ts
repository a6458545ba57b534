import type { Decision, Evidence } from '@/lib/domain/finding'
import {
  isActionable,
  isAwaitingCallback,
  openOperations,
  relevantOffers,
  relevantSteps,
} from '@/lib/domain/whose-move'
import { exceeds, waitStart, type JourneyView } from './journey-view'
import { updatesMissing } from './updates-missing'
import { waitThreshold } from './wait-threshold'

const CONDITION = 'journey-stalled'

const STEP_OF_STATUS: Record<string, string> = {
  KYC_PENDING: 'KYC',
  BANK_MANDATE_PENDING: 'BANK_MANDATE',
  E_MANDATE_PENDING: 'E_MANDATE',
  LOAN_AGREEMENT_PENDING: 'LOAN_AGREEMENT',
}

/** Stuck without any other condition. The caller passes only views for which none of the others holds. */
export function journeyStalled(view: JourneyView): Decision | null {
  if (view.missing) return updatesMissing(view.missing)
  const { state, at, move } = view
  if (move.owner === 'borrower' || move.owner === 'none' || move.owner === 'us') return null
  const threshold = waitThreshold(view, move.owner, waitStart(view))
  if (threshold === null || !exceeds(waitStart(view), at, threshold.limitMs)) return null
  const wait: Evidence = {
    kind: 'status',
    at: waitStart(view),
    summary: `${state.status}: ${move.reason}, for longer than ${threshold.told}`,
    ref: null,
  }
  const idleStep = stepWithoutAction(view)
  if (idleStep) return noActionableStep(view, wait, idleStep)
  if (move.owner === 'platform') return waitingOn('waiting-on-platform', 'the platform', 'medium', wait)
  if (move.owner === 'lender') return waitingOn('waiting-on-lender', 'the lender', 'low', wait)
  return waitingOnAggregator(wait)
}

/** The current step, where its status wants one and nobody can act on it, works on it, or is awaited. */
function stepWithoutAction({ state }: JourneyView): { type: string; told: string } | null {
  const type = STEP_OF_STATUS[state.status]
  const areKnown = relevantOffers(state).some(({ steps }) => steps !== null)
  if (!type || !areKnown || openOperations(state).length > 0) return null
  const current = relevantSteps(state).filter((step) => step.type === type)
  const isMoving = current.some(
    (step) => isActionable(step) || step.status === 'IN_PROGRESS' || isAwaitingCallback(step),
  )
  if (isMoving) return null
  const step = current[0]
  return { type, told: step ? `${step.status} with ${step.actionRequired ?? 'no action'}` : 'not among the steps' }
}

function noActionableStep(view: JourneyView, wait: Evidence, step: { type: string; told: string }): Decision {
  return {
    condition: CONDITION,
    cause: 'no-actionable-step',
    confidence: 0.93,
    severity: 'high',
    summary: `${view.state.status}, and ${step.type} is ${step.told}: nobody can act.`,
    evidence: [wait, { kind: 'step', at: null, summary: `${step.type} is ${step.told}`, ref: null }],
    rejectedCauses: [{ cause: 'waiting-on-platform', why: 'No operation is open and no callback is awaited.' }],
  }
}

function waitingOn(cause: string, who: string, severity: Decision['severity'], wait: Evidence): Decision {
  return {
    condition: CONDITION,
    cause,
    confidence: 0.92,
    severity,
    summary: `It is ${who}'s move, for longer than expected.`,
    evidence: [wait],
    rejectedCauses: [],
  }
}

function waitingOnAggregator(wait: Evidence): Decision {
  return {
    condition: CONDITION,
    cause: 'undetermined',
    confidence: 0.4,
    severity: 'medium',
    summary: 'The Account Aggregator has not answered since the borrower returned; its own status would tell why.',
    evidence: [wait],
    rejectedCauses: [
      { cause: 'waiting-on-platform', why: 'The move is with the Account Aggregator.' },
      { cause: 'waiting-on-lender', why: 'The move is with the Account Aggregator.' },
    ],
  }
}
