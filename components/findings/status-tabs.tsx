'use client'

import { useQueryStates } from 'nuqs'
import { cn } from '@/components/ui/cn'
import { formatCount } from '@/lib/format/number'
import { findingParams, STATUS_FILTERS, type StatusFilter } from './params'

const LABELS: Record<StatusFilter, string> = {
  open: 'To triage',
  acknowledged: 'Acknowledged',
  snoozed: 'Snoozed',
  unresolved: 'All unresolved',
  resolved: 'Resolved',
  all: 'All',
}

/** On narrow screens the tabs scroll; the chosen one is in view. */
function showTab(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** The states of the work, each with how many findings it holds; of the resolved there is no end, so they are not counted. */
export function StatusTabs({ counts }: { counts: { open: number; acknowledged: number; snoozed: number } }) {
  const [{ status }, set] = useQueryStates(findingParams, { shallow: false, history: 'push' })
  const { open, acknowledged, snoozed } = counts
  const count: Partial<Record<StatusFilter, number>> = { ...counts, unresolved: open + acknowledged + snoozed }
  return (
    <nav aria-label="Status" className="-mx-4 overflow-x-auto border-b border-line px-4 md:mx-0 md:px-0">
      <ul className="flex gap-5">
        {STATUS_FILTERS.map((filter) => (
          <li key={filter}>
            <button
              type="button"
              aria-current={filter === status ? 'page' : undefined}
              ref={filter === status ? showTab : undefined}
              onClick={() => void set({ status: filter })}
              className={cn(
                '-mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent text-sm whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink',
                filter === status && 'border-ink font-medium text-ink',
              )}
            >
              {LABELS[filter]}
              {count[filter] !== undefined && (
                <span className="text-2xs font-normal text-ink-3">{formatCount(count[filter])}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
