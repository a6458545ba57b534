import { verifyPassword } from '@/lib/auth/password'
import { Throttle } from '@/lib/auth/throttle'
import { findUserByEmail, normaliseEmail, recordSignIn } from '@/lib/store/users'

export interface SignedIn {
  userID: string
  email: string
  sessionVersion: number
}

export type SignInResult = { ok: true; user: SignedIn } | { ok: false; reason: 'refused' | 'throttled' }

const MINUTE_MS = 60_000
/** Per e-mail and address: a person mistyping. Per e-mail: somebody who changes addresses. Per address: a spray. */
const perPair = new Throttle(5, 5 * MINUTE_MS)
const perEmail = new Throttle(50, 15 * MINUTE_MS)
const perAddress = new Throttle(100, 5 * MINUTE_MS)

/** Unknown, disabled and wrong password look and cost the same. */
export async function signInWithPassword(
  given: { email: string; password: string; address: string },
  now: Date = new Date(),
): Promise<SignInResult> {
  const email = normaliseEmail(given.email).slice(0, 254)
  const counters: [Throttle, string][] = [
    [perPair, `${email} ${given.address}`],
    [perEmail, email],
    [perAddress, given.address],
  ]
  if (counters.some(([throttle, key]) => throttle.isBlocked(key, now.getTime())))
    return { ok: false, reason: 'throttled' }
  for (const [throttle, key] of counters) throttle.count(key, now.getTime())
  const user = email.includes('\0') ? null : await findUserByEmail(email)
  const matches = await verifyPassword(user?.passwordHash ?? null, given.password)
  if (!user || user.disabledAt || !matches) return { ok: false, reason: 'refused' }
  perPair.forget(`${email} ${given.address}`)
  perEmail.forget(email)
  await recordSignIn(user.userID, now)
  return { ok: true, user: { userID: user.userID, email: user.email, sessionVersion: user.sessionVersion } }
}
