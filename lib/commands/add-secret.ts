import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput, uuidSchema } from '@/lib/commands/parse'
import { SecretToAddSchema } from '@/lib/domain/secret-input'
import { DeskError } from '@/lib/errors'
import { findApplication } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { activeAndKnownSecrets, insertSecret } from '@/lib/store/secrets'
import { inTransaction } from '@/lib/store/transaction'

export { SecretToAddSchema }
export const AddSecretSchema = SecretToAddSchema.extend({ applicationID: uuidSchema })
export type AddSecretInput = z.input<typeof AddSecretSchema>

/** `value` is in the answer only where we made it. Throws NOT_FOUND for an unknown application. */
export async function addSecret(
  principal: Principal,
  input: AddSecretInput,
  now: Date = new Date(),
): Promise<{ secretID: string; value?: string }> {
  authorise(principal, 'admin')
  const { applicationID, value: given, overlapMs } = parseInput(AddSecretSchema, input)
  const value = given ?? `whsec_${randomBytes(32).toString('base64url')}`
  const retireOthersAt = overlapMs === null ? null : new Date(now.getTime() + overlapMs)
  const actor = actorName(principal)
  const secretID = await inTransaction(async (tx) => {
    if (!(await findApplication(applicationID, tx))) {
      throw new DeskError('NOT_FOUND', `There is no application ${applicationID}: add it first.`)
    }
    const known = (await activeAndKnownSecrets(applicationID, tx)).find((secret) => secret.value === value)
    if (known) {
      throw new DeskError('CONFLICT', `This value is stored already as the ${known.status} secret ${known.secretID}.`)
    }
    const made = await insertSecret({ applicationID, value, retireOthersAt, addedBy: actor }, tx)
    await writeAudit(
      {
        actor,
        action: 'add.secret',
        applicationID,
        subject: made,
        detail: { generated: given === null, earlierRetireAt: retireOthersAt?.toISOString() ?? null },
      },
      tx,
    )
    return made
  })
  return given === null ? { secretID, value } : { secretID }
}
