import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { nameSchema, parseInput, uuidSchema } from '@/lib/commands/parse'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import { insertApplication, NIL_APPLICATION } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'

export const AddApplicationSchema = z.object({
  name: nameSchema,
  tenantID: uuidSchema,
  applicationID: uuidSchema.refine((id) => id !== NIL_APPLICATION, { error: 'must not be the nil UUID' }),
  environment: z.enum(ENVIRONMENTS, { error: 'must be live or test' }),
  baseURL: z
    .string()
    .trim()
    .max(500)
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
      error: 'must be a URL starting with http:// or https://',
    })
    .transform((text) => text.replace(/\/+$/, '')),
  apiKey: z
    .string()
    .trim()
    .regex(/^sk_[\x21-\x7e]{1,500}$/, { error: 'must begin with sk_ and hold no spaces' })
    .nullable()
    .default(null),
})
export type AddApplicationInput = z.input<typeof AddApplicationSchema>

/** Registers an application of the platform. Throws CONFLICT where it is known already. */
export async function addApplication(
  principal: Principal,
  input: AddApplicationInput,
): Promise<{ applicationID: string }> {
  authorise(principal, 'admin')
  const application = parseInput(AddApplicationSchema, input)
  const { applicationID, name, environment, baseURL, tenantID } = application
  await inTransaction(async (tx) => {
    if (!(await insertApplication(application, tx))) {
      throw new DeskError('CONFLICT', `The application ${applicationID} is known already: see "desk application list".`)
    }
    await writeAudit(
      {
        actor: actorName(principal),
        action: 'add.application',
        applicationID,
        subject: applicationID,
        detail: { name, environment, baseURL, tenantID, apiKey: application.apiKey !== null },
      },
      tx,
    )
  })
  return { applicationID }
}
