import Link from 'next/link'
import { ShortID } from '@/components/ui/copyable-id'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime } from '@/components/ui/time'
import { causeLabel, conditionTitle } from '@/lib/domain/conditions'
import { findingStatusTone } from '@/lib/format/words'
import type { IncidentFinding } from '@/lib/query/incidents'

interface IncidentChildrenProps {
  items: IncidentFinding[]
  /** How many there are beyond those shown. */
  total: number
  link: (path: string) => string
}

/** The findings of an incident: what names the cause first. */
export function IncidentChildren({ items, total, link }: IncidentChildrenProps) {
  return (
    <ul aria-label={`${items.length} of ${total} findings`} className="divide-y divide-line">
      {items.map((item) => (
        <li key={item.id} className="flex min-h-(--row) flex-wrap items-center gap-x-3 gap-y-0.5 py-1">
          <Link href={link(`/findings/${item.id}`)} className="link">
            {conditionTitle(item.condition)}: {causeLabel(item.condition, item.cause)}
          </Link>
          {item.role === 'cause' && <span className="text-xs text-ink-3">the cause</span>}
          <ShortID id={item.subject.id} />
          <span className="ml-auto flex items-center gap-3 text-ink-3">
            <ClockTime at={item.firstSeenAt} />
            <StatusPill tone={findingStatusTone(item.status)}>{item.status}</StatusPill>
          </span>
        </li>
      ))}
    </ul>
  )
}
