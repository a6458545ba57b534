import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { accountOf } from '@/lib/commands/own-account'
import { parseInput, uuidSchema } from '@/lib/commands/parse'
import { ProofSchema, provePerson } from '@/lib/commands/prove-person'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { endSession } from '@/lib/store/user-sessions'

export const OwnSessionSchema = z.object({ sessionID: uuidSchema })
const EndOwnSessionSchema = OwnSessionSchema.extend(ProofSchema.shape)

/** Signs one browser out, at its next request. Throws NOT_FOUND, also for somebody else's, and as `provePerson`. */
export async function endOwnSession(
  principal: Principal,
  input: z.input<typeof EndOwnSessionSchema>,
  now: Date = new Date(),
): Promise<void> {
  const person = accountOf(principal)
  const { userID, email } = person
  const { sessionID, ...proof } = parseInput(EndOwnSessionSchema, input)
  await provePerson(person, proof, now)
  await inTransaction(async (tx) => {
    if (!(await endSession({ sessionID, userID }, now, tx))) {
      throw new DeskError('NOT_FOUND', 'You have no such session, or it has ended.')
    }
    await writeAudit({ actor: email, action: 'end.session', subject: email }, tx)
  })
}
