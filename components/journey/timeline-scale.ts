/** The time axis of a journey: long gaps in which nothing happened are folded, so that the busy hours stay legible. */

export interface Fold {
  from: Date
  to: Date
  /** Where the fold's mark stands, 0 to 1. */
  x: number
}

export interface TimeScale {
  /** Place of a time between 0 and 1; times outside the axis land on its ends. */
  x: (at: Date) => number
  folds: Fold[]
}

const FOLD_FLOOR_MS = 20 * 60_000
/** A gap this many times the usual one says only that nothing happened. */
const FOLD_FACTOR = 12
/** Below this many gaps there is no "usual" one. */
const FOLD_MIN_GAPS = 4

/** A fold is a break in the axis, not a length: it takes this share of the longest gap that is drawn whole. */
const FOLD_SHARE = 0.5

/**
 * An axis over `times` (any order, at least one). Between folds it is true to scale; a gap longer than twelve
 * times the median is drawn as a break of six medians and reported as a fold.
 */
export function makeScale(times: Date[]): TimeScale {
  const stops = [...new Set(times.map((at) => at.getTime()))].sort((a, b) => a - b)
  const gaps = stops.slice(1).map((at, index) => at - (stops[index] ?? at))
  const limit = foldLimit(gaps)
  const weights = gaps.map((gap) => (gap > limit ? limit * FOLD_SHARE : gap))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const places = weights.reduce<number[]>((sums, weight) => [...sums, (sums.at(-1) ?? 0) + weight], [0])
  const at = (index: number) => (total === 0 ? 0 : (places[index] ?? 0) / total)
  const folds = gaps.flatMap((gap, index) =>
    gap > limit
      ? [{ from: new Date(stops[index] ?? 0), to: new Date(stops[index + 1] ?? 0), x: (at(index) + at(index + 1)) / 2 }]
      : [],
  )
  return { x: (time) => place(time.getTime(), stops, at), folds }
}

function foldLimit(gaps: number[]): number {
  if (gaps.length < FOLD_MIN_GAPS) return Infinity
  const sorted = gaps.toSorted((a, b) => a - b)
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  return Math.max(FOLD_FLOOR_MS, median * FOLD_FACTOR)
}

function place(time: number, stops: number[], at: (index: number) => number): number {
  const after = stops.findIndex((stop) => stop >= time)
  if (after === -1) return at(stops.length - 1)
  const right = stops[after] ?? time
  if (after === 0 || right === time) return at(after)
  const left = stops[after - 1] ?? time
  return at(after - 1) + ((time - left) / (right - left)) * (at(after) - at(after - 1))
}
