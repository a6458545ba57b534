import { isFinal } from '@/lib/domain/vocabulary'
import type { JourneyScreen } from '@/lib/query/journey'
import { AaPanel } from './aa-panel'
import { OfferLanes } from './offer-lanes'
import { PendingWork } from './pending-work'
import { prepareAa } from './prepare-aa'
import { prepareOffers } from './prepare-offers'

/** Pending work, consent and offers. What there is nothing of is one quiet line, not an empty panel. */
export function JourneyWork({ journey, now }: { journey: JourneyScreen; now: Date }) {
  const sessions = prepareAa(journey, now)
  const operations = journey.pendingOperations
  const unlisted = journey.unlistedOffers.map((offer) => offer.lender ?? offer.offerID)
  const absent = absences(journey, sessions.length > 0)
  return (
    <>
      {(operations.length > 0 || sessions.length > 0) && (
        <div className="grid items-start gap-4 xl:auto-cols-fr xl:grid-flow-col">
          {operations.length > 0 && <PendingWork operations={operations} />}
          {sessions.length > 0 && <AaPanel sessions={sessions} />}
        </div>
      )}
      {journey.offers.length > 0 && <OfferLanes lanes={prepareOffers(journey, now)} unlisted={unlisted} />}
      {absent.length > 0 && <p className="px-0.5 text-xs text-ink-3">{absent.join(' · ')}</p>}
    </>
  )
}

/** What is not there, and whether that is known or was only never told. */
function absences(journey: JourneyScreen, anySession: boolean): string[] {
  const required = journey.offers.some((offer) => offer.aa?.required)
  const operations = journey.operationsKnown ? 'Nothing pending at the platform' : 'Pending work not reported'
  const consent = !required
    ? 'No Account Aggregator session'
    : isFinal(journey.status)
      ? 'Account Aggregator consent was never given'
      : 'Account Aggregator consent is required; no session was created yet'
  return [
    ...(journey.pendingOperations.length ? [] : [operations]),
    ...(anySession ? [] : [consent]),
    ...(journey.offers.length ? [] : ['No offers reported']),
  ]
}
