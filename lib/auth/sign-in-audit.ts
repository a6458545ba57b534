import type { Visitor } from '@/lib/auth/visitor'
import type { SignInMethod } from '@/lib/domain/session'
import { writeAudit } from '@/lib/store/audit'
import type { Transaction } from '@/lib/store/transaction'

export type FailureReason =
  'unknown-user' | 'disabled' | 'wrong-password' | 'wrong-code' | 'throttled' | 'role' | 'identity' | 'unverified-email'

export async function auditSignIn(email: string, method: SignInMethod, visitor: Visitor, at: Transaction) {
  await writeAudit({ actor: email, action: 'begin.session', subject: email, detail: { method, ...visitor } }, at)
}

/** `email` is that of a user, or null: what strangers type may be anything, also a password in the wrong field. */
export async function auditFailure(email: string | null, reason: FailureReason, visitor: Visitor): Promise<void> {
  const detail = { reason, ...visitor }
  await writeAudit({ actor: email ?? 'unknown', action: 'refuse.sign-in', subject: email, detail })
}
