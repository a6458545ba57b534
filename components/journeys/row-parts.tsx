'use client'

import { Filter } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { StatusPill, ToneIcon } from '@/components/ui/status-pill'
import { Elapsed } from '@/components/ui/time'
import { causeLabel, conditionTitle } from '@/lib/domain/conditions'
import { isFinal } from '@/lib/domain/vocabulary'
import { conditionTone } from '@/lib/format/words'
import type { JourneySummary } from '@/lib/query/schemas'

const PILLS = 2

/** Open findings as pills of their causes; beyond two, how many more. */
export function FindingPills({ findings }: { findings: JourneySummary['findings'] }) {
  if (findings.length === 0) return null
  const rest = findings.slice(PILLS)
  return (
    <span className="flex min-w-0 items-center gap-1">
      {findings.slice(0, PILLS).map((finding) => (
        <StatusPill key={finding.id} tone={conditionTone(finding.condition)} title={conditionTitle(finding.condition)}>
          {causeLabel(finding.condition, finding.cause)}
        </StatusPill>
      ))}
      {rest.length > 0 && (
        <span
          className="text-2xs text-ink-3"
          title={rest.map((finding) => causeLabel(finding.condition, finding.cause)).join(', ')}
        >
          +{rest.length}
        </span>
      )}
    </span>
  )
}

/** How long the journey waits; a journey that is over waits for nothing. Stuck ones wear the mark and say it. */
export function Waiting({ journey }: { journey: JourneySummary }) {
  if (isFinal(journey.status)) {
    return (
      <span className="text-ink-3">
        <span aria-hidden>–</span>
        <span className="sr-only">over</span>
      </span>
    )
  }
  return (
    <span className={cn('inline-flex items-center gap-1.5 tabular-nums', journey.stuck && 'font-medium text-stuck')}>
      {journey.stuck && <ToneIcon tone="stuck" />}
      <Elapsed at={journey.waitingSince} />
      {journey.stuck && <span className="sr-only">, stuck</span>}
    </span>
  )
}

interface FilterableProps {
  children: ReactNode
  /** What the button filters by, for its name. */
  what: string
  onFilter: (() => void) | null
}

/** A cell's content with a small button that filters the list by it; shown on hover. */
export function Filterable({ children, what, onFilter }: FilterableProps) {
  return (
    <span className="group/cell flex min-w-0 items-center gap-1">
      <span className="min-w-0 truncate">{children}</span>
      {onFilter && (
        <button
          type="button"
          tabIndex={-1}
          onClick={onFilter}
          aria-label={`Filter by ${what}`}
          title={`Filter by ${what}`}
          className="-my-1 flex size-6 shrink-0 items-center justify-center rounded-sm text-ink-3 opacity-0 group-hover/cell:opacity-100 hover:bg-line hover:text-ink focus-visible:opacity-100"
        >
          <Filter className="size-3" aria-hidden />
        </button>
      )}
    </span>
  )
}
