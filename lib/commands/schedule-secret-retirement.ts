import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput, uuidSchema } from '@/lib/commands/parse'
import { checkRevision } from '@/lib/commands/revision'
import { unknownSecret } from '@/lib/commands/retire-secret'
import { RetirementSchema } from '@/lib/domain/secret-input'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { findSecretEnd, setRetireAt } from '@/lib/store/secret-retirement'
import { inTransaction, oneAtATime } from '@/lib/store/transaction'

const AHEAD_MS_MAX = 90 * 24 * 60 * 60 * 1000

export { RetirementSchema }
const InputSchema = RetirementSchema.extend({ applicationID: uuidSchema, secretID: uuidSchema })

/**
 * Sets, moves or lifts the time at which an active secret stops verifying. With `ifMatch` only at that revision. Throws
 * NOT_FOUND, BAD_REQUEST for a time that is past or too far ahead, CONFLICT where it was retired already, and
 * PRECONDITION_FAILED with its end as it is.
 */
export async function scheduleSecretRetirement(
  principal: Principal,
  input: z.input<typeof InputSchema>,
  ifMatch: number | null = null,
  now: Date = new Date(),
): Promise<{ secretID: string; retireAt: Date | null; revision: number }> {
  authorise(principal, 'admin', input.applicationID)
  const { applicationID, secretID, retireAt: told } = parseInput(InputSchema, input)
  const retireAt = told === null ? null : new Date(told)
  if (retireAt && retireAt <= now) {
    throw new DeskError('BAD_REQUEST', 'retireAt: must be in the future; DELETE the secret to stop it now.')
  }
  if (retireAt && retireAt.getTime() > now.getTime() + AHEAD_MS_MAX) {
    throw new DeskError('BAD_REQUEST', 'retireAt: must be within 90 days; null keeps the secret until it is retired.')
  }
  const actor = actorName(principal)
  return inTransaction(async (tx) => {
    await oneAtATime(tx, `secret|${secretID}`)
    const before = await findSecretEnd(applicationID, secretID, tx)
    if (!before) throw unknownSecret(secretID)
    const { retireAt: ends, retiredAt: ended, revision } = before
    checkRevision('secret', ifMatch, { ...before, now: { retireAt: ends, retiredAt: ended } })
    if (!(await setRetireAt(applicationID, secretID, retireAt, { actor, now }, tx))) {
      throw new DeskError('CONFLICT', 'This secret is retired already: add its value anew to use it again.')
    }
    await writeAudit(
      {
        actor,
        action: 'schedule.secret',
        applicationID,
        subject: secretID,
        detail: { from: ends?.toISOString() ?? null, to: retireAt?.toISOString() ?? null },
      },
      tx,
    )
    return { secretID, retireAt, revision: revision + 1 }
  })
}
