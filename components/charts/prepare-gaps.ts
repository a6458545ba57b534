import { formatDuration } from '@/lib/format/duration'
import type { GapBin } from '@/lib/query/retry-behaviour'

export interface GapRow {
  label: string
  early: number
  obeyed: number
  untold: number
  total: number
}

export interface GapChart {
  rows: GapRow[]
  top: number
  empty: boolean
  /** Whether any answer was without Retry-After: only then the chart speaks of it. */
  anyUntold: boolean
}

/** A bar for each bin, named by its upper end; what is empty beyond the last repeat is cut. */
export function prepareGaps(bins: GapBin[]): GapChart {
  const rows = bins.map(({ upToMs, early, obeyed, untold }, index) => ({
    label: labelOf(upToMs, bins[index - 1]?.upToMs ?? null),
    early,
    obeyed,
    untold,
    total: early + obeyed + untold,
  }))
  const last = rows.findLastIndex(({ total }) => total > 0)
  const kept = rows.slice(0, Math.max(last + 1, 6))
  return {
    rows: kept,
    top: Math.max(1, ...kept.map(({ total }) => total)),
    empty: last === -1,
    anyUntold: rows.some(({ untold }) => untold > 0),
  }
}

function labelOf(upToMs: number | null, fromMs: number | null): string {
  if (upToMs !== null) return `≤ ${shortly(upToMs)}`
  return `> ${shortly(fromMs ?? 0)}`
}

function shortly(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : formatDuration(ms)
}
