import { isOpen, proceededOffer, stepOf } from '../world/change'
import { isFinal, statusOrder, type State, type Step } from '../world/types'
import { hasLapsedConsent, hasOwnStepStatus, isBorrowersStep, ownStep } from './facts'
import { MANDATE_STEP_THRESHOLD, WAIT_THRESHOLD } from './thresholds'
import { UNDETERMINED, type CauseInterval } from './types'
import type { Wait } from './waits'

/** A cause that holds in this stretch once `due` has passed. */
export interface Claim {
  condition: string
  cause: string
  due: number
}

const CONSENT_WANTED: ReadonlySet<string> = new Set(['REQUIRED', 'REDIRECT_READY', 'IN_PROGRESS', 'EXPIRED'])

function hasDispatch(state: State): boolean {
  return (state.operations ?? []).some((operation) => operation.type === 'LENDER_DISPATCH' && isOpen(operation))
}

function wantsConsent(state: State): boolean {
  return (state.offers ?? []).some(({ aa }) => aa !== null && aa.required && CONSENT_WANTED.has(aa.state))
}

/** offers-pending: the wait is the status's own and the borrower's moves do not restart it. */
export function offersPending({ state, runFrom }: Wait): Claim[] {
  if (state.status !== 'OFFERS_PENDING') return []
  const due = runFrom + (WAIT_THRESHOLD.OFFERS_PENDING ?? 0)
  if (hasDispatch(state)) return [{ condition: 'offers-pending', cause: 'lender-dispatch-in-flight', due }]
  if (wantsConsent(state)) return [{ condition: 'offers-pending', cause: 'aa-required', due }]
  return []
}

/** aa-redirect-expired: no threshold; it holds from the moment that the redirect runs out. */
export function lapsedConsent({ state, from }: Wait): Claim[] {
  if (!hasLapsedConsent(state, from)) return []
  return [{ condition: 'aa-redirect-expired', cause: 'consent-session-timed-out', due: from }]
}

function isWaitingMandate(step: Step | null): step is Step {
  return (
    step !== null && step.status === 'PENDING' && (step.actionRequired === 'NONE' || step.actionRequired === 'WAIT')
  )
}

function stepsBefore(state: State): readonly Step[] {
  const steps = proceededOffer(state)?.steps ?? []
  return steps.slice(
    0,
    steps.findIndex((step) => step.type === 'BANK_MANDATE'),
  )
}

function isDone(step: Step): boolean {
  return step.status === 'SUCCESS' || step.status === 'NOT_REQUIRED'
}

/**
 * bank-mandate-not-actionable. The step's wait starts at its `diagnostics.since`; a borrower's move in between
 * restarts the wait of journey-state-not-reached, which it suppresses. A final journey waits for nothing.
 */
export function bankMandate({ state, owner, borrowerUntil }: Wait, firstSeen: number): Claim[] {
  const step = stepOf(proceededOffer(state), 'BANK_MANDATE')
  if (isFinal(state.status) || !isWaitingMandate(step)) return []
  const since = step.diagnostics?.since ?? firstSeen
  const needed = step.diagnostics?.requiredJourneyStatus ?? 'BANK_MANDATE_PENDING'
  const target = Math.max(statusOrder('BANK_MANDATE_PENDING'), statusOrder(needed))
  if (statusOrder(state.status) < target) {
    if (owner === 'borrower') return []
    const due = Math.max(since, borrowerUntil) + MANDATE_STEP_THRESHOLD
    return [{ condition: 'bank-mandate-not-actionable', cause: 'journey-state-not-reached', due }]
  }
  const before = stepsBefore(state)
  if (before.some(isBorrowersStep)) return []
  const blocking = proceededOffer(state)?.steps?.filter((other) => step.diagnostics?.blockedBy.includes(other.type))
  const isBlocked = [...(blocking ?? []), ...before].some((other) => !isDone(other))
  const due = since + MANDATE_STEP_THRESHOLD
  return isBlocked ? [{ condition: 'bank-mandate-not-actionable', cause: 'prerequisite-incomplete', due }] : []
}

/** journey-stalled, before anything else that holds takes its place. */
export function stalled({ state, owner, waitFrom }: Wait): Claim[] {
  const threshold = WAIT_THRESHOLD[state.status]
  if (threshold === undefined || owner === 'borrower' || owner === 'none' || owner === 'us') return []
  return [{ condition: 'journey-stalled', cause: stalledCause(state, owner), due: waitFrom + threshold }]
}

function stalledCause(state: State, owner: string): string {
  if (hasOwnStepStatus(state) && proceededOffer(state)?.steps && !isMoving(ownStep(state))) return 'no-actionable-step'
  if (owner === 'lender') return 'waiting-on-lender'
  if (owner === 'platform') return 'waiting-on-platform'
  // Back from the aggregator and still not approved: stuck, and no named cause is told by the evidence.
  return UNDETERMINED
}

/** Actionable, in progress or awaiting a callback. */
function isMoving(step: Step | null): boolean {
  if (step === null) return false
  return step.status === 'IN_PROGRESS' || step.actionRequired === 'AWAIT_CALLBACK' || isBorrowersStep(step)
}

export function claimed(wait: Wait, claim: Claim): CauseInterval {
  return { condition: claim.condition, cause: claim.cause, from: Math.max(wait.from, claim.due), to: wait.to }
}
