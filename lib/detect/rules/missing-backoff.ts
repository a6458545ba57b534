import type { ApiCall } from '@/lib/domain/api-call'
import { isTooEarly } from '@/lib/domain/retries'
import { endOf, firstAfter, lookBackMs, rateEvidence, startOf, thresholdEvidence, type CallerView } from './caller-view'
import { earlySpans, type EarlyCounts } from './early-share'
import { flatChains } from './flat-chains'
import type { Found } from './rate-limited'
import type { RetryChain } from './retry-chains'

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
    return {
      facts: () => [rateEvidence(call, told), thresholdEvidence(`More than ${percent} %, at least ${earlyMin}`)],
    }
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
