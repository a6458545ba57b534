/** `bars` heights from 0 to 1 out of any number of values; each bar takes the highest of its share. All zero stays zero. */
export function prepareSparkline(values: number[], bars: number): number[] {
  if (values.length === 0) return []
  const size = values.length / Math.min(bars, values.length)
  const picked = Array.from({ length: Math.min(bars, values.length) }, (_, index) =>
    Math.max(
      ...values.slice(Math.floor(index * size), Math.max(Math.floor((index + 1) * size), Math.floor(index * size) + 1)),
    ),
  )
  const top = Math.max(...picked)
  return picked.map((value) => (top === 0 ? 0 : value / top))
}

export type Direction = 'rising' | 'falling' | 'steady'

/** Compares the last quarter with the quarter before it; a change below a tenth is steady. */
export function trendDirection(values: number[]): Direction {
  const quarter = Math.max(1, Math.floor(values.length / 4))
  const mean = (part: number[]) => (part.length ? part.reduce((sum, value) => sum + value, 0) / part.length : 0)
  const late = mean(values.slice(-quarter))
  const early = mean(values.slice(-2 * quarter, -quarter))
  if (late > early * 1.1) return 'rising'
  return late < early * 0.9 ? 'falling' : 'steady'
}
