/**
 * Upper bounds of the latency histogram in milliseconds; a last bucket takes everything slower. Fixed for good, so that
 * histograms of any time, route and caller can be added up.
 */
export const LATENCY_BOUNDS_MS = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000] as const

/** Columns of the rollups, in the order of the bounds. */
export const LATENCY_BUCKETS = LATENCY_BOUNDS_MS.length + 1

/**
 * The value below which `share` (0 to 1) of the counted calls lie, interpolated within its bucket; null without calls.
 * In the last bucket it is the highest bound: what is slower was not measured finer.
 */
export function latencyQuantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let below = 0
  for (const [index, count] of counts.entries()) {
    const upper = LATENCY_BOUNDS_MS[index]
    if (upper === undefined) break
    if (count > 0 && below + count >= share * total) {
      const lower = LATENCY_BOUNDS_MS[index - 1] ?? 0
      return lower + (upper - lower) * Math.max(0, (share * total - below) / count)
    }
    below += count
  }
  return LATENCY_BOUNDS_MS.at(-1) ?? null
}
