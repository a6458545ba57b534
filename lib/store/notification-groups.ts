import { z } from 'zod'
import { SEVERITIES, type Severity } from '@/lib/domain/conditions'
import { INCIDENT_KINDS, type IncidentKind } from '@/lib/domain/incident'
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
  /** Open incidents that they are part of. */
  incidentIDs: string[]
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
    incidentIDs: z.array(z.string()),
  }),
)

/** Past episodes are not among them: a finding that does not hold is resolved. */
export async function countHolding(tx: Transaction): Promise<HoldingRow[]> {
  const rows = await tx.$queryRaw`
    SELECT f.application_id AS "applicationID", a.name AS application, f.environment, f.condition, f.cause, f.severity,
      count(*) FILTER (WHERE f.status = 'open')::int AS open, count(*)::int AS holding,
      min(COALESCE((f.episodes -> -1 ->> 'from')::timestamptz, f.first_seen_at)) FILTER (WHERE f.status = 'open') AS since,
      COALESCE(p.incidents, '{}') AS "incidentIDs"
    FROM finding f JOIN application a ON a.application_id = f.application_id
    LEFT JOIN (
      SELECT l.application_id, l.finding_id, array_agg(l.incident_id::text ORDER BY l.incident_id) AS incidents
      FROM incident i JOIN incident_finding l USING (application_id, incident_id)
      WHERE i.status = 'open' GROUP BY 1, 2
    ) p ON p.application_id = f.application_id AND p.finding_id = f.finding_id
    WHERE f.status IN ('open', 'acknowledged', 'snoozed')
    GROUP BY 1, 2, 3, 4, 5, 6, p.incidents`
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

export interface IncidentName {
  applicationID: string
  incidentID: string
  kind: IncidentKind
  subject: string
  condition: string
  cause: string
}

/** Incidents that hold, and those of `told`, which may be over. */
export async function findIncidentNames(tx: Transaction, told: string[]): Promise<IncidentName[]> {
  const rows = await tx.incident.findMany({
    where: { OR: [{ status: 'open' }, { incidentID: { in: told } }] },
    select: { applicationID: true, incidentID: true, kind: true, subject: true, condition: true, cause: true },
  })
  return rows.flatMap((row) => {
    const kind = INCIDENT_KINDS.find((one) => one === row.kind)
    return kind ? [{ ...row, kind }] : []
  })
}

export interface SampledGroup {
  applicationID: string
  environment: string
  condition: string
  cause: string
  severities: string[]
}

/** Some of the subjects, those seen last first. */
export async function sampleSubjects(
  tx: Transaction,
  group: SampledGroup,
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

/** Some of the subjects of an incident, those of its cause first. */
export async function sampleIncidentSubjects(
  tx: Transaction,
  { applicationID, incidentID }: { applicationID: string; incidentID: string },
  limit: number,
): Promise<{ type: string; id: string }[]> {
  const rows = await tx.$queryRaw`
    SELECT f.subject_type AS type, f.subject_id AS id
    FROM incident_finding l JOIN finding f USING (application_id, finding_id)
    WHERE l.application_id = ${applicationID}::uuid AND l.incident_id = ${incidentID}::uuid AND f.status <> 'resolved'
    ORDER BY l.role, f.last_seen_at DESC LIMIT ${limit}`
  return z.array(z.object({ type: z.string(), id: z.string() })).parse(rows)
}

/** One process of all decides at a time; false while another does. Held until the transaction ends. */
export async function leadNotifications(tx: Transaction): Promise<boolean> {
  const rows = await tx.$queryRaw`SELECT pg_try_advisory_xact_lock(${LOCK_SPACE}::int, ${LOCK}::int) AS led`
  return z.array(z.object({ led: z.boolean() })).parse(rows)[0]?.led ?? false
}
const LOCK_SPACE = 0x4a44
const LOCK = 8
