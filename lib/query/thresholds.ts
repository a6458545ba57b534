import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import {
  defaultWaitMs,
  nameOfPair,
  OUTCOMES,
  waitKey,
  WAIT_STATUSES,
  type LearnedThreshold,
} from '@/lib/domain/learned-thresholds'
import { DeskError } from '@/lib/errors'
import { applicationID } from '@/lib/query/inputs'
import { findApplication } from '@/lib/store/applications'
import { loadCurves, loadLearned } from '@/lib/store/learned-thresholds'
import { listSettingRows, loadSettings, revisionOfSetting, settingInForce } from '@/lib/store/settings'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

export const LearnedValueSchema = z.object({
  lender: z.string().nullable().meta({ description: 'Null: the wait is for no lender.' }),
  outcome: z.enum(OUTCOMES),
  minutes: z.number().nullable().meta({ description: 'Null: the default holds.' }),
  percentileMinutes: z
    .number()
    .nullable()
    .meta({ description: 'Before it was held between half and four times the default; null: not reached.' }),
  completed: z.int(),
  censored: z.int().meta({ description: 'Waits that still ran, or ended without their answer.' }),
  learnedAt: at,
  effectiveAt: at.meta({ description: 'Holds for waits that began then or later.' }),
  since: at.nullable().meta({ description: 'Since when this value holds unchanged.' }),
  curve: z
    .array(z.object({ minutes: z.number(), running: z.number() }))
    .meta({ description: 'The share of waits that still run after so many minutes.' }),
})
export type LearnedValue = z.infer<typeof LearnedValueSchema>

export const ThresholdSchema = z
  .object({
    status: z.string(),
    defaultMinutes: z.number(),
    override: z
      .object({ minutes: z.number(), by: z.string(), at, everywhere: z.boolean() })
      .nullable()
      .meta({ description: 'What somebody set; it outranks what is learned.' }),
    learned: z.array(LearnedValueSchema),
    revision: z.int().meta({ description: 'The ETag of what somebody set, for If-Match; 0: nobody has.' }),
  })
  .meta({ id: 'Threshold' })
export type ThresholdView = z.infer<typeof ThresholdSchema>

export const ThresholdsQuerySchema = z.object({ applicationID })

export interface ThresholdsModel {
  data: ThresholdView[]
  /** False: learning is switched off in the settings. */
  isLearning: boolean
  learnedAt: Date | null
}

const MINUTE_MS = 60_000

/** Each status with its default, what was learned for each lender, and what somebody set. Throws NOT_FOUND. */
export async function readThresholds(principal: Principal, of: { applicationID: string }): Promise<ThresholdsModel> {
  authorise(principal, 'read', of.applicationID)
  if (!(await findApplication(of.applicationID))) {
    throw new DeskError('NOT_FOUND', 'There is no application with this ID.')
  }
  const [versions, curves, rows, settings] = await Promise.all([
    loadLearned(of.applicationID),
    loadCurves(of.applicationID),
    listSettingRows(),
    loadSettings(of.applicationID),
  ])
  const curveOf = new Map(curves.map(({ status, lender, curve }) => [nameOfPair(status, lender), curve]))
  const data = WAIT_STATUSES.map((status): ThresholdView => {
    const key = waitKey(status) ?? ''
    const row = settingInForce(rows, key, of.applicationID)
    const ofStatus = versions.filter((one) => one.status === status)
    const lenders = [...new Set(ofStatus.map(({ lender }) => lender))]
    return {
      status,
      defaultMinutes: (defaultWaitMs(status) ?? 0) / MINUTE_MS,
      override: row
        ? {
            minutes: Number(row.value),
            by: row.updatedBy,
            at: row.updatedAt,
            everywhere: row.applicationID === null,
          }
        : null,
      learned: lenders
        .map((lender) => learnedView(ofStatus.filter((one) => one.lender === lender)))
        .filter((one) => one !== null)
        .map((one) => ({ ...one, curve: toMinutes(curveOf.get(nameOfPair(status, one.lender)) ?? []) }))
        .toSorted((a, b) => ((a.lender ?? '') < (b.lender ?? '') ? -1 : 1)),
      revision: revisionOfSetting(rows, key, of.applicationID),
    }
  })
  const learnedAt = versions.at(-1)?.learnedAt ?? null
  return { data, isLearning: settings['thresholds.learned'], learnedAt }
}

/** `versions` are of one status and lender, the oldest first. */
function learnedView(versions: LearnedThreshold[]): Omit<LearnedValue, 'curve'> | null {
  const last = versions.at(-1)
  if (!last) return null
  const { lender, outcome, completed, censored, learnedAt, effectiveAt, valueMs, percentileMs } = last
  const changed = versions.findLastIndex((one) => one.valueMs !== valueMs)
  return {
    lender,
    outcome,
    minutes: valueMs === null ? null : valueMs / MINUTE_MS,
    percentileMinutes: percentileMs === null ? null : percentileMs / MINUTE_MS,
    completed,
    censored,
    learnedAt,
    effectiveAt,
    since: valueMs === null ? null : (versions[changed + 1]?.effectiveAt ?? effectiveAt),
  }
}

function toMinutes(curve: { at: number; survival: number }[]): LearnedValue['curve'] {
  return curve.map(({ at: ms, survival }) => ({ minutes: ms / MINUTE_MS, running: survival }))
}
