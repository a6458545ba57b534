import { RateLimiterMemory } from 'rate-limiter-flexible'
import { loadSettings } from '@/lib/store/settings'

/** How much of its minute a token has used. */
export interface Quota {
  limit: number
  windowSeconds: number
  remaining: number
  /** Until the window begins anew. */
  resetSeconds: number
  isExceeded: boolean
}

const WINDOW_SECONDS = 60

/** On globalThis, so that bundles of one process share one count. */
declare global {
  var deskQuota: RateLimiterMemory | undefined
}

/**
 * Counts one request of a token. In memory, of this process alone: a count in the database would cost each read a write,
 * and what is protected is the process that answers.
 */
export async function countRequest(tokenID: string): Promise<Quota> {
  const limit = (await loadSettings())['api.requestsPerMinute']
  const limiter = (globalThis.deskQuota ??= new RateLimiterMemory({ points: limit, duration: WINDOW_SECONDS }))
  // A changed setting holds at once, and what was used so far stays used.
  limiter.points = limit
  // `penalty` counts like `consume` without throwing an object of the library's own class.
  const { consumedPoints, msBeforeNext } = await limiter.penalty(tokenID)
  return {
    limit,
    windowSeconds: WINDOW_SECONDS,
    remaining: Math.max(0, limit - consumedPoints),
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    isExceeded: consumedPoints > limit,
  }
}
