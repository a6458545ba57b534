import { NextRequest } from 'next/server'
import { getToken } from 'next-auth/jwt'
import { z } from 'zod'
import { isSecure } from '@/lib/auth/options'
import type { Principal } from '@/lib/auth/principal'
import { env } from '@/lib/env'
import { findUser } from '@/lib/store/users'

export type UserPrincipal = Extract<Principal, { kind: 'user' }>

const claims = z.object({ sub: z.guid(), sessionVersion: z.int() })

/** What a session cookie claims, or null; the signature holds, the user may have been disabled since. */
export async function readSessionClaims(headers: Headers): Promise<z.infer<typeof claims> | null> {
  const cookie = headers.get('cookie')
  if (!cookie) return null
  // A request of cookies alone: getToken would also take a session from the Authorization header.
  const req = new NextRequest('http://desk.invalid/', { headers: { cookie } })
  const token = await getToken({ req, secret: env().NEXTAUTH_SECRET, secureCookie: isSecure() })
  const parsed = claims.safeParse(token)
  return parsed.success ? parsed.data : null
}

/** The signed-in user with the role of this moment; null when disabled, signed out everywhere, or not signed in. */
export async function sessionPrincipal(headers: Headers): Promise<UserPrincipal | null> {
  const claimed = await readSessionClaims(headers)
  if (!claimed) return null
  const user = await findUser(claimed.sub)
  if (!user || user.disabledAt || user.sessionVersion !== claimed.sessionVersion) return null
  return { kind: 'user', userID: user.userID, email: user.email, role: user.role }
}
