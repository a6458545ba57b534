import { formatCount, formatMoney } from '@/lib/format/number'
import { plural, type Tone } from '@/lib/format/words'
import type { Incident, IncidentReach } from '@/lib/query/incidents'

export function incidentTone({ kind, status }: Pick<Incident, 'kind' | 'status'>): Tone {
  if (status === 'resolved') return 'good'
  if (kind === 'lender-outage') return 'wait'
  return kind === 'caller-overload' ? 'limit' : 'sign'
}

/** `42 journeys · 40 borrowers · ₹25,00,000 requested`. */
export function reachWords(reach: IncidentReach): string {
  const { journeys, borrowers } = reach
  if (journeys === 0) return 'no journey is known to be affected'
  return [
    `${formatCount(journeys)} ${plural(journeys, 'journey')}`,
    `${formatCount(borrowers)} ${plural(borrowers, 'borrower')}`,
    reach.requestedAmount === null ? 'amount unknown' : `${formatMoney(reach.requestedAmount)} requested`,
  ].join(' · ')
}

/** What the figures leave out; null where they are complete. */
export function unknownWords({ borrowers, unknownBorrowers, unknownAmounts }: IncidentReach): string | null {
  const parts = [
    unknownBorrowers > 0
      ? `The borrower of ${formatCount(unknownBorrowers)} ${plural(unknownBorrowers, 'journey')} is not known.`
      : null,
    unknownAmounts > 0
      ? unknownAmounts === borrowers
        ? 'What these borrowers asked for is not known.'
        : `The sum leaves out ${formatCount(unknownAmounts)} of ${formatCount(borrowers)} borrowers, whose amount is not known.`
      : null,
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(' ') : null
}

export function explainsWords(count: number): string {
  return `explains ${formatCount(count)} ${plural(count, 'finding')}`
}

export function incidentHref({ id }: { id: string }): string {
  return `/findings/incidents/${id}`
}
