import type { z } from 'zod'
import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { waitKey } from '@/lib/domain/learned-thresholds'
import { SETTINGS } from '@/lib/domain/settings'
import { OverrideThresholdSchema } from '@/lib/domain/threshold-input'
import { DeskError } from '@/lib/errors'
import { findApplication } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { forgetThresholds } from '@/lib/store/learned-thresholds'
import { clearSetting, forgetSettings, putSetting } from '@/lib/store/settings'
import { inTransaction } from '@/lib/store/transaction'

export { OverrideThresholdSchema }

export interface OverriddenThreshold {
  status: string
  minutes: number | null
  applicationID: string | null
}

/**
 * Sets how long a status may last, over anything learned, or takes that back with `minutes` null. Throws BAD_REQUEST that
 * says what is allowed, NOT_FOUND for an unknown application.
 */
export async function overrideThreshold(
  principal: Principal,
  input: z.input<typeof OverrideThresholdSchema>,
): Promise<OverriddenThreshold> {
  const { status, minutes, reason, applicationID } = parseInput(OverrideThresholdSchema, input)
  authoriseWithin(principal, 'thresholds', applicationID)
  const key = waitKey(status)
  if (!key) throw new DeskError('BAD_REQUEST', `${status} has no threshold.`)
  if (minutes !== null) checkMinutes(key, minutes)
  const actor = actorName(principal)
  await inTransaction(async (tx) => {
    if (applicationID && !(await findApplication(applicationID, tx))) {
      throw new DeskError('NOT_FOUND', `There is no application ${applicationID}: add it first.`)
    }
    if (minutes === null) await clearSetting({ applicationID, key }, tx)
    else await putSetting({ applicationID, key, value: minutes, updatedBy: actor }, tx)
    const detail = { key, value: minutes }
    await writeAudit({ actor, action: 'override.threshold', applicationID, subject: key, reason, detail }, tx)
  })
  forgetSettings()
  forgetThresholds()
  return { status, minutes, applicationID }
}

function checkMinutes(key: keyof typeof SETTINGS, minutes: number): void {
  const parsed = SETTINGS[key].schema.safeParse(minutes)
  if (parsed.success) return
  throw new DeskError('BAD_REQUEST', `minutes ${parsed.error.issues.map(({ message }) => message).join('; ')}.`)
}
