import { z } from 'zod'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { endSession } from '@/lib/store/user-sessions'
import { findUser } from '@/lib/store/users'

const claims = z.object({ sub: z.guid(), sessionID: z.guid() })

/** Ends the session on the server too, so that a copy of the cookie is worth nothing. */
export async function signOut(token: unknown, now: Date = new Date()): Promise<void> {
  const { data: claimed } = claims.safeParse(token)
  const user = claimed && (await findUser(claimed.sub))
  if (!user) return
  await inTransaction(async (tx) => {
    const ended = await endSession({ sessionID: claimed.sessionID, userID: user.userID }, now, tx)
    if (!ended) return
    const { userID: actorID, email } = user
    await writeAudit({ actor: email, actorID, action: 'end.session', subject: email }, tx)
  })
}
