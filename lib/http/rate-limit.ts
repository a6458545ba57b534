import type { Principal } from '@/lib/auth/principal'
import { countRequest, type Quota } from '@/lib/auth/request-quota'
import { DeskError } from '@/lib/errors'

/**
 * Counts a request of a token and tells in `headers` what is left, as the IETF draft on RateLimit header fields spells
 * it. People are not counted: their pages ask for what they show. Throws TOO_MANY_REQUESTS.
 */
export async function admitRequest(principal: Principal, headers: Headers): Promise<void> {
  if (principal.kind !== 'token') return
  const quota = await countRequest(principal.tokenID)
  for (const [name, value] of Object.entries(quotaHeaders(quota))) headers.set(name, value)
  if (quota.isExceeded) throw tooMany(quota)
}

export function quotaHeaders({ limit, windowSeconds, remaining, resetSeconds }: Quota): Record<string, string> {
  return {
    'RateLimit-Policy': `"token";q=${limit};w=${windowSeconds}`,
    RateLimit: `"token";r=${remaining};t=${resetSeconds}`,
  }
}

function tooMany({ limit, windowSeconds, resetSeconds }: Quota): DeskError {
  const wait = `wait ${resetSeconds} s (Retry-After)`
  const message = `This token may send ${limit} requests in ${windowSeconds} s: ${wait}, then go on more slowly.`
  return new DeskError('TOO_MANY_REQUESTS', message, undefined, { retryAfterSeconds: resetSeconds })
}
