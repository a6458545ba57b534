import { UNDETERMINED } from '@/lib/domain/conditions'
import type { ApiCall } from '@/lib/domain/api-call'
import type { Evidence } from '@/lib/domain/finding'
import { excessiveWrites } from './excessive-writes'
import { lookBackMs, startOf, type CallerView, type Mark, type Verdict } from './caller-view'
import { combinedTraffic, type RetryFacts } from './combined-traffic'
import { missingBackoff } from './missing-backoff'
import { retryChains } from './retry-chains'
import { unkeyedRetries } from './retry-without-idempotency'

export const CONDITION = 'rate-limited'

/** What a sub-rule found: the moment, and why. */
export interface Found {
  cause: string
  since: number
  at: number
  /** Where it does not count for all of the look-back. */
  until?: number
  call: ApiCall
  said: string
  summary: string
  facts: () => Evidence[]
}

/** Only what a caller does about a 429 is judged, however many it meets. */
export function rateLimitMarks(view: CallerView): Mark[] {
  if (!view.calls.some(({ status }) => status === 429)) return []
  const chains = retryChains(view.calls)
  const backoff = missingBackoff(view, chains)
  const unkeyed = unkeyedRetries(view, chains)
  const writes = excessiveWrites(view)
  const named = [...backoff, ...unkeyed, ...writes]
  const held = (found: Found[]) => found.length > 0
  const facts: RetryFacts = { backoff: held(backoff), unkeyed: held(unkeyed), writes: held(writes) }
  const rest = combinedTraffic(view, chains, named)
  return [...named, ...rest].map((found) => markOf(found, view, facts))
}

function markOf(found: Found, view: CallerView, held: RetryFacts): Mark {
  const { cause, since, at, call, said } = found
  return {
    condition: CONDITION,
    cause,
    variant: null,
    detail: { route: call.route, borrowerExternalID: cause === 'excessive-writes' ? call.borrowerExternalID : null },
    since,
    at: Math.max(at, startOf(call)),
    knownAt: 0,
    until: found.until ?? at + lookBackMs(view.settings),
    call,
    said,
    tell: () => verdictOf(found, held),
  }
}

function verdictOf(found: Found, held: RetryFacts): Verdict {
  const isNamed = found.cause !== UNDETERMINED
  const rejected = [
    {
      cause: 'missing-backoff',
      why: 'Retries wait as long as Retry-After says, or are too few to tell, and no chain of retries lacks growth.',
      isHeld: held.backoff,
    },
    {
      cause: 'retry-without-idempotency',
      why: 'Repeated writes keep their Idempotency-Key, or fewer operations than the threshold do not.',
      isHeld: held.unkeyed,
    },
    {
      cause: 'excessive-writes',
      why: 'Distinct writes stay below the limit for one borrower and for the application.',
      isHeld: held.writes,
    },
  ]
  return {
    confidence: isNamed ? 0.95 : 0.3,
    severity: isNamed ? 'high' : 'low',
    summary: found.summary,
    facts: found.facts(),
    rejectedCauses: rejected
      .filter(({ cause, isHeld }) => cause !== found.cause && !isHeld)
      .map(({ cause, why }) => ({ cause, why })),
  }
}
