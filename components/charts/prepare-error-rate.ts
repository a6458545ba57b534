import { OTHER_KEY, statusFamily, STATUS_FAMILIES, isCallError, type StatusFamily } from '@/lib/domain/call-outcome'
import { shortRoute } from '@/lib/format/route'

export interface RatePoint {
  at: Date
  key: string
  status: number
  calls: number
  errors: number
}

export interface RateSeries {
  /** As the data names it; `other` for what has no place of its own. */
  key: string
  /** Under this name the drawing finds its number in a row: keys may hold dots. */
  dataKey: string
  label: string
  color: string
  errors: number
}

export interface RateRow {
  at: number
  /** All calls of the step; zero means that nothing was received, and then no rate is known. */
  calls: number
  errors: number
  /** Errors of a series, by `dataKey`. */
  counts: Record<string, number>
  /** Errors of a series over all calls of the step, by `dataKey`; empty without calls. */
  shares: Record<string, number>
}

export interface ErrorRate {
  series: RateSeries[]
  rows: RateRow[]
  /** First and last step of each run of steps without a call. */
  silent: { from: number; to: number }[]
  /** Top of the axis as a share. */
  top: number
  calls: number
  errors: number
  state: 'no-calls' | 'no-errors' | 'errors'
}

export type RateKey = 'code' | 'route' | 'caller' | 'status' | 'family'

const SHOWN = 7
const TOPS = [0.001, 0.002, 0.004, 0.01, 0.02, 0.04, 0.08, 0.1, 0.2, 0.4, 0.6, 0.8, 1]
const FAMILY_COLORS: Record<StatusFamily, string> = {
  '400': 'var(--series-400)',
  '401': 'var(--series-401)',
  '409': 'var(--series-409)',
  '429': 'var(--series-429)',
  '4xx': 'var(--ink-3)',
  '5xx': 'var(--series-5xx)',
  none: 'var(--ink-2)',
}
const FAMILY_LABELS: Partial<Record<StatusFamily, string>> = { '4xx': 'other 4xx', none: 'no answer' }
/** Routes and callers have no status of their own, so they get shades of one colour. */
const SHADES = [100, 80, 62, 46, 34, 24, 16]
const TINTS = [100, 62, 38]

/** Stacks errors over all calls of each step. A step without calls has no rate: it is silent, never zero. */
export function prepareErrorRate(input: { points: Date[]; series: RatePoint[]; by: RateKey }): ErrorRate {
  const folded = input.by === 'family' ? input.series.map(toFamily) : input.series
  const series = toSeries(folded, input.by)
  const keyOf = new Map(series.map(({ key, dataKey }) => [key, dataKey]))
  const rest = keyOf.get(OTHER_KEY)
  const rows = input.points.map((point) => {
    const own = folded.filter(({ at }) => at.getTime() === point.getTime())
    const counts: Record<string, number> = {}
    for (const { key, errors } of own) {
      const dataKey = keyOf.get(key) ?? rest
      if (dataKey && errors > 0) counts[dataKey] = (counts[dataKey] ?? 0) + errors
    }
    return toRow(point.getTime(), total(own, 'calls'), counts)
  })
  const calls = total(folded, 'calls')
  const errors = total(folded, 'errors')
  const highest = Math.max(0, ...rows.map((row) => (row.calls === 0 ? 0 : row.errors / row.calls)))
  return {
    series,
    rows,
    silent: silentRuns(rows),
    top: TOPS.find((top) => top >= highest) ?? 1,
    calls,
    errors,
    state: calls === 0 ? 'no-calls' : errors === 0 ? 'no-errors' : 'errors',
  }
}

/** The series whose part of a step's bar holds a height, given as a share of calls; null above the bar. */
export function seriesAt(chart: Pick<ErrorRate, 'series' | 'rows'>, at: number, share: number): RateSeries | null {
  const row = chart.rows.find((candidate) => candidate.at === at)
  if (!row || share < 0) return null
  let below = 0
  for (const series of chart.series) {
    const own = row.shares[series.dataKey] ?? 0
    below += own
    if (own > 0 && share <= below) return series
  }
  return null
}

function toRow(at: number, calls: number, counts: Record<string, number>): RateRow {
  const errors = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const shares = calls === 0 ? {} : Object.fromEntries(Object.entries(counts).map(([key, n]) => [key, n / calls]))
  return { at, calls, errors, counts, shares }
}

function toFamily(point: RatePoint): RatePoint {
  const status = Number(point.key)
  const known = Number.isInteger(status) ? status : point.status
  return { ...point, key: isCallError(known) ? statusFamily(known) : 'ok', status: known }
}

function toSeries(points: RatePoint[], by: RateKey): RateSeries[] {
  const found = new Map<string, { status: number; errors: number }>()
  for (const { key, status, errors } of points) {
    if (errors > 0) found.set(key, { status, errors: (found.get(key)?.errors ?? 0) + errors })
  }
  const ranked = [...found].map(([key, rest]) => ({ key, ...rest })).sort((a, b) => b.errors - a.errors)
  const named = ranked.filter(({ key }) => key !== OTHER_KEY)
  const shown = named.slice(0, SHOWN)
  const others = total(ranked, 'errors') - total(shown, 'errors')
  const coloured = by === 'route' || by === 'caller' ? shaded(shown) : byFamily(shown)
  const all = coloured.map((one) => ({
    key: one.key,
    label: labelOf(one.key, by),
    color: one.color,
    errors: one.errors,
  }))
  if (others > 0) all.push({ key: OTHER_KEY, label: 'other', color: 'var(--series-ok)', errors: others })
  return all.map((one, index) => ({ ...one, dataKey: `s${index}` }))
}

interface Ranked {
  key: string
  status: number
  errors: number
}

function shaded(ranked: Ranked[]) {
  return ranked.map((one, index) => ({ ...one, color: tint('var(--series-401)', SHADES[index] ?? 16) }))
}

/** In the order of the families, from the bottom of the stack; several of one family get tints of its colour. */
function byFamily(ranked: Ranked[]) {
  return STATUS_FAMILIES.flatMap((family) =>
    ranked
      .filter(({ status }) => statusFamily(status) === family)
      .map((one, index) => ({ ...one, color: tint(FAMILY_COLORS[family], TINTS[index] ?? 24) })),
  )
}

function tint(color: string, percent: number): string {
  return percent === 100 ? color : `color-mix(in oklab, ${color} ${percent}%, var(--panel))`
}

function labelOf(key: string, by: RateKey): string {
  if (by === 'family')
    return STATUS_FAMILIES.map((family) => (family === key ? FAMILY_LABELS[family] : null)).find(Boolean) ?? key
  if (by === 'route') return shortRoute(key)
  return key === '0' || key === 'NO_ANSWER' ? 'no answer' : key
}

function silentRuns(rows: RateRow[]): ErrorRate['silent'] {
  const runs: ErrorRate['silent'] = []
  rows.forEach((row, index) => {
    if (row.calls > 0) return
    const last = runs.at(-1)
    if (last && index > 0 && rows[index - 1]?.calls === 0) last.to = row.at
    else runs.push({ from: row.at, to: row.at })
  })
  return runs
}

function total<K extends string>(rows: Record<K, number>[], key: K): number {
  return rows.reduce((sum, row) => sum + row[key], 0)
}
