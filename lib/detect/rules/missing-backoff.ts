import type { ApiCall } from '@/lib/domain/api-call'
import type { Evidence } from '@/lib/domain/finding'
import { isTooEarly } from '@/lib/domain/retries'
import type { Settings } from '@/lib/domain/settings'
import {
  chainGrowth,
  isAtOnce,
  isFlatAlone,
  isFlatTogether,
  pooledSlope,
  type ChainGrowth,
  type PooledGrowth,
} from './backoff-growth'
import { endOf, firstAfter, lookBackMs, startOf, type CallerView } from './caller-view'
import { earlySpans, type EarlyCounts } from './early-share'
import type { Found } from './rate-limited'
import { gapsOf, type RetryChain } from './retry-chains'

/** Retries before `Retry-After` ends, or at gaps that do not grow. */
export function missingBackoff(view: CallerView, chains: RetryChain[]): Found[] {
  return [...earlyRetries(view, chains), ...flatChains(view, chains)]
}

/** Begun before `Retry-After` ended, by more than the allowed skew. */
export function isEarly(limited: ApiCall, next: ApiCall): boolean {
  if (limited.status !== 429 || limited.retryAfterMs === null) return false
  return isTooEarly(startOf(next) - endOf(limited), limited.retryAfterMs)
}

function earlyRetries({ settings, calls }: CallerView, chains: RetryChain[]): Found[] {
  const limited = calls.filter(({ status }) => status === 429).map(startOf)
  const early = chains.flatMap(earlyOf).toSorted((a, b) => a.at - b.at)
  const percent = settings['backoff.earlyShare.percent']
  const earlyMin = settings['backoff.earlyRetries']
  const windowMs = lookBackMs(settings)
  const times = early.map(({ at }) => at)
  const counts = earlySpans(times, limited, { windowMs, earlyMin, shareMin: percent / 100 })
  return counts.spans.flatMap(({ from, to }) => {
    const first = firstAfter(early, from - 1, ({ at }) => at)
    const end = firstAfter(early, to - 1, ({ at }) => at)
    return early.slice(first, end).map(({ call, before, at }, index): Found => {
      const count = counts.at[first + index] ?? { early: 0, limited: 1 }
      const since = times[firstAfter(times, at - windowMs, (time) => time)] ?? at
      return { ...toldOf(call, before, count), since, at, until: to, ...factsOf(call, count) }
    })
  })

  function factsOf(call: ApiCall, { early, limited }: EarlyCounts['at'][number]): Pick<Found, 'facts'> {
    const share = `${((100 * early) / limited).toFixed(1)} %`
    const told = `${early} of ${limited} 429s were repeated before Retry-After ended (${share})`
    return { facts: () => [rate(call, told), threshold(`More than ${percent} %, at least ${earlyMin}`)] }
  }
}

interface Early {
  call: ApiCall
  before: ApiCall
  at: number
}

function earlyOf(chain: RetryChain): Early[] {
  return chain.calls.slice(1).flatMap((call, index) => {
    const before = chain.calls[index]
    return before && isEarly(before, call) ? [{ call, before, at: startOf(call) }] : []
  })
}

function toldOf(call: ApiCall, before: ApiCall, { early, limited }: EarlyCounts['at'][number]) {
  const waitedMs = startOf(call) - endOf(before)
  return {
    cause: 'missing-backoff',
    call,
    said: `${call.route} was repeated ${waitedMs} ms after a 429 that asked for ${before.retryAfterMs} ms`,
    summary: `Calls are repeated before Retry-After ends, after ${((100 * early) / limited).toFixed(0)} % of the 429s.`,
  }
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
  const pooled: PooledGrowth = { sxx: 0, sxy: 0, syy: 0, gaps: 0, chains: 0, atOnce: 0 }
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
  const flat = few.filter(({ growth }) => isFlatAlone(growth, ratioMin, few.length === 1))
  const isWaited = few.filter(({ growth }) => isAtOnce(growth)).length * 2 <= few.length
  return !isWaited || (ratio < ratioMin && flat.length * 2 > few.length)
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
  pooled.atOnce += growth && isAtOnce(growth) ? sign : 0
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
