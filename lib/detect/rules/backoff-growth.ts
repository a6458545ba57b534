/** How the gaps of one chain of retries grow. */
export interface ChainGrowth {
  /** Of log2(gap) on the attempt number: sums of this chain about its own means, to be pooled. */
  sxx: number
  sxy: number
  syy: number
  gaps: number
  /** Geometric mean of the ratios of successive gaps. */
  ratio: number
  /** Coefficient of variation of the gaps. */
  variation: number
  gapMaxMs: number
}

/** `gaps` has at least two; milliseconds. */
export function chainGrowth(gaps: number[]): ChainGrowth {
  const logs = gaps.map((gap) => Math.log2(gap))
  const middle = (gaps.length - 1) / 2
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const sxx = logs.reduce((sum, _, index) => sum + (index - middle) ** 2, 0)
  const sxy = logs.reduce((sum, log, index) => sum + (index - middle) * (log - mean), 0)
  const gapMean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
  const variance = gaps.reduce((sum, gap) => sum + (gap - gapMean) ** 2, 0) / gaps.length
  return {
    sxx,
    sxy,
    syy: logs.reduce((sum, log) => sum + (log - mean) ** 2, 0),
    gaps: gaps.length,
    ratio: 2 ** (((logs.at(-1) ?? 0) - (logs[0] ?? 0)) / (gaps.length - 1)),
    variation: Math.sqrt(variance) / gapMean,
    gapMaxMs: Math.max(...gaps),
  }
}

/** Largest coefficient of variation of a fixed wait's gaps, by their number: in few, full jitter looks regular by chance. */
const REGULAR: Record<number, number> = { 2: 0.05, 3: 0.15, 4: 0.2 }
const REGULAR_MANY = 0.25
/** With no other chain beside it, three gaps must be nearly equal. */
const REGULAR_SINGLE = 0.08
const AT_ONCE_MS = 30

/**
 * One chain by its own gaps: they do not grow, and they are as regular as a fixed wait is, or nothing is waited at all.
 * Full jitter, whose gaps may fail to grow by chance in so few, is neither.
 */
export function isFlatAlone(growth: ChainGrowth, ratioMin: number, isSingle: boolean): boolean {
  const { ratio, variation, gaps } = growth
  if (isAtOnce(growth)) return true
  const regular = isSingle && gaps <= 3 ? REGULAR_SINGLE : (REGULAR[gaps] ?? REGULAR_MANY)
  return ratio < ratioMin && variation < regular
}

/** Repeated as soon as the answer was there, so that the gaps are those of the network. */
export function isAtOnce({ gapMaxMs }: ChainGrowth): boolean {
  return gapMaxMs < AT_ONCE_MS
}

/** Coefficient of variation below which a timer waited: of full jitter, one chain of 600 with three gaps, of 30,000 with four. */
const TIMED = 0.05

/** Flat beyond chance, however few the chains. */
export function isUnmistakable(growth: ChainGrowth): boolean {
  return isAtOnce(growth) || growth.variation < TIMED
}

export interface PooledGrowth {
  atOnce: number
  sxx: number
  sxy: number
  syy: number
  gaps: number
  chains: number
}

/** The pooled slope and its standard error, each chain about its own mean. */
export function pooledSlope({ sxx, sxy, syy, gaps, chains }: PooledGrowth): { slope: number; error: number } {
  const slope = sxy / sxx
  const residual = Math.max(0, syy - slope * sxy) / Math.max(1, gaps - chains - 1)
  return { slope, error: Math.sqrt(residual / sxx) }
}

/** Full jitter lies above 0.75; what cannot be told from it with some certainty is not taken for flat. */
const JITTER_SLOPE = 0.7

/** Three standard errors, since it is asked anew at each chain: by two, one in fifty who jitter is caught some time. */
export function isFlatTogether(pooled: PooledGrowth, slopeMin: number): boolean {
  if (pooled.atOnce * 2 > pooled.chains) return true
  const { slope, error } = pooledSlope(pooled)
  return slope < slopeMin && slope + 3 * error < JITTER_SLOPE
}
