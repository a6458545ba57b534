import type { z } from 'zod'
import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { checkRevision } from '@/lib/commands/revision'
import { waitKey } from '@/lib/domain/learned-thresholds'
import { SETTINGS } from '@/lib/domain/settings'
import { OverrideThresholdSchema } from '@/lib/domain/threshold-input'
import { DeskError } from '@/lib/errors'
import { findApplication } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { forgetThresholds } from '@/lib/store/learned-thresholds'
import {
  clearSetting,
  forgetSettings,
  listSettingRows,
  putSetting,
  revisionOfSetting,
  settingInForce,
} from '@/lib/store/settings'
import { inTransaction, oneAtATime, type Transaction } from '@/lib/store/transaction'

export { OverrideThresholdSchema }

export interface OverriddenThreshold {
  status: string
  minutes: number | null
  applicationID: string | null
  /** Of what holds for the application now. */
  revision: number
}

/**
 * Sets how long a status may last, over anything learned, or takes that back with `minutes` null. Throws BAD_REQUEST that
 * says what is allowed, NOT_FOUND for an unknown application. With `ifMatch` only at that revision of what holds: throws
 * PRECONDITION_FAILED with what holds now.
 */
export async function overrideThreshold(
  principal: Principal,
  input: z.input<typeof OverrideThresholdSchema>,
  ifMatch: number | null = null,
): Promise<OverriddenThreshold> {
  const { status, minutes, reason, applicationID } = parseInput(OverrideThresholdSchema, input)
  authoriseWithin(principal, 'thresholds', applicationID)
  const key = waitKey(status)
  if (!key) throw new DeskError('BAD_REQUEST', `${status} has no threshold.`)
  if (minutes !== null) checkMinutes(key, minutes)
  const actor = actorName(principal)
  const revision = await inTransaction(async (tx) => {
    await oneAtATime(tx, `setting|${key}`)
    if (applicationID && !(await findApplication(applicationID, tx))) {
      throw new DeskError('NOT_FOUND', `There is no application ${applicationID}: add it first.`)
    }
    await checkThresholdRevision({ key, applicationID }, ifMatch, tx)
    if (minutes === null) await clearSetting({ applicationID, key }, tx)
    else await putSetting({ applicationID, key, value: minutes, updatedBy: actor }, tx)
    const detail = { key, value: minutes }
    await writeAudit({ actor, action: 'override.threshold', applicationID, subject: key, reason, detail }, tx)
    return revisionOfSetting(await listSettingRows(tx), key, applicationID)
  })
  forgetSettings()
  forgetThresholds()
  return { status, minutes, applicationID, revision }
}

async function checkThresholdRevision(
  { key, applicationID }: { key: string; applicationID: string | null },
  ifMatch: number | null,
  tx: Transaction,
): Promise<void> {
  const rows = await listSettingRows(tx)
  const row = settingInForce(rows, key, applicationID)
  checkRevision('threshold', ifMatch, {
    revision: revisionOfSetting(rows, key, applicationID),
    updatedBy: row?.updatedBy ?? null,
    updatedAt: row?.updatedAt ?? null,
    now: { minutes: row ? Number(row.value) : null, everywhere: row?.applicationID === null },
  })
}

function checkMinutes(key: keyof typeof SETTINGS, minutes: number): void {
  const parsed = SETTINGS[key].schema.safeParse(minutes)
  if (parsed.success) return
  throw new DeskError('BAD_REQUEST', `minutes ${parsed.error.issues.map(({ message }) => message).join('; ')}.`)
}
