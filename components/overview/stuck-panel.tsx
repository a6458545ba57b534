import Link from 'next/link'
import { ShareBar } from '@/components/charts/sparkline'
import { Count } from '@/components/ui/count'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { Elapsed } from '@/components/ui/time'
import { formatCount } from '@/lib/format/number'
import { ownerLabel, ownerTone, plural, type Tone } from '@/lib/format/words'
import type { OverviewModel, StuckGroup } from '@/lib/query/overview'

const BAR: Record<Tone, string> = {
  stuck: 'fill-stuck',
  wait: 'fill-wait',
  good: 'fill-good',
  idle: 'fill-series-ok',
  limit: 'fill-limit',
  sign: 'fill-sign',
  accent: 'fill-accent',
}

const ROW =
  'grid h-(--row) grid-cols-[minmax(0,9.5rem)_2.75rem_minmax(2rem,1fr)_minmax(0,8rem)] items-center gap-x-3 rounded-sm -mx-2 px-2 max-xs:grid-cols-[minmax(0,1fr)_2.75rem_minmax(0,7rem)]'

interface StuckPanelProps {
  model: OverviewModel
  link: (path: string) => string
}

export function StuckPanel({ model, link }: StuckPanelProps) {
  const total = model.stuck.reduce((sum, group) => sum + group.total, 0)
  const largest = Math.max(1, ...model.stuck.map((group) => group.total))
  return (
    <Panel aria-labelledby="stuck-title">
      <PanelHeader
        id="stuck-title"
        title="Stuck journeys, by whose move"
        href={link('/journeys?stuck=true')}
        count={formatCount(total)}
        linkLabel={`${total} stuck ${plural(total, 'journey')}`}
      />
      <PanelBody>
        {model.anyJourney ? (
          <ul className="divide-y divide-line">
            {model.stuck.map((group) => (
              <StuckRow key={group.owner} group={group} largest={largest} link={link} />
            ))}
            {total === 0 && <li className="flex h-(--row) items-center text-ink-2">None is stuck.</li>}
            <QuietRow
              label="Idle: borrower’s move"
              count={model.idle}
              href={link('/journeys?view=idle')}
              most={model.idle + model.moving}
            />
            <QuietRow
              label="Moving in time"
              count={model.moving}
              href={link('/journeys?stuck=false')}
              most={model.idle + model.moving}
            />
          </ul>
        ) : (
          <EmptyState title="No journey yet" className="py-8">
            The first webhook that verifies brings the first journey. Point the platform’s webhooks at{' '}
            <code className="mono">/api/webhooks/platform</code>.
          </EmptyState>
        )}
      </PanelBody>
    </Panel>
  )
}

function StuckRow({ group, largest, link }: { group: StuckGroup; largest: number; link: (path: string) => string }) {
  return (
    <li>
      <Link href={link(`/journeys?owner=${group.owner}&stuck=true`)} className={`${ROW} hover:bg-hover`}>
        <span className="truncate">{ownerLabel(group.owner)}</span>
        <Count value={group.total} className="text-right" />
        <span className="max-xs:hidden">
          <ShareBar share={group.total / largest} className={BAR[ownerTone(group.owner)]} />
        </span>
        <span className="truncate text-ink-3">
          longest <Elapsed at={group.waitingSince} />
        </span>
      </Link>
    </li>
  )
}

/** What is not flagged, so that "7 stuck" has something to be compared with. Scaled on its own. */
function QuietRow({ label, count, href, most }: { label: string; count: number; href: string; most: number }) {
  return (
    <li>
      <Link href={href} className={`${ROW} text-ink-3 hover:bg-hover`}>
        <span className="truncate">{label}</span>
        <Count value={count} className="text-right" />
        <span className="max-xs:hidden">
          {count > 0 && <ShareBar share={count / Math.max(1, most)} className={BAR.idle} />}
        </span>
        <span className="truncate">not flagged</span>
      </Link>
    </li>
  )
}
