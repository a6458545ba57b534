/** Time ranges of the top bar; the names stand in URLs. */
export const RANGES = ['1h', '6h', '24h', '3d', '7d', '14d', '28d'] as const
export type Range = (typeof RANGES)[number]
export const DEFAULT_RANGE: Range = '24h'

const HOUR = 3_600_000
const MS: Record<Range, number> = {
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': 24 * HOUR,
  '3d': 72 * HOUR,
  '7d': 168 * HOUR,
  '14d': 336 * HOUR,
  '28d': 672 * HOUR,
}

export function rangeMs(range: Range): number {
  return MS[range]
}

/** `24h` → `24 h`. */
export function rangeLabel(range: Range): string {
  return range.replace(/(\d+)/, '$1 ')
}

export function isRange(value: unknown): value is Range {
  return RANGES.some((range) => range === value)
}

const LONGEST_DAYS = 400
const LONGEST_MS = LONGEST_DAYS * 24 * HOUR
const SHORTEST_MS = 60_000

/** Whether a part of time is one that can be shown. */
export function isWindow(from: Date, to: Date): boolean {
  const length = to.getTime() - from.getTime()
  return length >= SHORTEST_MS && length <= LONGEST_MS
}

/** What is wrong with a range as somebody entered it, with the remedy; null: nothing. */
export function windowProblem(from: Date, to: Date, now: Date): string | null {
  if (Number.isNaN(from.getTime())) return 'Say when the range begins.'
  if (Number.isNaN(to.getTime())) return 'Say when the range ends.'
  if (from >= now) return 'The range begins in the future: choose an earlier start.'
  if (from >= to) return 'The range ends before it begins: swap the two times.'
  if (to.getTime() - from.getTime() < SHORTEST_MS) return 'A range is at least a minute long.'
  if (to.getTime() - from.getTime() > LONGEST_MS) return `A range is at most ${LONGEST_DAYS} days long.`
  return null
}

/** As a `datetime-local` field takes it, in the zone of this machine. */
export function toLocalField(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
