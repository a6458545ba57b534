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
