import { z } from 'zod'
import { PASSWORD_LENGTH_MAX, verifyPassword } from '@/lib/auth/password'
import { admitOwnPassword, forgetOwnPasswordAttempts } from '@/lib/auth/sign-in-limits'
import type { UserPrincipal } from '@/lib/auth/session'
import { tooManyTries } from '@/lib/commands/own-account'
import { DeskError } from '@/lib/errors'
import { sessionBegunAt } from '@/lib/store/user-sessions'
import { findUserByEmail } from '@/lib/store/users'

/** For whom a password does not exist, a sign-in at most this old takes its place. */
const FRESH_MINUTES = 5

export const ProofSchema = z.object({ password: z.string().min(1).max(PASSWORD_LENGTH_MAX).optional() })
export type Proof = z.input<typeof ProofSchema>

/**
 * That it is still the person who signed in, and not whoever found the screen: by their password, or without one by a sign-in
 * of the last five minutes. Throws BAD_REQUEST without a password, FORBIDDEN, TOO_MANY_REQUESTS.
 */
export async function provePerson(person: UserPrincipal, { password }: Proof, now: Date): Promise<void> {
  const passwordHash = (await findUserByEmail(person.email))?.passwordHash
  if (!passwordHash) return proveFresh(person, now)
  if (password === undefined) throw new DeskError('BAD_REQUEST', 'password: type the one that you sign in with')
  if (!(await admitOwnPassword(person.userID))) throw tooManyTries()
  if (!(await verifyPassword(passwordHash, password))) throw new DeskError('FORBIDDEN', 'The password is wrong.')
  await forgetOwnPasswordAttempts(person.userID)
}

async function proveFresh({ sessionID }: UserPrincipal, now: Date): Promise<void> {
  const begunAt = sessionID ? await sessionBegunAt(sessionID) : null
  if (begunAt && now.getTime() - begunAt.getTime() <= FRESH_MINUTES * 60_000) return
  throw new DeskError(
    'FORBIDDEN',
    `This takes a sign-in of the last ${FRESH_MINUTES} minutes: sign out, sign in with single sign-on, and do it then.`,
  )
}
