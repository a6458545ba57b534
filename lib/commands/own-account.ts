import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { UserPrincipal } from '@/lib/auth/session'
import { DeskError } from '@/lib/errors'
import { findUserByEmail } from '@/lib/store/users'

/** Accounts are people's. Throws FORBIDDEN for a token. */
export function accountOf(principal: Principal): UserPrincipal {
  authorise(principal, 'account')
  if (principal.kind === 'user') return principal
  throw new DeskError('FORBIDDEN', 'An account is a person’s: sign in.')
}

/** That they sign in with a password. Throws CONFLICT for somebody who has none. */
export async function needPassword({ email }: UserPrincipal): Promise<void> {
  if ((await findUserByEmail(email))?.passwordHash) return
  throw new DeskError('CONFLICT', 'You sign in with single sign-on: password and second factor are kept there.')
}

export function tooManyTries(): DeskError {
  return new DeskError('TOO_MANY_REQUESTS', 'Too many attempts. Wait five minutes, then try again.', undefined, {
    retryAfterSeconds: 300,
  })
}
