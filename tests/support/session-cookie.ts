import { encode } from 'next-auth/jwt'
import { db } from '@/lib/store/client'
import { insertSession } from '@/lib/store/user-sessions'
import { TEST_KEYS } from '@/tests/support/database'

export async function openSession(email: string, now: Date = new Date()): Promise<{ sub: string; sessionID: string }> {
  const { userID, sessionVersion } = await db().user.findUniqueOrThrow({
    where: { email },
    select: { userID: true, sessionVersion: true },
  })
  const where = { address: '10.0.0.9', browser: 'Chrome 141 on Linux' }
  return { sub: userID, sessionID: await insertSession({ userID, sessionVersion, method: 'password', ...where }, now) }
}

/** The cookie of somebody who has just signed in. `claims` takes the place of what it would say. */
export async function sessionCookie(email: string, claims: Record<string, unknown> = {}): Promise<string> {
  return cookieOf({ ...(await openSession(email)), ...claims })
}

export async function cookieOf(token: Record<string, unknown>): Promise<string> {
  return `next-auth.session-token=${await encode({ token, secret: TEST_KEYS.NEXTAUTH_SECRET, maxAge: 3600 })}`
}
