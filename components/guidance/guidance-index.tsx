import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Panel } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { formatCount } from '@/lib/format/number'
import { conditionTone } from '@/lib/format/words'
import type { GuidanceIndexEntry } from '@/lib/query/guidance'
import { InlineText } from './inline-text'

interface GuidanceIndexProps {
  entries: GuidanceIndexEntry[]
  link: (path: string) => string
}

export function GuidanceIndex({ entries, link }: GuidanceIndexProps) {
  return (
    <Panel aria-label="Conditions">
      <ul className="divide-y divide-line">
        {entries.map((entry) => (
          <li
            key={entry.condition}
            className="relative grid gap-x-8 gap-y-2 px-4 py-3.5 hover:bg-hover md:grid-cols-[minmax(0,5fr)_minmax(0,7fr)_auto]"
          >
            <div className="min-w-0">
              <h2 className="font-semibold">
                <Link href={link(`/guidance/${entry.condition}`)} className="after:absolute after:inset-0">
                  {entry.title}
                </Link>
              </h2>
              <p className="mt-0.5 text-ink-2">
                <InlineText>{entry.symptom}</InlineText>
              </p>
            </div>
            <ul className="relative flex min-w-0 flex-wrap content-start gap-x-4 gap-y-0.5 self-center text-xs">
              {entry.causes.map(({ cause, title, open }) => (
                <li key={cause}>
                  <Link
                    href={link(`/guidance/${entry.condition}#${cause}`)}
                    className="inline-block py-0.5 text-ink-2 hover:text-ink hover:underline"
                  >
                    {title}
                    {open > 0 && <span className="ml-1 font-medium text-ink">{formatCount(open)}</span>}
                  </Link>
                </li>
              ))}
            </ul>
            <div className="flex items-center justify-between gap-2 md:w-32 md:justify-end">
              {entry.open > 0 ? (
                <StatusPill tone={conditionTone(entry.condition)}>{formatCount(entry.open)} open</StatusPill>
              ) : (
                <Quiet watch={entry.watch} />
              )}
              <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** None open is good news only where somebody looks. */
function Quiet({ watch }: { watch: GuidanceIndexEntry['watch'] }) {
  if (watch === 'watched') return <StatusPill tone="good">none open</StatusPill>
  const words = { 'needs-calls': 'no API calls', 'no-data': 'no data' }
  return <StatusPill tone="idle">{words[watch]}</StatusPill>
}
