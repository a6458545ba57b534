import Link from 'next/link'
import { GapHistogram } from '@/components/charts/gap-histogram'
import { GapTable } from '@/components/charts/gap-table'
import { prepareGaps } from '@/components/charts/prepare-gaps'
import { causeLabel, guidanceHref } from '@/lib/domain/conditions'
import { formatDuration } from '@/lib/format/duration'
import { formatCount } from '@/lib/format/number'
import { plural } from '@/lib/format/words'
import type { HotspotDetail as Hotspot } from '@/lib/query/rate-limits'

interface HotspotDetailProps {
  hotspot: Hotspot
  link: (path: string) => string
}

/** How long the caller waits after a 429, and what follows from it. */
export function HotspotDetail({ hotspot, link }: HotspotDetailProps) {
  const chart = prepareGaps(hotspot.behaviour.gaps)
  const { judged } = hotspot.behaviour
  return (
    <div className="grid gap-x-8 gap-y-4 @3xl:grid-cols-2">
      <section aria-label="Gaps after a 429" className="min-w-0">
        <h3 className="text-xs font-medium">Wait after a 429 before the same call again</h3>
        {chart.empty ? (
          <p className="py-6 text-ink-3">
            {judged === 0
              ? 'The calls themselves are no longer kept, so how long it waited is not known.'
              : 'No 429 was followed by the same call within 10 minutes.'}
          </p>
        ) : (
          <>
            <GapHistogram chart={chart} />
            <GapTable chart={chart} />
          </>
        )}
      </section>
      <Facts hotspot={hotspot} link={link} />
    </div>
  )
}

function Facts({ hotspot, link }: HotspotDetailProps) {
  const { behaviour, limited, spared, findings } = hotspot
  return (
    <section aria-label="What follows" className="flex min-w-0 flex-col gap-2.5">
      <dl className="grid grid-cols-[minmax(8rem,auto)_1fr] gap-x-4 gap-y-1.5 text-xs">
        <Fact name="Told to wait">
          {behaviour.toldMsMedian === null ? 'never told' : `${formatDuration(behaviour.toldMsMedian)}, typically`}
        </Fact>
        <Fact name="Waits">
          {behaviour.gapMsMedian === null ? 'does not repeat' : `${formatDuration(behaviour.gapMsMedian)}, typically`}
        </Fact>
        <Fact name="Repeated too soon">{tooSoon(hotspot)}</Fact>
        <Fact name="Duplicate writes">{duplicates(hotspot)}</Fact>
        <Fact name="429s saved by the fix">
          {spared > 0 ? (
            <>
              about <span className="font-medium text-ink">{formatCount(spared)}</span> of {formatCount(limited)}: they
              answered a repeat that came too soon
            </>
          ) : (
            'none: no repeat that came too soon was limited again'
          )}
        </Fact>
      </dl>
      {findings.length > 0 ? (
        <ul className="flex flex-col gap-1.5">
          {findings.map(({ findingID, cause, summary }) => (
            <li key={findingID} className="text-xs">
              {summary}{' '}
              <Link href={link(`/findings/${findingID}`)} className="link">
                Evidence
              </Link>
              {' · '}
              <Link href={link(guidanceHref('rate-limited', cause))} className="link">
                Fix: {causeLabel('rate-limited', cause)}
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-xs text-ink-3">
          No finding is open: 429s alone are no fault, where the caller waits as told, ever longer, and keeps its keys.
        </p>
      )}
      {behaviour.judged > 0 && behaviour.judged < limited && (
        <p className="text-xs text-ink-3">Judged from the newest {formatCount(behaviour.judged)} of its 429s.</p>
      )}
    </section>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 text-ink-2">{children}</dd>
    </>
  )
}

function tooSoon({ behaviour: { repeated, early, obeyed, untold } }: Hotspot): string {
  if (repeated === 0) return 'no 429 was repeated'
  const without = untold > 0 ? `; ${formatCount(untold)} ${plural(untold, 'was', 'were')} not told how long` : ''
  if (early + obeyed === 0) return `not known: no answer said how long to wait`
  return `${formatCount(early)} of ${formatCount(early + obeyed)}${without}`
}

function duplicates({ behaviour: { duplicates } }: Hotspot): string {
  if (duplicates.repeats === 0) return 'none after a 429'
  const { repeats, operations } = duplicates
  return `${formatCount(repeats)} ${plural(repeats, 'repeat')} of ${formatCount(operations)} ${plural(operations, 'write')} without the same key`
}
