import { forgetAttempts, isOneTooMany, type AttemptLimit } from '@/lib/store/attempts'
import { hasSignedInFrom } from '@/lib/store/user-sessions'

/** A person mistyping at one place; somebody who guesses from many; a spray over many accounts. */
const PAIR: AttemptLimit = { name: 'pair', attempts: 5, windowSeconds: 5 * 60 }
const ACCOUNT: AttemptLimit = { name: 'account', attempts: 50, windowSeconds: 15 * 60 }
const ADDRESS: AttemptLimit = { name: 'address', attempts: 100, windowSeconds: 5 * 60 }
/** Of somebody who knows the password already, or sits at an open page. */
const CODE: AttemptLimit = { name: 'code', attempts: 5, windowSeconds: 5 * 60 }
const OWN_PASSWORD: AttemptLimit = { name: 'own-password', attempts: 5, windowSeconds: 5 * 60 }

const TOLD: AttemptLimit = { name: 'told', attempts: 1, windowSeconds: 5 * 60 }

const KNOWN_DAYS = 30
const DAY_MS = 86_400_000

/**
 * Counts an attempt and says whether it may be made. What strangers do elsewhere never keeps somebody out at an address
 * from which they have signed in lately.
 */
export async function admitSignIn(email: string, address: string, now: Date): Promise<boolean> {
  const [pair, account, spray] = await Promise.all([
    isOneTooMany(PAIR, `${email} ${address}`),
    isOneTooMany(ACCOUNT, email),
    isOneTooMany(ADDRESS, address),
  ])
  if (pair || spray) return false
  return !account || hasSignedInFrom(email, address, new Date(now.getTime() - KNOWN_DAYS * DAY_MS))
}

export async function forgetSignInAttempts(email: string, address: string): Promise<void> {
  await Promise.all([forgetAttempts(PAIR, `${email} ${address}`), forgetAttempts(ACCOUNT, email)])
}

/** Counts one code of the second factor. */
export async function admitCode(userID: string): Promise<boolean> {
  return !(await isOneTooMany(CODE, userID))
}

export async function forgetCodeAttempts(userID: string): Promise<void> {
  await forgetAttempts(CODE, userID)
}

/** Counts one entry of the current password on the account page. */
export async function admitOwnPassword(userID: string): Promise<boolean> {
  return !(await isOneTooMany(OWN_PASSWORD, userID))
}

export async function forgetOwnPasswordAttempts(userID: string): Promise<void> {
  await forgetAttempts(OWN_PASSWORD, userID)
}

/** True where it was told lately that this address was turned away: nobody shall fill the audit log. */
export async function wasTold(address: string): Promise<boolean> {
  return isOneTooMany(TOLD, address)
}
