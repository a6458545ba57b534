import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { nameSchema, parseInput, uuidSchema } from '@/lib/commands/parse'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import {
  findApplication,
  insertApplication,
  NIL_APPLICATION,
  setApiKey,
  type ApplicationRow,
} from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction, type Transaction } from '@/lib/store/transaction'

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

/**
 * Registers an application of the platform. Named again exactly as it is known and with an API key, it takes that key.
 * Throws CONFLICT where it is known otherwise.
 */
export async function addApplication(
  principal: Principal,
  input: AddApplicationInput,
): Promise<{ applicationID: string }> {
  authorise(principal, 'admin')
  const application = parseInput(AddApplicationSchema, input)
  const { applicationID, apiKey, ...detail } = application
  await inTransaction(async (tx) => {
    const isNew = await insertApplication(application, tx)
    if (!isNew && !(apiKey && (await isKnownAs(application, tx)))) {
      throw new DeskError('CONFLICT', `The application ${applicationID} is known already: see "desk application list".`)
    }
    if (!isNew && apiKey) await setApiKey(applicationID, apiKey, tx)
    const action = isNew ? 'add.application' : 'set.api-key'
    const entry = { actor: actorName(principal), action, applicationID, subject: applicationID }
    await writeAudit({ ...entry, detail: { ...detail, apiKey: apiKey !== null } }, tx)
  })
  return { applicationID }
}

async function isKnownAs(application: ApplicationRow, tx: Transaction): Promise<boolean> {
  const known = await findApplication(application.applicationID, tx)
  const same = (field: keyof ApplicationRow) => known?.[field] === application[field]
  return same('name') && same('tenantID') && same('environment') && same('baseURL')
}
