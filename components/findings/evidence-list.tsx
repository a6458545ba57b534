import Link from 'next/link'
import { ShortID } from '@/components/ui/copyable-id'
import { ClockTime } from '@/components/ui/time'
import type { Evidence } from '@/lib/query/schemas'

interface EvidenceListProps {
  evidence: Evidence[]
  link: (path: string) => string
}

export function EvidenceList({ evidence, link }: EvidenceListProps) {
  if (evidence.length === 0) return <p className="text-ink-3">The evidence has aged out of retention.</p>
  return (
    <ol className="divide-y divide-line">
      {evidence.map((row, index) => (
        <li key={index} className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 py-2">
          <span className="text-ink-3">{row.at ? <ClockTime at={row.at} /> : row.kind}</span>
          <div className="min-w-0">
            <p>{row.summary}</p>
            <References value={row.ref} link={link} />
          </div>
        </li>
      ))}
    </ol>
  )
}

const SCREENS: Record<string, string> = { deliveryID: '/webhooks', journeyID: '/journeys', findingID: '/findings' }

/** What the row points at: IDs that have a screen become links. */
function References({ value, link }: { value: Evidence['ref']; link: (path: string) => string }) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const isShown = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && entry[0] !== 'lender'
  const entries = Object.entries(value).filter(isShown)
  if (entries.length === 0) return null
  return (
    <p className="flex flex-wrap gap-x-3 text-xs text-ink-3">
      {entries.map(([key, id]) => (
        <span key={key}>
          {key}{' '}
          {SCREENS[key] ? (
            <Link href={link(`${SCREENS[key]}/${encodeURIComponent(id)}`)} className="link">
              <ShortID id={id} />
            </Link>
          ) : (
            <ShortID id={id} />
          )}
        </span>
      ))}
    </p>
  )
}
