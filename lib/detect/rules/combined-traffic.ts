import { lookBackMs, startOf, type CallerView } from './caller-view'
import { isEarly } from './missing-backoff'
import type { Found } from './rate-limited'
import type { RetryChain } from './retry-chains'

/** Which causes hold somewhere in the calls. */
export interface RetryFacts {
  backoff: boolean
  unkeyed: boolean
  writes: boolean
}

const WINDOW_MS = 120_000
const BORROWERS_MIN = 3
const LIMITED_MIN = 10

/**
 * Several borrowers' traffic together at the limit, with none of the causes and no conduct to go by. Where retries are seen
 * and obey, the caller behaves well, and there is nothing to find.
 */
export function combinedTraffic({ calls, settings }: CallerView, chains: RetryChain[], named: Found[]): Found[] {
  const begun = chains.flatMap(({ calls: [first] }) => (first ? [first] : []))
  const limited = begun.filter(({ status, borrowerExternalID }) => status === 429 && borrowerExternalID !== null)
  const retried = chains.filter((chain) => chain.calls.length > 1)
  const wellDone = retried.filter(isObedient).map(({ calls: [first] }) => (first ? startOf(first) : 0))
  if (limited.length < LIMITED_MIN || calls.length === 0) return []
  const borrowers = new Map<string, number>()
  let from = 0
  return limited.flatMap((call, index): Found[] => {
    const at = startOf(call)
    const name = call.borrowerExternalID ?? ''
    borrowers.set(name, (borrowers.get(name) ?? 0) + 1)
    for (let old = limited[from]; old && startOf(old) <= at - WINDOW_MS; old = limited[++from]) {
      const left = (borrowers.get(old.borrowerExternalID ?? '') ?? 1) - 1
      if (left === 0) borrowers.delete(old.borrowerExternalID ?? '')
      else borrowers.set(old.borrowerExternalID ?? '', left)
    }
    const count = index - from + 1
    if (count < LIMITED_MIN || borrowers.size < BORROWERS_MIN) return []
    const isNear = (time: number) => Math.abs(time - at) <= lookBackMs(settings)
    if (named.some((one) => isNear(one.at)) || wellDone.some(isNear)) return []
    const size = borrowers.size
    return [
      {
        cause: 'undetermined',
        since: startOf(limited[from] ?? call),
        at,
        call,
        said: `${call.route} was refused with 429`,
        summary: `${size} borrowers together reach the limit, and no retry tells how the caller takes it. Spread the load.`,
        facts: () => [
          { kind: 'rate', at: call.occurredAt, summary: `${count} 429s of ${size} borrowers within 2 min`, ref: null },
        ],
      },
    ]
  })
}

/** Told how long to wait, and waited. */
function isObedient({ calls }: RetryChain): boolean {
  return calls.slice(1).every((call, index) => {
    const before = calls[index]
    return before !== undefined && (before.status !== 429 || (before.retryAfterMs !== null && !isEarly(before, call)))
  })
}
