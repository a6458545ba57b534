import type { AaState, JourneyState, OfferState, OperationState, StepState } from './journey-state'
import { isFinal, type Owner } from './vocabulary'

/** Whose move is it? The precedence of the public contract, causes.md. */

export interface Move {
  owner: Owner
  /** Why, in a few words without personal data. */
  reason: string
}

/** Clock skew that every comparison with the platform's times allows. */
export const SKEW_MS = 1000

const BORROWER_STATUSES = new Set(['STARTED', 'PROFILE_REQUIRED', 'OFFERS_AVAILABLE'])
const PLATFORM_STATUSES = new Set(['PROFILE_SUBMITTED', 'OFFER_SELECTED'])
const OPEN_OPERATION_STATUSES = new Set(['QUEUED', 'IN_FLIGHT', 'RETRYING'])
const AA_WITH_AGGREGATOR = new Set(['USER_RETURNED', 'APPROVAL_PENDING'])
const AA_REDIRECTABLE = new Set(['REDIRECT_READY', 'IN_PROGRESS'])
const CLOSED_STEP_STATUSES = new Set(['SUCCESS', 'FAILURE', 'NOT_REQUIRED'])

/**
 * The owner of the next move at `at`. `usReason` names what the partner's own systems must do, or is null;
 * it is decided by the rules (an expired AA redirect, a refused update) and outranks everything but a final status.
 */
export function whoseMove(state: JourneyState, at: Date, usReason: string | null): Move {
  if (isFinal(state.status)) return { owner: 'none', reason: `${state.status} is final` }
  if (usReason) return { owner: 'us', reason: usReason }
  return borrowersMove(state, at) ?? aggregatorsMove(state) ?? operationsMove(state) ?? statusMove(state)
}

function borrowersMove(state: JourneyState, at: Date): Move | null {
  const step = relevantSteps(state).find(isActionable)
  if (step) return { owner: 'borrower', reason: `${step.type} is ${step.status} with ${step.actionRequired}` }
  const live = relevantOffers(state).find((offer) => offer.aa && hasLiveRedirect(offer.aa, at))
  if (live) return { owner: 'borrower', reason: `the AA redirect is ${live.aa?.state}` }
  if (BORROWER_STATUSES.has(state.status))
    return { owner: 'borrower', reason: `${state.status} waits for the borrower` }
  if (state.status === 'AA_REQUIRED' && !aggregatorsMove(state) && !isConsentGiven(state)) {
    return { owner: 'borrower', reason: 'AA_REQUIRED waits for the borrower' }
  }
  return null
}

/** Approved wherever an offer needed it: the borrower has returned and has nothing left to do. */
function isConsentGiven(state: JourneyState): boolean {
  const states = relevantOffers(state).flatMap(({ aa }) => (aa && aa.required !== false ? [aa.state] : []))
  return states.length > 0 && states.every((aaState) => aaState === 'APPROVED')
}

function aggregatorsMove(state: JourneyState): Move | null {
  const offer = relevantOffers(state).find(({ aa }) => aa?.state != null && AA_WITH_AGGREGATOR.has(aa.state))
  return offer ? { owner: 'account_aggregator', reason: `AA is ${offer.aa?.state}` } : null
}

function operationsMove(state: JourneyState): Move | null {
  const open = openOperations(state)
  const lenders = open.find(({ type }) => type === 'LENDER_DISPATCH' || type === 'DISBURSAL')
  if (lenders) return { owner: 'lender', reason: `${lenders.type} is ${lenders.status}` }
  const aggregators = open.find(({ type }) => type === 'AA_RECONCILE')
  if (aggregators) return { owner: 'account_aggregator', reason: `AA_RECONCILE is ${aggregators.status}` }
  const awaiting = relevantSteps(state).find(isAwaitingCallback)
  if (awaiting?.type === 'ACCOUNT_AGGREGATOR') return { owner: 'account_aggregator', reason: 'AA awaits its callback' }
  const others = open[0]
  if (others) return { owner: 'platform', reason: `${others.type} is ${others.status}` }
  return awaiting ? { owner: 'platform', reason: `${awaiting.type} awaits its callback` } : null
}

function statusMove(state: JourneyState): Move {
  if (state.status === 'LENDER_PROCESSING') return { owner: 'lender', reason: 'LENDER_PROCESSING waits for the lender' }
  if (state.status === 'AA_REQUIRED') return { owner: 'account_aggregator', reason: 'the borrower gave consent' }
  if (state.status === 'OFFERS_PENDING' && state.operations === null) {
    return { owner: 'lender', reason: 'OFFERS_PENDING, operations not reported' }
  }
  if (state.status === 'OFFERS_PENDING')
    return { owner: 'platform', reason: 'OFFERS_PENDING without a lender dispatch' }
  const reason = PLATFORM_STATUSES.has(state.status) ? 'waits for the platform' : 'has no actionable step'
  return { owner: 'platform', reason: `${state.status} ${reason}` }
}

/** The offer that was proceeded; the earliest, since the first successful proceed is authoritative. */
export function proceededOffer(state: JourneyState): OfferState | null {
  const proceeded = (state.offers ?? []).filter((offer) => offer.proceededAt !== null)
  proceeded.sort((a, b) => (a.proceededAt?.getTime() ?? 0) - (b.proceededAt?.getTime() ?? 0))
  return proceeded[0] ?? null
}

/** Once an offer is proceeded only that one counts; before, every listed offer that may still come. */
export function relevantOffers(state: JourneyState): OfferState[] {
  const proceeded = proceededOffer(state)
  if (proceeded) return [proceeded]
  return (state.offers ?? []).filter((offer) => offer.listed && offer.status !== 'NO_OFFER_AVAILABLE')
}

export function relevantSteps(state: JourneyState): StepState[] {
  return relevantOffers(state).flatMap((offer) => offer.steps ?? [])
}

export function openOperations(state: JourneyState): OperationState[] {
  return (state.operations ?? []).filter((operation) => OPEN_OPERATION_STATUSES.has(operation.status))
}

/** READY or IN_PROGRESS with REDIRECT or SUBMIT_FORM. */
export function isActionable(step: StepState): boolean {
  const waits = step.status === 'READY' || step.status === 'IN_PROGRESS'
  return waits && (step.actionRequired === 'REDIRECT' || step.actionRequired === 'SUBMIT_FORM')
}

export function isAwaitingCallback(step: StepState): boolean {
  return step.actionRequired === 'AWAIT_CALLBACK' && !CLOSED_STEP_STATUSES.has(step.status)
}

export function isStepClosed(step: StepState): boolean {
  return CLOSED_STEP_STATUSES.has(step.status)
}

export function isRedirectable(aa: AaState): boolean {
  return aa.state !== null && AA_REDIRECTABLE.has(aa.state)
}

export function hasLiveRedirect(aa: AaState, at: Date): boolean {
  return isRedirectable(aa) && !isRedirectExpired(aa, at)
}

/** Past its expiry, with the allowed skew; false where the expiry is not known. */
export function isRedirectExpired(aa: AaState, at: Date): boolean {
  return aa.redirectExpiresAt !== null && at.getTime() > aa.redirectExpiresAt.getTime() + SKEW_MS
}
