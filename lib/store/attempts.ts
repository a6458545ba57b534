import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { pool } from '@/lib/store/client'

/** So many attempts in a window that begins with the first of them. */
export interface AttemptLimit {
  name: string
  attempts: number
  windowSeconds: number
}

const limiters = new WeakMap<Pool, Map<string, RateLimiterPostgres>>()

/**
 * Counts an attempt before it is judged, so that many at once do not slip through together. True: one too many. The count
 * is of all web processes together.
 */
export async function isOneTooMany(limit: AttemptLimit, who: string): Promise<boolean> {
  // `penalty` counts like `consume` without throwing an object of the library's own class.
  const { consumedPoints } = await limiterOf(limit).penalty(digest(who))
  return consumedPoints > limit.attempts
}

export async function forgetAttempts(limit: AttemptLimit, who: string): Promise<void> {
  await limiterOf(limit).delete(digest(who))
}

function limiterOf({ name, attempts, windowSeconds }: AttemptLimit): RateLimiterPostgres {
  const storeClient = pool()
  const known = limiters.get(storeClient) ?? new Map<string, RateLimiterPostgres>()
  limiters.set(storeClient, known)
  const limiter =
    known.get(name) ??
    new RateLimiterPostgres({
      storeClient,
      storeType: 'pool',
      tableName: 'sign_in_attempt',
      tableCreated: true,
      keyPrefix: name,
      points: attempts,
      duration: windowSeconds,
    })
  known.set(name, limiter)
  return limiter
}

/** What strangers type is not kept as it stands. */
function digest(who: string): string {
  return createHash('sha256').update(who).digest('base64url')
}
