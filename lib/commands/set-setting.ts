import { z } from 'zod'
import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput, uuidSchema } from '@/lib/commands/parse'
import { isSettingKey, SETTINGS, type SettingKey } from '@/lib/domain/settings'
import { DeskError } from '@/lib/errors'
import { findApplication } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { forgetSettings, putSetting } from '@/lib/store/settings'
import { inTransaction } from '@/lib/store/transaction'

export const SetSettingSchema = z.object({
  key: z.string().refine(isSettingKey, { error: `must be one of ${Object.keys(SETTINGS).join(', ')}` }),
  value: z.union([z.string(), z.number(), z.boolean()]),
  /** Null: every application that has no value of its own. */
  applicationID: uuidSchema.nullable().default(null),
})

export interface SetSetting {
  key: SettingKey
  value: string | number | boolean
  applicationID: string | null
}

/** Throws BAD_REQUEST that says what the setting allows, NOT_FOUND for an unknown application. */
export async function setSetting(principal: Principal, input: z.input<typeof SetSettingSchema>): Promise<SetSetting> {
  const { key, value: given, applicationID } = parseInput(SetSettingSchema, input)
  authoriseWithin(principal, 'admin', applicationID)
  if (!isSettingKey(key)) throw new DeskError('BAD_REQUEST', 'key is no setting.')
  const value = parseValue(key, given)
  await inTransaction(async (tx) => {
    if (applicationID && !(await findApplication(applicationID, tx))) {
      throw new DeskError('NOT_FOUND', `There is no application ${applicationID}: add it first.`)
    }
    await putSetting({ applicationID, key, value, updatedBy: actorName(principal) }, tx)
    const detail = { key, value }
    await writeAudit({ actor: actorName(principal), action: 'set.setting', applicationID, subject: key, detail }, tx)
  })
  forgetSettings()
  return { key, value, applicationID }
}

function parseValue(key: SettingKey, given: string | number | boolean): string | number | boolean {
  if (given === '') throw new DeskError('BAD_REQUEST', `${key} needs a value.`)
  const parsed = SETTINGS[key].schema.safeParse(given)
  if (parsed.success) return parsed.data
  const reason = parsed.error.issues.map((issue) => issue.message).join('; ')
  throw new DeskError('BAD_REQUEST', `${key} cannot be ${JSON.stringify(given)}: ${reason}.`)
}
