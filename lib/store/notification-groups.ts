import { z } from 'zod'
import { SEVERITIES, type Severity } from '@/lib/domain/conditions'
import type { GroupState } from '@/lib/domain/notification-group'
import type { Transaction } from '@/lib/store/transaction'

/** Findings that hold now, counted by all that a rule may ask for. */
export interface HoldingRow {
  applicationID: string
  application: string
  environment: string
  condition: string
  cause: string
  severity: Severity
  open: number
  holding: number
  /** Since when the oldest open one holds. */
  since: Date | null
}

const holdingSchema = z.array(
  z.object({
    applicationID: z.string(),
    application: z.string(),
    environment: z.string(),
    condition: z.string(),
    cause: z.string(),
    severity: z.enum(SEVERITIES).catch('low'),
    open: z.number(),
    holding: z.number(),
    since: z.date().nullable(),
  }),
)

/** Past episodes are not among them: a finding that does not hold is resolved. */
export async function countHolding(tx: Transaction): Promise<HoldingRow[]> {
  const rows = await tx.$queryRaw`
    SELECT f.application_id AS "applicationID", a.name AS application, f.environment, f.condition, f.cause, f.severity,
      count(*) FILTER (WHERE f.status = 'open')::int AS open, count(*)::int AS holding,
      min(COALESCE((f.episodes -> -1 ->> 'from')::timestamptz, f.first_seen_at)) FILTER (WHERE f.status = 'open') AS since
    FROM finding f JOIN application a ON a.application_id = f.application_id
    WHERE f.status IN ('open', 'acknowledged', 'snoozed')
    GROUP BY 1, 2, 3, 4, 5, 6`
  return holdingSchema.parse(rows)
}

export interface GroupRow extends GroupState {
  applicationID: string
  ruleID: string
  groupKey: string
}

/** Every group of every rule. They are few: a rule has one for each cause of an application. */
export async function loadGroups(tx: Transaction): Promise<GroupRow[]> {
  const rows = await tx.notificationGroup.findMany({
    select: {
      applicationID: true,
      ruleID: true,
      groupKey: true,
      episode: true,
      firedAt: true,
      heldSince: true,
      clearSince: true,
      toldCount: true,
      toldSeverity: true,
    },
  })
  return rows.map((row) => ({ ...row, toldSeverity: SEVERITIES.find((one) => one === row.toldSeverity) ?? null }))
}

export async function saveGroup(
  tx: Transaction,
  { applicationID, ruleID, groupKey, ...state }: GroupRow,
): Promise<void> {
  await tx.notificationGroup.upsert({
    where: { applicationID_ruleID_groupKey: { applicationID, ruleID, groupKey } },
    create: { applicationID, ruleID, groupKey, ...state },
    update: state,
    select: { ruleID: true },
  })
}

/** It does not fire any more, and nothing is told of that; its episodes are still counted. */
export async function endGroup(
  tx: Transaction,
  { applicationID, ruleID, groupKey }: Pick<GroupRow, 'applicationID' | 'ruleID' | 'groupKey'>,
): Promise<void> {
  await tx.notificationGroup.updateMany({
    where: { applicationID, ruleID, groupKey },
    data: { firedAt: null, clearSince: null },
  })
}

/** Some of the subjects, those seen last first. */
export async function sampleSubjects(
  tx: Transaction,
  group: { applicationID: string; environment: string; condition: string; cause: string; severities: string[] },
  limit: number,
): Promise<{ type: string; id: string }[]> {
  const { applicationID, environment, condition, cause, severities } = group
  const rows = await tx.finding.findMany({
    where: {
      applicationID,
      environment,
      condition,
      cause,
      status: { in: ['open', 'acknowledged', 'snoozed'] },
      ...(severities.length > 0 ? { severity: { in: severities } } : {}),
    },
    select: { subjectType: true, subjectID: true },
    orderBy: { lastSeenAt: 'desc' },
    take: limit,
  })
  return rows.map(({ subjectType, subjectID }) => ({ type: subjectType, id: subjectID }))
}

/** One process of all decides at a time; false while another does. Held until the transaction ends. */
export async function leadNotifications(tx: Transaction): Promise<boolean> {
  const rows = await tx.$queryRaw`SELECT pg_try_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK}::int) AS led`
  return z.array(z.object({ led: z.boolean() })).parse(rows)[0]?.led ?? false
}
const LOCK_SPACE = 0x4a44
const LOCK = 8
