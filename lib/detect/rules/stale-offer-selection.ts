import type { Decision, RejectedCause } from '@/lib/domain/finding'
import { isFinal } from '@/lib/domain/vocabulary'
import { proceededOffer } from '@/lib/domain/whose-move'
import { callEvidence, startOf } from './caller-view'
import { exceeds, type JourneyView } from './journey-view'

const CAUSE = 'stale-offer-selection'

/** The steps of an offer that was not proceeded are read again and again. Our own app's matter. */
export function staleOfferSelection({
  state,
  at,
  settings,
  calls,
}: Pick<JourneyView, 'state' | 'at' | 'settings' | 'calls'>): Decision | null {
  const offer = proceededOffer(state)
  if (!calls || !offer?.proceededAt || isFinal(state.status)) return null
  const windowMs = settings['staleOffer.window.minutes'] * 60_000
  const reads = calls
    .otherStepReads(offer.offerID, offer.proceededAt.getTime(), at.getTime())
    .filter((own) => own.length >= settings['staleOffer.reads'])
    .toSorted((a, b) => lastAt(b) - lastAt(a))[0]
  const last = reads?.at(-1)
  if (!reads || !last?.offerID || exceeds(last.occurredAt, at, windowMs)) return null
  const lender = state.offers?.find(({ offerID }) => offerID === last.offerID)?.lender
  return {
    condition: 'bank-mandate-not-actionable',
    cause: CAUSE,
    confidence: 0.95,
    severity: 'high',
    summary: `${last.caller} reads the steps of ${lender ?? 'an offer'} that was not chosen; the mandate is with the proceeded offer.`,
    evidence: [
      {
        kind: 'offer',
        at: offer.proceededAt,
        summary: `The proceeded offer is ${offer.lender ?? offer.offerID}`,
        ref: { offerID: offer.offerID },
      },
      {
        kind: 'rate',
        at: last.occurredAt,
        summary: `${reads.length} reads of the steps of ${lender ?? last.offerID} since then, the last within ${settings['staleOffer.window.minutes']} min`,
        ref: { offerID: last.offerID },
      },
      ...reads.slice(-5).map((read) => callEvidence(read, `${read.route} by ${read.caller}, for another offer`)),
    ],
    rejectedCauses: [],
  }
}

function lastAt(reads: { occurredAt: Date }[]): number {
  return reads.at(-1)?.occurredAt.getTime() ?? 0
}

/** Why the wrong offer is not the cause, where it is not. */
export function staleOfferRejected({ state, at, settings, calls }: JourneyView): RejectedCause {
  const offer = proceededOffer(state)
  const reads = offer?.proceededAt
    ? (calls?.otherStepReads(offer.offerID, offer.proceededAt.getTime(), at.getTime()) ?? [])
    : []
  const count = Math.max(0, ...reads.map((own) => own.length))
  if (count === 0) return { cause: CAUSE, why: 'No reads of another offer are known.' }
  const last = Math.max(...reads.flatMap((own) => own.slice(-1).map(startOf)))
  const why = `The steps of another offer were read ${count} times since the proceed, the last time at ${new Date(last).toISOString()}; it takes ${settings['staleOffer.reads']} within ${settings['staleOffer.window.minutes']} min.`
  return { cause: CAUSE, why }
}
