import { NextRequest } from 'next/server'
import { getToken } from 'next-auth/jwt'
import { z } from 'zod'
import { sessionCookieName } from '@/lib/auth/host-cookies'
import type { Principal } from '@/lib/auth/principal'
import { env } from '@/lib/env'
import { noteActor } from '@/lib/request-origin'
import { readLiveSession } from '@/lib/store/user-sessions'

export type UserPrincipal = Extract<Principal, { kind: 'user' }>

const claims = z.object({ sub: z.guid(), sessionID: z.guid() })

/** What a session cookie claims, or null; the signature holds, the session may have been ended since. */
export async function readSessionClaims(headers: Headers): Promise<z.infer<typeof claims> | null> {
  const cookie = headers.get('cookie')
  if (!cookie) return null
  // A request of cookies alone: getToken would also take a session from the Authorization header.
  const req = new NextRequest('http://desk.invalid/', { headers: { cookie } })
  const token = await getToken({ req, secret: env().NEXTAUTH_SECRET, cookieName: sessionCookieName() })
  const parsed = claims.safeParse(token)
  return parsed.success ? parsed.data : null
}

/** The signed-in user with the role of this moment; null when disabled, signed out, timed out, or not signed in. */
export async function sessionPrincipal(headers: Headers, now: Date = new Date()): Promise<UserPrincipal | null> {
  const claimed = await readSessionClaims(headers)
  const user = claimed && (await readLiveSession(claimed.sessionID, now))
  if (!user || user.userID !== claimed.sub) return null
  noteActor(user.userID)
  return { kind: 'user', ...user, sessionID: claimed.sessionID }
}
