import type { Decision } from '@/lib/domain/finding'
import type { AaState, OfferState } from '@/lib/domain/journey-state'
import { isFinal } from '@/lib/domain/vocabulary'
import { isRedirectable, isRedirectExpired, isStepClosed, relevantOffers } from '@/lib/domain/whose-move'
import type { JourneyView } from './journey-view'

/** The consent session ran out while the journey still needs it, and no newer redirect was issued. Our move. */
export function aaRedirectExpired({ state, at }: Pick<JourneyView, 'state' | 'at'>): Decision | null {
  if (isFinal(state.status)) return null
  const expired = relevantOffers(state).find((offer) => needsAa(state.status, offer) && hasExpired(offer.aa, at))
  if (!expired?.aa) return null
  const { aa, offerID, lender } = expired
  const toldExpired = aa.state === 'EXPIRED'
  return {
    condition: 'aa-redirect-expired',
    cause: 'consent-session-timed-out',
    confidence: 0.98,
    severity: 'high',
    summary: 'The AA consent link ran out before the borrower finished; our app has to issue a new one.',
    evidence: [
      {
        kind: 'aa_session',
        at: aa.redirectExpiresAt ?? aa.since,
        summary: `The session of ${lender ?? 'the offer'} is ${aa.state}${toldExpired ? '' : ' and its redirect has expired'}`,
        ref: aa.aaSessionID ? { offerID, aaSessionID: aa.aaSessionID } : { offerID },
      },
      {
        kind: 'status',
        at: state.statusSince,
        summary: `${state.status} still needs AA; no newer redirect`,
        ref: null,
      },
    ],
    rejectedCauses: [],
  }
}

function needsAa(status: string, offer: OfferState): boolean {
  if (offer.aa?.required === false) return false
  if (status === 'AA_REQUIRED' || status === 'OFFERS_PENDING') return true
  return (offer.steps ?? []).some((step) => step.type === 'ACCOUNT_AGGREGATOR' && !isStepClosed(step))
}

function hasExpired(aa: AaState | null, at: Date): boolean {
  if (!aa) return false
  return aa.state === 'EXPIRED' || (isRedirectable(aa) && isRedirectExpired(aa, at))
}
