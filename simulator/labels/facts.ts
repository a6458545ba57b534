import { isOpen, proceededOffer, stepOf } from '../world/change'
import { isFinal, type Aa, type Offer, type State, type Status, type Step } from '../world/types'

/** A stretch of time in which nothing changes, not even by a redirect running out. */
export interface Stretch {
  from: number
  to: number
  state: State
  owner: Owner
}

export type Owner = 'borrower' | 'lender' | 'account_aggregator' | 'platform' | 'us' | 'none'

const OWN_STEP: Partial<Record<Status, Step['type']>> = {
  KYC_PENDING: 'KYC',
  BANK_MANDATE_PENDING: 'BANK_MANDATE',
  E_MANDATE_PENDING: 'E_MANDATE',
  LOAN_AGREEMENT_PENDING: 'LOAN_AGREEMENT',
}

function isOpenStep(step: Step | null): boolean {
  return step !== null && ['PENDING', 'READY', 'IN_PROGRESS'].includes(step.status)
}

/** "the journey is not final and still needs AA (status AA_REQUIRED or OFFERS_PENDING, or an open … step)". */
export function needsConsent(state: State): boolean {
  if (isFinal(state.status)) return false
  if (state.status === 'AA_REQUIRED' || state.status === 'OFFERS_PENDING') return true
  return (state.offers ?? []).some((offer) => isOpenStep(stepOf(offer, 'ACCOUNT_AGGREGATOR')))
}

function isLapsed(aa: Aa, at: number): boolean {
  if (aa.state === 'EXPIRED') return true
  const isOut = aa.state === 'REDIRECT_READY' || aa.state === 'IN_PROGRESS'
  // A newer redirect shows as a later redirectExpiresAt, so the state alone tells that none was issued.
  return isOut && aa.redirectExpiresAt !== null && at >= aa.redirectExpiresAt
}

export function hasLapsedConsent(state: State, at: number): boolean {
  return needsConsent(state) && (state.offers ?? []).some((offer) => offer.aa !== null && isLapsed(offer.aa, at))
}

function hasLiveRedirect(state: State, at: number): boolean {
  return (state.offers ?? []).some(
    ({ aa }) => (aa?.state === 'REDIRECT_READY' || aa?.state === 'IN_PROGRESS') && (aa.redirectExpiresAt ?? 0) > at,
  )
}

/** READY or IN_PROGRESS with REDIRECT or SUBMIT_FORM. */
export function isBorrowersStep(step: Step): boolean {
  const isUp = step.status === 'READY' || step.status === 'IN_PROGRESS'
  return isUp && (step.actionRequired === 'REDIRECT' || step.actionRequired === 'SUBMIT_FORM')
}

/** Once an offer is proceeded only its steps count; before, an awaited offer's own. */
function countingOffers(state: State): readonly Offer[] {
  const proceeded = proceededOffer(state)
  return proceeded ? [proceeded] : (state.offers ?? [])
}

function operationOwner(state: State): Owner | null {
  const open = (state.operations ?? []).filter(isOpen)
  if (open.some(({ type }) => type === 'LENDER_DISPATCH' || type === 'DISBURSAL')) return 'lender'
  if (open.some(({ type }) => type === 'AA_RECONCILE')) return 'account_aggregator'
  if (open.length > 0) return 'platform'
  const steps = countingOffers(state).flatMap((offer) => offer.steps ?? [])
  return steps.some((step) => step.actionRequired === 'AWAIT_CALLBACK') ? 'platform' : null
}

function defaultOwner(status: Status): Owner {
  if (status === 'LENDER_PROCESSING') return 'lender'
  if (status === 'AA_REQUIRED') return 'borrower'
  return 'platform'
}

/** "Whose move is it?", by its precedence. Updates that went missing are no part of the world and judged apart. */
export function ownerAt(state: State, at: number): Owner {
  const { status } = state
  if (isFinal(status)) return 'none'
  if (hasLapsedConsent(state, at)) return 'us'
  const steps = countingOffers(state).flatMap((offer) => offer.steps ?? [])
  if (steps.some(isBorrowersStep) || hasLiveRedirect(state, at)) return 'borrower'
  if (status === 'STARTED' || status === 'PROFILE_REQUIRED' || status === 'OFFERS_AVAILABLE') return 'borrower'
  const aaStates = (state.offers ?? []).map((offer) => offer.aa?.state)
  if (needsConsent(state) && aaStates.some((one) => one === 'USER_RETURNED' || one === 'APPROVAL_PENDING')) {
    return 'account_aggregator'
  }
  return operationOwner(state) ?? defaultOwner(status)
}

/** The step that the status is about; null where the status has none or the steps are unknown. */
export function ownStep(state: State): Step | null {
  const type = OWN_STEP[state.status]
  return type ? stepOf(proceededOffer(state), type) : null
}

export function hasOwnStepStatus(state: State): boolean {
  return OWN_STEP[state.status] !== undefined
}

/** Cuts the states at every redirect that runs out inside one; the last stretch never ends. */
export function stretches(states: readonly State[]): Stretch[] {
  return states.flatMap((state, index) => {
    const end = states[index + 1]?.at ?? Infinity
    const cuts = (state.offers ?? [])
      .map((offer) => offer.aa?.redirectExpiresAt ?? 0)
      .filter((at) => at > state.at && at < end)
      .sort((a, b) => a - b)
    const edges = [state.at, ...cuts, end]
    return edges.slice(0, -1).map((from, edge) => ({
      from,
      to: edges[edge + 1] ?? end,
      state,
      owner: ownerAt(state, from),
    }))
  })
}
