import { auditSignIn } from '@/lib/auth/sign-in-audit'
import type { Visitor } from '@/lib/auth/visitor'
import type { SignInMethod } from '@/lib/domain/session'
import type { Transaction } from '@/lib/store/transaction'
import { insertSession } from '@/lib/store/user-sessions'
import { recordSignIn } from '@/lib/store/users'

/** What the session cookie is made of. */
export interface SignedIn {
  userID: string
  email: string
  sessionID: string
}

interface Arrival {
  user: { userID: string; email: string; sessionVersion: number }
  method: SignInMethod
  visitor: Visitor
}

export async function beginSession(arrival: Arrival, now: Date, at: Transaction): Promise<SignedIn> {
  const { user, method, visitor } = arrival
  const { userID, email, sessionVersion } = user
  const sessionID = await insertSession({ userID, sessionVersion, method, ...visitor }, now, at)
  await recordSignIn(userID, now, at)
  await auditSignIn(user, method, at)
  return { userID, email, sessionID }
}
