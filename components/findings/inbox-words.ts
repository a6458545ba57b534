import type { FindingGroupRow } from '@/lib/query/finding-groups'
import { formatCount } from '@/lib/format/number'

/** `120 open · 8 acknowledged`; what there is none of is left out. */
export function groupStatusWords({ total, open, acknowledged, snoozed }: FindingGroupRow): string {
  const resolved = total - open - acknowledged - snoozed
  const parts = [
    open ? `${formatCount(open)} open` : null,
    acknowledged ? `${formatCount(acknowledged)} acknowledged` : null,
    snoozed ? `${formatCount(snoozed)} snoozed` : null,
    resolved ? `${formatCount(resolved)} resolved` : null,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

/** What stands before the @ of an address. */
export function shortPerson(name: string): string {
  return name.split('@')[0] || name
}
