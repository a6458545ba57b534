import type { ApiCall } from '@/lib/domain/api-call'
import type { Evidence } from '@/lib/domain/finding'
import type { Settings } from '@/lib/domain/settings'
import {
  chainGrowth,
  isFlatAlone,
  isFlatTogether,
  pooledSlope,
  type ChainGrowth,
  type PooledGrowth,
} from './backoff-growth'
import { endOf, lookBackMs, SKEW_MS, startOf, type CallerView } from './caller-view'
import type { Found } from './rate-limited'
import { gapsOf, type RetryChain } from './retry-chains'

/** Retries before `Retry-After` ends, or at gaps that do not grow. */
export function missingBackoff(view: CallerView, chains: RetryChain[]): Found[] {
  return [...earlyRetries(view, chains), ...flatChains(view, chains)]
}

/**
 * Begun before `Retry-After` ended, by more than the allowed skew. Both times come from one clock and a second is the least
 * that can be asked, so no more than half of what was asked is allowed.
 */
export function isEarly(limited: ApiCall, next: ApiCall): boolean {
  if (limited.status !== 429 || limited.retryAfterMs === null) return false
  const allowance = Math.min(SKEW_MS, limited.retryAfterMs / 2)
  return startOf(next) < endOf(limited) + limited.retryAfterMs - allowance
}

function earlyRetries(view: CallerView, chains: RetryChain[]): Found[] {
  const { settings, calls } = view
  const limited = calls.filter(({ status }) => status === 429).map(startOf)
  const early = chains.flatMap((chain) =>
    chain.calls.slice(1).flatMap((call, index) => {
      const before = chain.calls[index]
      return before && isEarly(before, call) ? [{ call, before, at: startOf(call) }] : []
    }),
  )
  early.sort((a, b) => a.at - b.at)
  const found: Found[] = []
  let firstEarly = 0
  let firstLimited = 0
  let endLimited = 0
  for (const [index, { call, before, at }] of early.entries()) {
    const from = at - lookBackMs(settings)
    while ((early[firstEarly]?.at ?? at) <= from) firstEarly++
    while ((limited[firstLimited] ?? at) <= from) firstLimited++
    while ((limited[endLimited] ?? Infinity) <= at) endLimited++
    const count = index - firstEarly + 1
    const of = endLimited - firstLimited
    const share = (100 * count) / of
    if (count < settings['backoff.earlyRetries'] || share <= settings['backoff.earlyShare.percent']) continue
    const waitedMs = at - endOf(before)
    found.push({
      cause: 'missing-backoff',
      since: early[firstEarly]?.at ?? at,
      at,
      call,
      said: `${call.route} was repeated ${waitedMs} ms after a 429 that asked for ${before.retryAfterMs} ms`,
      summary: `Calls are repeated before Retry-After ends, after ${share.toFixed(0)} % of the 429s.`,
      facts: () => [
        rate(call, `${count} of ${of} 429s were repeated before Retry-After ended (${share.toFixed(1)} %)`),
        threshold(
          `More than ${settings['backoff.earlyShare.percent']} %, at least ${settings['backoff.earlyRetries']}`,
        ),
      ],
    })
  }
  return found
}

interface Grown {
  chain: RetryChain
  growth: ChainGrowth
  at: number
}

function flatChains({ settings }: CallerView, chains: RetryChain[]): Found[] {
  const retriesMin = settings['backoff.chainRetries']
  const grown: Grown[] = chains
    .filter(({ calls }) => calls.length > Math.max(2, retriesMin))
    .map((chain) => ({
      chain,
      growth: chainGrowth(gapsOf(chain)),
      at: startOf(chain.calls[retriesMin] ?? lastOf(chain)),
    }))
    .toSorted((a, b) => a.at - b.at)
  const pooled: PooledGrowth = { sxx: 0, sxy: 0, syy: 0, gaps: 0, chains: 0 }
  const found: Found[] = []
  let first = 0
  for (const [index, { chain, growth, at }] of grown.entries()) {
    add(pooled, growth, 1)
    for (; (grown[first]?.at ?? at) <= at - lookBackMs(settings); first++) add(pooled, grown[first]?.growth, -1)
    const count = index - first + 1
    const { slope } = pooledSlope(pooled)
    const few = count < settings['backoff.chains'] ? grown.slice(first, index + 1) : null
    if (few ? !areFlat(few, settings) : !isFlatTogether(pooled, settings['backoff.slope'])) continue
    found.push({
      cause: 'missing-backoff',
      since: startOf((grown[first]?.chain ?? chain).calls[1] ?? lastOf(chain)),
      at,
      call: chain.calls[retriesMin] ?? lastOf(chain),
      said: `retry ${chain.calls.length - 1} of a chain whose gaps change by a factor of ${growth.ratio.toFixed(2)}`,
      summary: 'After 429s, calls are repeated again and again at gaps that do not grow.',
      facts: () => growthFacts(chain, settings, { count, slope, isFew: few !== null, growth }),
    })
  }
  return found
}

/** With so few chains full jitter overlaps with a fixed wait, so most of them must be flat on their own, too. */
function areFlat(few: Grown[], settings: Settings): boolean {
  const ratioMin = settings['backoff.gapRatio']
  const ratio = 2 ** (few.reduce((sum, { growth }) => sum + Math.log2(growth.ratio), 0) / few.length)
  return ratio < ratioMin && few.filter(({ growth }) => isFlatAlone(growth, ratioMin)).length * 2 > few.length
}

function growthFacts(
  chain: RetryChain,
  settings: Settings,
  told: { count: number; slope: number; isFew: boolean; growth: ChainGrowth },
): Evidence[] {
  const gaps = gapsOf(chain).map((gap) => `${(gap / 1000).toFixed(1)} s`)
  const { count, slope, isFew, growth } = told
  return [
    rate(lastOf(chain), `Gaps of the last chain: ${gaps.slice(0, 8).join(', ')}`),
    isFew
      ? threshold(
          `${count} chains: each by its own gaps, growth ${growth.ratio.toFixed(2)} below ${settings['backoff.gapRatio']}`,
        )
      : threshold(`${count} chains: pooled slope of log2(gap) ${slope.toFixed(2)}, below ${settings['backoff.slope']}`),
  ]
}

function add(pooled: PooledGrowth, growth: ChainGrowth | undefined, sign: 1 | -1): void {
  pooled.sxx += sign * (growth?.sxx ?? 0)
  pooled.sxy += sign * (growth?.sxy ?? 0)
  pooled.syy += sign * (growth?.syy ?? 0)
  pooled.gaps += sign * (growth?.gaps ?? 0)
  pooled.chains += growth ? sign : 0
}

function lastOf({ calls }: RetryChain): ApiCall {
  const last = calls.at(-1)
  if (!last) throw new Error('A chain has a call')
  return last
}

function rate(call: ApiCall, summary: string): Evidence {
  return { kind: 'rate', at: call.occurredAt, summary, ref: null }
}

function threshold(summary: string): Evidence {
  return { kind: 'threshold', at: null, summary, ref: null }
}
