import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput, uuidSchema } from '@/lib/commands/parse'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { countActiveSecrets, findSecretEnd } from '@/lib/store/secret-retirement'
import { retireSecretRow } from '@/lib/store/secrets'
import { inTransaction } from '@/lib/store/transaction'

export const RetireSecretSchema = z.object({
  secretID: uuidSchema,
  /** Where it is given, the secret has to be this application's. */
  applicationID: uuidSchema.optional(),
})

/**
 * Now and for good: it never verifies again, in no process within 5 seconds; it still explains failures. `activeLeft` is
 * how many secrets of its application still verify. Throws NOT_FOUND.
 */
export async function retireSecret(
  principal: Principal,
  input: z.input<typeof RetireSecretSchema>,
  now: Date = new Date(),
): Promise<{ secretID: string; retiredAt: Date | null; activeLeft: number }> {
  authorise(principal, 'admin', input.applicationID)
  const { secretID, applicationID: named } = parseInput(RetireSecretSchema, input)
  const actor = actorName(principal)
  return inTransaction(async (tx) => {
    if (named && !(await findSecretEnd(named, secretID, tx))) throw unknownSecret(secretID)
    const retired = await retireSecretRow(secretID, { actor, now }, tx)
    if (!retired) throw unknownSecret(secretID)
    const { applicationID } = retired
    await writeAudit({ actor, action: 'retire.secret', applicationID, subject: secretID }, tx)
    return { secretID, retiredAt: retired.retiredAt, activeLeft: await countActiveSecrets(applicationID, now, tx) }
  })
}

export function unknownSecret(secretID: string): DeskError {
  return new DeskError('NOT_FOUND', `There is no secret ${secretID}: see "desk secret list".`)
}
