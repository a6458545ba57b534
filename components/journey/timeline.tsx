'use client'

import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { cn } from '@/components/ui/cn'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import type { TimelineEntry } from '@/lib/query/schemas'
import type { Timeline } from './prepare-timeline'
import { TimelineLanes } from './timeline-lanes'
import { TimelineList } from './timeline-list'

const VIEWS = ['lanes', 'list'] as const
const LABELS = { lanes: 'Lanes', list: 'List' }

/** The journey's past: drawn in lanes, or the same told entry by entry. */
export function JourneyTimeline({ timeline, entries }: { timeline: Timeline; entries: TimelineEntry[] }) {
  const [view, setView] = useQueryState('timeline', parseAsStringLiteral(VIEWS).withDefault('lanes'))
  return (
    <Panel aria-labelledby="timeline">
      <PanelHeader title="Timeline" id="timeline">
        <div className="flex items-center gap-3 print:hidden">
          <span className="hidden text-2xs text-ink-3 md:inline">
            {view === 'lanes' ? `${timeline.folds.length ? 'idle gaps folded · ' : ''}click a mark to open it` : ''}
          </span>
          <div
            role="group"
            aria-label="Show the timeline as"
            className="inline-flex rounded-md border border-line p-0.5"
          >
            {VIEWS.map((option) => (
              <button
                key={option}
                type="button"
                aria-pressed={view === option}
                onClick={() => void setView(option)}
                className={cn(
                  'h-6 rounded-sm px-2 text-2xs text-ink-2 hover:text-ink',
                  view === option && 'bg-hover font-medium text-ink',
                )}
              >
                {LABELS[option]}
              </button>
            ))}
          </div>
        </div>
      </PanelHeader>
      <PanelBody className={view === 'list' ? 'px-0 pb-0' : 'pt-2'}>
        {view === 'lanes' ? <TimelineLanes timeline={timeline} /> : <TimelineList entries={entries} />}
      </PanelBody>
    </Panel>
  )
}
