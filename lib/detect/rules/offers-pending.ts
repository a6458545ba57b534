import { UNDETERMINED } from '@/lib/domain/conditions'
import type { Decision, Evidence, RejectedCause } from '@/lib/domain/finding'
import type { OfferState, OperationState } from '@/lib/domain/journey-state'
import { openOperations, relevantOffers } from '@/lib/domain/whose-move'
import { exceeds, type JourneyView } from './journey-view'
import { pollingRejected, pollingTooAggressive } from './polling-too-aggressive'
import { waitThreshold } from './wait-threshold'

const CONDITION = 'offers-pending'
const AA_OPEN = new Set(['REQUIRED', 'REDIRECT_READY', 'IN_PROGRESS', 'EXPIRED'])

/** Why a journey stays in OFFERS_PENDING beyond its threshold; several causes may hold at once. */
export function offersPending(view: JourneyView): Decision[] {
  const waiting = waitingFor(view)
  const polling = pollingTooAggressive(view)
  if (!polling) return waiting ? [withRejected(waiting, pollingRejected(view))] : []
  if (!waiting || waiting.cause === UNDETERMINED) return [polling]
  return [waiting, { ...polling, rejectedCauses: waiting.rejectedCauses }]
}

function withRejected(decision: Decision, rejected: RejectedCause): Decision {
  return { ...decision, rejectedCauses: [...decision.rejectedCauses, rejected] }
}

function waitingFor(view: JourneyView): Decision | null {
  const { state, at } = view
  if (state.status !== 'OFFERS_PENDING') return null
  const threshold = waitThreshold(view, 'lender', state.statusSince)
  if (threshold === null || !exceeds(state.statusSince, at, threshold.limitMs)) return null
  const wait: Evidence = {
    kind: 'status',
    at: state.statusSince,
    summary: `OFFERS_PENDING for longer than ${threshold.told}`,
    ref: null,
  }
  const dispatches = openOperations(state).filter(({ type }) => type === 'LENDER_DISPATCH')
  if (dispatches.length > 0) return dispatchInFlight(wait, dispatches)
  const waitingForAa = relevantOffers(state).filter(needsConsent)
  if (waitingForAa.length > 0) return aaRequired(wait, waitingForAa, state.operations)
  const isSomeonesMove = view.isIdle || view.move.owner === 'account_aggregator'
  return state.operations === null && !isSomeonesMove ? undetermined(wait) : null
}

function needsConsent({ aa }: OfferState): boolean {
  return aa !== null && aa.required !== false && aa.state !== null && AA_OPEN.has(aa.state)
}

function dispatchInFlight(wait: Evidence, dispatches: OperationState[]): Decision {
  const lenders = dispatches.map(({ lender }) => lender ?? 'a lender')
  return {
    condition: CONDITION,
    cause: 'lender-dispatch-in-flight',
    confidence: 0.97,
    severity: 'medium',
    summary: `The dispatch to ${[...new Set(lenders)].join(', ')} has not come back.`,
    evidence: [wait, ...dispatches.map(dispatchEvidence)],
    rejectedCauses: [{ cause: 'aa-required', why: 'A lender dispatch is still in flight.' }],
  }
}

function dispatchEvidence(operation: OperationState): Evidence {
  const attempts = operation.attempts === null ? '' : `, attempt ${operation.attempts}`
  return {
    kind: 'operation',
    at: operation.startedAt ?? operation.since,
    summary: `LENDER_DISPATCH to ${operation.lender ?? 'a lender'} is ${operation.status}${attempts}`,
    ref: { operationID: operation.operationID, ...(operation.lender ? { lender: operation.lender } : {}) },
  }
}

function aaRequired(wait: Evidence, offers: OfferState[], operations: OperationState[] | null): Decision {
  const lenders = offers.map(({ lender, offerID }) => lender ?? offerID)
  return {
    condition: CONDITION,
    cause: 'aa-required',
    confidence: operations === null ? 0.85 : 0.97,
    severity: 'medium',
    summary: `${lenders.join(', ')} ${lenders.length === 1 ? 'waits' : 'wait'} for Account Aggregator data.`,
    evidence: [wait, ...offers.map(consentEvidence)],
    rejectedCauses: [
      {
        cause: 'lender-dispatch-in-flight',
        why: operations === null ? 'No dispatch was reported.' : 'No lender dispatch is open.',
      },
    ],
  }
}

function consentEvidence({ offerID, lender, aa }: OfferState): Evidence {
  return {
    kind: 'aa_session',
    at: aa?.since ?? null,
    summary: `${lender ?? 'The offer'} requires AA; its session is ${aa?.state}`,
    ref: aa?.aaSessionID ? { offerID, aaSessionID: aa.aaSessionID } : { offerID },
  }
}

function undetermined(wait: Evidence): Decision {
  const why = 'The platform reported no pending operations for this journey.'
  return {
    condition: CONDITION,
    cause: UNDETERMINED,
    confidence: 0.3,
    severity: 'low',
    summary:
      'Offers are pending and nothing tells why: pendingOperations and AA state are missing. Refresh the journey.',
    evidence: [wait],
    rejectedCauses: [
      { cause: 'lender-dispatch-in-flight', why },
      { cause: 'aa-required', why: 'No offer with an AA state was reported.' },
    ],
  }
}
