import type { Principal } from '@/lib/auth/principal'
import { isFromOurselves } from '@/lib/auth/origin'
import { sessionPrincipal } from '@/lib/auth/session'
import { DeskError } from '@/lib/errors'
import { noteActor } from '@/lib/request-origin'
import { findActiveToken, TOKEN_PREFIX } from '@/lib/store/tokens'

/** The principal of an `Authorization` header's value; null where it carries no token that is active. */
export async function tokenPrincipal(authorization: string | null | undefined): Promise<Principal | null> {
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
  if (!token?.startsWith(TOKEN_PREFIX)) return null
  const found = await findActiveToken(token)
  if (!found) return null
  noteActor(found.tokenID)
  return { kind: 'token', ...found }
}

/**
 * Who sent a request: a bearer token, else a signed-in session. A session may only change something from our own pages.
 * Throws UNAUTHENTICATED or FORBIDDEN.
 */
export async function principalOf(request: Request): Promise<Principal> {
  const authorization = request.headers.get('authorization')
  if (authorization !== null) {
    const principal = await tokenPrincipal(authorization)
    if (principal) return principal
    throw new DeskError('UNAUTHENTICATED', 'The token is unknown or revoked.')
  }
  const user = await sessionPrincipal(request.headers)
  if (!user) throw new DeskError('UNAUTHENTICATED', 'Sign in, or send a token as Authorization: Bearer.')
  const changes = request.method !== 'GET' && request.method !== 'HEAD'
  if (changes && !isFromOurselves(request)) {
    throw new DeskError('FORBIDDEN', 'A signed-in session may change something only from our own pages.')
  }
  return user
}
