import { beginSession, type SignedIn } from '@/lib/auth/begin-session'
import { verifyPassword } from '@/lib/auth/password'
import { checkSecondFactor } from '@/lib/auth/second-factor'
import { auditFailure, type FailureReason } from '@/lib/auth/sign-in-audit'
import { admitSignIn, forgetSignInAttempts, wasTold } from '@/lib/auth/sign-in-limits'
import type { Visitor } from '@/lib/auth/visitor'
import type { SignInMethod } from '@/lib/domain/session'
import { inTransaction } from '@/lib/store/transaction'
import { totpConfirmedAt } from '@/lib/store/user-totp'
import { findUserByEmail, normaliseEmail, type UserRow } from '@/lib/store/users'

export interface Credentials {
  email: string
  password: string
  /** Of the second factor; null while it was not asked for. */
  code: string | null
}

export type Refusal = 'refused' | 'throttled' | 'code-needed' | 'code-wrong'
export type SignInResult = { ok: true; user: SignedIn } | { ok: false; reason: Refusal }

/** Unknown, disabled and wrong password look and cost the same; that a code is needed is told to who knows the password. */
export async function signInWithPassword(
  given: Credentials,
  visitor: Visitor,
  now: Date = new Date(),
): Promise<SignInResult> {
  const email = normaliseEmail(given.email).slice(0, 254)
  if (!(await admitSignIn(email, visitor.address, now))) return turnAway(visitor)
  const user = email.includes('\0') ? null : await findUserByEmail(email)
  const matches = await verifyPassword(user?.passwordHash ?? null, given.password)
  if (!user || user.disabledAt || !matches) return refuse(user)
  await forgetSignInAttempts(email, visitor.address)
  const factor = await secondFactorOf(user.userID, given.code, now)
  if (factor !== 'password' && factor !== 'totp' && factor !== 'recovery-code') return refuseCode(user, factor)
  const arrival = { user, method: factor, visitor }
  return { ok: true, user: await inTransaction((tx) => beginSession(arrival, now, tx)) }
}

type CodeRefusal = 'code-needed' | 'wrong' | 'throttled'

async function secondFactorOf(
  userID: string,
  code: string | null,
  now: Date,
): Promise<Exclude<SignInMethod, 'sso'> | CodeRefusal> {
  if (!(await totpConfirmedAt(userID))) return 'password'
  return code === null ? 'code-needed' : checkSecondFactor(userID, code, now)
}

async function turnAway(visitor: Visitor): Promise<SignInResult> {
  if (!(await wasTold(visitor.address))) await auditFailure(null, 'throttled')
  return { ok: false, reason: 'throttled' }
}

async function refuse(user: UserRow | null): Promise<SignInResult> {
  await auditFailure(user?.email ?? null, whyRefused(user))
  return { ok: false, reason: 'refused' }
}

function whyRefused(user: UserRow | null): FailureReason {
  if (!user) return 'unknown-user'
  return user.disabledAt ? 'disabled' : 'wrong-password'
}

async function refuseCode(user: UserRow, why: CodeRefusal): Promise<SignInResult> {
  if (why === 'code-needed') return { ok: false, reason: why }
  await auditFailure(user.email, why === 'wrong' ? 'wrong-code' : why)
  return { ok: false, reason: why === 'wrong' ? 'code-wrong' : why }
}
