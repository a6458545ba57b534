import type { Principal } from '@/lib/auth/principal'
import { accountOf } from '@/lib/commands/own-account'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { endOtherSessions } from '@/lib/store/user-sessions'

/** Signs out every browser but the one that asks. */
export async function endOwnOtherSessions(principal: Principal, now: Date = new Date()): Promise<{ ended: number }> {
  const { userID, email, sessionID = null } = accountOf(principal)
  return inTransaction(async (tx) => {
    const ended = await endOtherSessions(userID, sessionID, now, tx)
    await writeAudit({ actor: email, action: 'end.sessions', subject: email, detail: { ended } }, tx)
    return { ended }
  })
}
