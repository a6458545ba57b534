import type { Principal } from '@/lib/auth/principal'
import { accountOf } from '@/lib/commands/own-account'
import { parseInput } from '@/lib/commands/parse'
import { ProofSchema, provePerson, type Proof } from '@/lib/commands/prove-person'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { endOtherSessions } from '@/lib/store/user-sessions'

/** Signs out every browser but the one that asks. Throws as `provePerson` does. */
export async function endOwnOtherSessions(
  principal: Principal,
  proof: Proof,
  now: Date = new Date(),
): Promise<{ ended: number }> {
  const person = accountOf(principal)
  const { userID, email, sessionID = null } = person
  await provePerson(person, parseInput(ProofSchema, proof), now)
  return inTransaction(async (tx) => {
    const ended = await endOtherSessions(userID, sessionID, now, tx)
    await writeAudit({ actor: email, action: 'end.sessions', subject: email, detail: { ended } }, tx)
    return { ended }
  })
}
