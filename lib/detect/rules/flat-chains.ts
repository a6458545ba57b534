import type { Settings } from '@/lib/domain/settings'
import {
  chainGrowth,
  isAtOnce,
  isFlatAlone,
  isFlatTogether,
  isUnmistakable,
  pooledSlope,
  type ChainGrowth,
  type PooledGrowth,
} from './backoff-growth'
import { endOf, lookBackMs, rateEvidence, startOf, thresholdEvidence, type CallerView } from './caller-view'
import type { Found } from './rate-limited'
import { gapsOf, lastOf, type RetryChain } from './retry-chains'

interface Grown {
  chain: RetryChain
  growth: ChainGrowth
  /** When it can be judged: its last needed retry. */
  at: number
}

/** One chain with those of the look-back before it. */
interface Window extends Grown {
  first: Grown
  count: number
  slope: number
  /** Too few for a pooled slope; null: enough. */
  few: Grown[] | null
  pooled: PooledGrowth
}

/**
 * Chains of retries at gaps that do not grow. What few chains seemed to show was chance where it could be, and later chains
 * show together with them that gaps do grow: then it is forgotten.
 */
export function flatChains({ settings }: CallerView, chains: RetryChain[]): Found[] {
  const proven: Found[] = []
  let doubtful: Found[] = []
  for (const window of windowsOf(chains, settings)) {
    if (!window.few && window.slope >= settings['backoff.slope']) {
      const reach = endOf(lastOf(window.chain)) - lookBackMs(settings)
      doubtful = doubtful.filter(({ since }) => since <= reach)
    }
    if (!isFlat(window, settings)) continue
    const isProven = !window.few || mostOf(window.few, isUnmistakable)
    ;(isProven ? proven : doubtful).push(foundIn(window, settings))
  }
  return [...proven, ...doubtful]
}

function* windowsOf(chains: RetryChain[], settings: Settings): Generator<Window> {
  const grown = grownChains(chains, settings['backoff.chainRetries'])
  const pooled: PooledGrowth = { sxx: 0, sxy: 0, syy: 0, gaps: 0, chains: 0, atOnce: 0 }
  let start = 0
  for (const [index, one] of grown.entries()) {
    add(pooled, one.growth, 1)
    for (; (grown[start]?.at ?? one.at) <= one.at - lookBackMs(settings); start++) add(pooled, grown[start]?.growth, -1)
    const count = index - start + 1
    const few = count < settings['backoff.chains'] ? grown.slice(start, index + 1) : null
    yield { ...one, first: grown[start] ?? one, count, few, pooled, slope: pooledSlope(pooled).slope }
  }
}

function grownChains(chains: RetryChain[], retriesMin: number): Grown[] {
  return chains
    .filter(({ calls }) => calls.length > Math.max(2, retriesMin))
    .map((chain) => ({
      chain,
      growth: chainGrowth(gapsOf(chain)),
      at: startOf(chain.calls[retriesMin] ?? lastOf(chain)),
    }))
    .toSorted((a, b) => a.at - b.at)
}

function add(pooled: PooledGrowth, growth: ChainGrowth | undefined, sign: 1 | -1): void {
  pooled.sxx += sign * (growth?.sxx ?? 0)
  pooled.sxy += sign * (growth?.sxy ?? 0)
  pooled.syy += sign * (growth?.syy ?? 0)
  pooled.gaps += sign * (growth?.gaps ?? 0)
  pooled.chains += growth ? sign : 0
  pooled.atOnce += growth && isAtOnce(growth) ? sign : 0
}

/** With so few chains full jitter overlaps with a fixed wait, so most of them must be flat on their own, too. */
function isFlat({ few, pooled }: Window, settings: Settings): boolean {
  if (!few) return isFlatTogether(pooled, settings['backoff.slope'])
  if (mostOf(few, isAtOnce)) return true
  const ratioMin = settings['backoff.gapRatio']
  const ratio = 2 ** (few.reduce((sum, { growth }) => sum + Math.log2(growth.ratio), 0) / few.length)
  return ratio < ratioMin && mostOf(few, (growth) => isFlatAlone(growth, ratioMin, few.length === 1))
}

function mostOf(few: Grown[], isSuch: (growth: ChainGrowth) => boolean): boolean {
  return few.filter(({ growth }) => isSuch(growth)).length * 2 > few.length
}

function foundIn({ chain, growth, at, first, ...window }: Window, settings: Settings): Found {
  const call = chain.calls[settings['backoff.chainRetries']] ?? lastOf(chain)
  const gaps = gapsOf(chain).map((gap) => `${(gap / 1000).toFixed(1)} s`)
  const judged = window.few
    ? `each by its own gaps, growth ${growth.ratio.toFixed(2)} below ${settings['backoff.gapRatio']}`
    : `pooled slope of log2(gap) ${window.slope.toFixed(2)}, below ${settings['backoff.slope']}`
  return {
    cause: 'missing-backoff',
    since: startOf(first.chain.calls[1] ?? lastOf(chain)),
    at,
    call,
    said: `retry ${chain.calls.length - 1} of a chain whose gaps change by a factor of ${growth.ratio.toFixed(2)}`,
    summary: 'After 429s, calls are repeated again and again at gaps that do not grow.',
    facts: () => [
      rateEvidence(lastOf(chain), `Gaps of the last chain: ${gaps.slice(0, 8).join(', ')}`),
      thresholdEvidence(`${window.count} chains: ${judged}`),
    ],
  }
}
