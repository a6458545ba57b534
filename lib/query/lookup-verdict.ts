import { causeLabel, SEVERITIES, UNDETERMINED } from '@/lib/domain/conditions'
import { isFinal } from '@/lib/domain/vocabulary'
import { formatDuration } from '@/lib/format/duration'
import type { LookupJourney } from '@/lib/query/lookup-schema'

type Input = Pick<LookupJourney, 'status' | 'owner' | 'stuck' | 'stuckSince' | 'waitingSince' | 'findings'>

/** `OFFERS_PENDING for 3h 12m, stuck since 2h 52m: lender’s move. Cause: lender dispatch in flight.` */
export function lookupVerdict(journey: Input, now: Date): string {
  if (isFinal(journey.status)) return `${journey.status}: the journey is over.`
  const age = (since: Date) => formatDuration(Math.max(0, now.getTime() - since.getTime()))
  const stuck = journey.stuck ? `, stuck for ${age(journey.stuckSince ?? journey.waitingSince)}` : ''
  const move = journey.owner === 'none' ? 'nobody’s move' : `${MOVES[journey.owner]} move`
  return `${journey.status} for ${age(journey.waitingSince)}${stuck}: ${move}. ${causeOf(journey)}`.trimEnd()
}

const MOVES: Record<Exclude<Input['owner'], 'none'>, string> = {
  borrower: 'the borrower’s',
  lender: 'the lender’s',
  account_aggregator: 'the account aggregator’s',
  platform: 'the platform’s',
  us: 'our',
}

function causeOf({ findings }: Input): string {
  const rank = (finding: Input['findings'][number]) =>
    (finding.cause === UNDETERMINED ? 10 : 0) + SEVERITIES.indexOf(finding.severity)
  const [first, ...others] = findings.toSorted((a, b) => rank(a) - rank(b))
  if (!first) return ''
  const cause = first.cause === UNDETERMINED ? 'not decided by the evidence' : causeLabel(first.condition, first.cause)
  return `Cause: ${cause}${others.length ? ` (and ${others.length} more)` : ''}.`
}
