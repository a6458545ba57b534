import Link from 'next/link'
import { ShortID } from '@/components/ui/copyable-id'
import { StatusPill, ToneIcon } from '@/components/ui/status-pill'
import { Elapsed } from '@/components/ui/time'
import { formatCount } from '@/lib/format/number'
import { findingStatusTone, plural } from '@/lib/format/words'
import type { AffectedNow } from '@/lib/query/guidance'

interface AffectedPanelProps {
  affected: AffectedNow
  condition: string
  link: (path: string) => string
}

const QUIET: Record<AffectedNow['watch'], string> = {
  watched: 'Nobody is affected now.',
  'needs-calls': 'Not watched yet: this is told from API calls, and none have been received.',
  'no-data': 'Not watched yet: nothing has been received in this environment.',
}

/** Who is affected now: live, from the findings that nobody has resolved. */
export function AffectedPanel({ affected, condition, link }: AffectedPanelProps) {
  const { total, findings, cause } = affected
  if (total === 0) {
    return (
      <p className="flex items-center gap-2 text-ink-3">
        <ToneIcon tone={affected.watch === 'watched' ? 'good' : 'idle'} /> {QUIET[affected.watch]}
      </p>
    )
  }
  return (
    <div className="rounded-md border border-line bg-panel">
      <div className="flex min-h-9 items-center justify-between gap-3 border-b border-line px-3 text-xs">
        <span className="font-medium">
          Affected now: {formatCount(total)} {plural(total, 'finding')}
        </span>
        <Link
          href={link(`/findings?status=unresolved&condition=${condition}&cause=${cause}`)}
          className="link text-ink-2"
        >
          All {formatCount(total)}
        </Link>
      </div>
      <ul className="divide-y divide-line">
        {findings.map((finding) => (
          <li key={finding.id} className="flex min-h-(--row) flex-wrap items-center gap-x-4 gap-y-0.5 px-3 py-1">
            <Link href={link(subjectHref(finding))} className="hover:underline">
              <ShortID id={finding.subject.id} />
            </Link>
            <StatusPill tone={findingStatusTone(finding.status)}>{finding.status}</StatusPill>
            <span className="min-w-0 flex-1 basis-56 truncate text-ink-2" title={finding.summary}>
              {finding.summary}
            </span>
            <span className="text-ink-3">
              for <Elapsed at={finding.firstSeenAt} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function subjectHref(finding: AffectedNow['findings'][number]): string {
  const { type, id } = finding.subject
  return type === 'journey' ? `/journeys/${encodeURIComponent(id)}` : `/findings/${finding.id}`
}
