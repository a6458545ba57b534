import type { Journey } from '../journey'
import { MINUTE, SECOND } from '../types'
import { offerOf, proceededOffer, withAa, withoutDone, withOffer } from '../change'
import { aaStep, askForConsent } from './consent'
import { openIdentityCheck } from './steps'

/** The borrower proceeds: the journey locks to this offer, and the platform sets up what the lender needs next. */
export function selectOffer(journey: Journey, offerID: string): void {
  const offers = (journey.state.offers ?? []).map((offer) => ({
    ...offer,
    locked: true,
    proceededAt: offer.offerID === offerID ? journey.now : null,
    updatedAt: journey.now,
  }))
  journey.emit('journey.offer.proceeded', {
    status: 'OFFER_SELECTED',
    offers,
    operations: withoutDone(journey.state.operations).filter((one) => one.status !== 'FAILED'),
  })
  const wait = journey.behaviour.selectionMs ?? Math.min(journey.machineWait(7 * SECOND, 0.7), 14 * MINUTE)
  journey.later(wait, () => afterSelection(journey))
}

function needsConsent(journey: Journey): boolean {
  const offer = proceededOffer(journey.state)
  if (offer?.aa?.state === 'APPROVED') return false
  const { aaAfterSelection } = journey.behaviour
  if (aaAfterSelection !== 'ordinary') return aaAfterSelection === 'always'
  const lender = journey.lenders.find((candidate) => candidate.name === offer?.lender)
  return journey.random.chance(lender?.aaAfterSelectionShare ?? 0)
}

function afterSelection(journey: Journey): void {
  const offer = proceededOffer(journey.state)
  if (!offer || !offerOf(journey.state, offer.offerID)) return
  if (!needsConsent(journey)) {
    openIdentityCheck(journey, journey.state.offers ?? [], journey.state.operations ?? [])
    return
  }
  const asked = withAa(journey.state.offers, offer.offerID, journey.now, { state: 'REQUIRED' })
  journey.emit('journey.status.changed', {
    status: 'AA_REQUIRED',
    offers: withOffer(asked, offer.offerID, journey.now, { steps: [aaStep(journey)] }),
  })
  askForConsent(journey, offer.offerID)
}
