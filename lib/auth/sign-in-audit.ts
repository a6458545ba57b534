import type { SignInMethod } from '@/lib/domain/session'
import { writeAudit } from '@/lib/store/audit'
import type { Transaction } from '@/lib/store/transaction'

export type FailureReason =
  'unknown-user' | 'disabled' | 'wrong-password' | 'wrong-code' | 'throttled' | 'role' | 'identity' | 'unverified-email'

/** From where is what `writeAudit` knows of the request. */
export async function auditSignIn(user: { userID: string; email: string }, method: SignInMethod, at: Transaction) {
  const { userID: actorID, email } = user
  await writeAudit({ actor: email, actorID, action: 'begin.session', subject: email, detail: { method } }, at)
}

/** `email` is that of a user, or null: what strangers type may be anything, also a password in the wrong field. */
export async function auditFailure(email: string | null, reason: FailureReason): Promise<void> {
  await writeAudit({ actor: email ?? 'unknown', action: 'refuse.sign-in', subject: email, reason })
}
