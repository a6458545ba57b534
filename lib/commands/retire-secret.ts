import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput, uuidSchema } from '@/lib/commands/parse'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { retireSecretRow } from '@/lib/store/secrets'
import { inTransaction } from '@/lib/store/transaction'

export const RetireSecretSchema = z.object({ secretID: uuidSchema })

/** It never verifies again; it still explains failures. Throws NOT_FOUND. */
export async function retireSecret(
  principal: Principal,
  input: z.input<typeof RetireSecretSchema>,
  now: Date = new Date(),
): Promise<{ secretID: string; retiredAt: Date | null }> {
  authorise(principal, 'admin')
  const { secretID } = parseInput(RetireSecretSchema, input)
  return inTransaction(async (tx) => {
    const retired = await retireSecretRow(secretID, now, tx)
    if (!retired) throw new DeskError('NOT_FOUND', `There is no secret ${secretID}: see "desk secret list".`)
    const { applicationID } = retired
    await writeAudit({ actor: actorName(principal), action: 'retire.secret', applicationID, subject: secretID }, tx)
    return { secretID, retiredAt: retired.retiredAt }
  })
}
