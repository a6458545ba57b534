'use client'

import { cn } from '@/components/ui/cn'
import { formatCount } from '@/lib/format/number'
import { activeView, VIEW_LABELS, VIEWS, type View } from './params'
import { useJourneyParams } from './use-journey-params'

interface ViewTabsProps {
  counts: Record<View, number>
  /** A count that has reached this says only "at least". */
  cap: number
}

/** The system's saved views, each with how many journeys it holds. */
export function ViewTabs({ counts, cap }: ViewTabsProps) {
  const { params, change } = useJourneyParams()
  const active = activeView(params)
  return (
    <nav aria-label="Saved views" className="-mx-4 overflow-x-auto border-b border-line px-4 md:mx-0 md:px-0">
      <ul className="flex gap-5">
        {VIEWS.map((view) => (
          <li key={view}>
            <button
              type="button"
              aria-current={view === active ? 'page' : undefined}
              onClick={() => change({ view, stuck: null, owner: null, status: null })}
              className={cn(
                '-mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent text-sm whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink',
                view === active && 'border-ink font-medium text-ink',
              )}
            >
              {VIEW_LABELS[view]}
              <span className={cn('text-2xs text-ink-3', view === 'stuck' && counts.stuck > 0 && 'text-stuck')}>
                {counts[view] >= cap ? `${formatCount(cap)}+` : formatCount(counts[view])}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
