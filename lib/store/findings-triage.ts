import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { FINDING_STATUSES } from '@/lib/domain/conditions'
import {
  activityOf,
  NEVER_WORSE,
  type ActivityDraft,
  type Counts,
  type Growth,
  type Triage,
} from '@/lib/domain/finding-triage'
import { applicationIDs } from '@/lib/store/applications'
import { insertActivities } from '@/lib/store/finding-activity'
import { Prisma } from '@/lib/store/generated/client'
import { toJson } from '@/lib/store/journey-json'
import { inTransaction, type Transaction } from '@/lib/store/transaction'

/** What may be changed of a finding, and what decides whether a change still fits. */
export interface TriageRow extends Triage {
  applicationID: string
  findingID: string
  condition: string
  cause: string
  occurrences: number
  /** Grows with every change, by evidence too. */
  revision: number
  /** Grows with status, assignee, snooze and note alone. */
  triageRevision: number
}

const growth = { from: z.number().nullable(), by: z.number().nullable() }
const rowsSchema = z.array(
  z.object({
    applicationID: z.string(),
    findingID: z.string(),
    condition: z.string(),
    cause: z.string(),
    status: z.enum(FINDING_STATUSES),
    assignee: z.string().nullable(),
    note: z.string().nullable(),
    snoozeUntil: z.date().nullable(),
    occurrencesFrom: growth.from,
    occurrencesBy: growth.by,
    subjectsFrom: growth.from,
    subjectsBy: growth.by,
    resolvedAt: z.date().nullable(),
    resolvedBy: z.string().nullable(),
    occurrences: z.number(),
    revision: z.number(),
    triageRevision: z.number(),
  }),
)

const COLUMNS = Prisma.sql`f.application_id AS "applicationID", f.finding_id AS "findingID", f.condition, f.cause, f.status,
  f.assignee, f.note,
  f.snooze_until AS "snoozeUntil", f.snooze_occurrences_from AS "occurrencesFrom",
  f.snooze_occurrences_by AS "occurrencesBy", f.snooze_subjects_from AS "subjectsFrom",
  f.snooze_subjects_by AS "subjectsBy", f.resolved_at AS "resolvedAt", f.resolved_by AS "resolvedBy", f.occurrences,
  f.revision, f.triage_revision AS "triageRevision"`

/** One row, or several where applications share the ID and none is named; held until the transaction ends. */
export async function lockTriage(tx: Transaction, findingID: string, scope: ApplicationScope): Promise<TriageRow[]> {
  const ids = [...(scope ?? (await applicationIDs()))]
  return toRows(
    await tx.$queryRaw`
      SELECT ${COLUMNS} FROM finding f WHERE f.finding_id = ${findingID}::uuid AND f.application_id = ANY(${ids}::uuid[])
      ORDER BY f.application_id, f.finding_id FOR UPDATE`,
  )
}

/** The same for many. Locked in the order of their keys, as detection does, so that nobody waits in a circle. */
export async function lockTriages(
  tx: Transaction,
  refs: { applicationID: string; subjectID: string }[],
): Promise<TriageRow[]> {
  return toRows(
    await tx.$queryRaw`
      SELECT ${COLUMNS} FROM finding f
      JOIN unnest(${refs.map((ref) => ref.applicationID)}::uuid[], ${refs.map((ref) => ref.subjectID)}::uuid[])
        AS wanted(application_id, finding_id) USING (application_id, finding_id)
      ORDER BY f.application_id, f.finding_id FOR UPDATE OF f`,
  )
}

const refsSchema = z.array(z.object({ applicationID: z.string(), findingID: z.string() }))

/** Those of them, as `applicationID|findingID`, whose evidence holds. */
export async function findHolding(tx: Transaction, rows: TriageRow[]): Promise<Set<string>> {
  const found = await tx.$queryRaw`
    SELECT application_id AS "applicationID", finding_id AS "findingID" FROM finding
    JOIN unnest(${rows.map((row) => row.applicationID)}::uuid[], ${rows.map((row) => row.findingID)}::uuid[])
      AS wanted(application_id, finding_id) USING (application_id, finding_id)
    WHERE episodes -> -1 ->> 'to' IS NULL`
  return new Set(refsSchema.parse(found).map((row) => `${row.applicationID}|${row.findingID}`))
}

/** How many unresolved findings have the same cause, by finding ID: what a snooze until it gets worse starts from. */
export async function countSubjects(tx: Transaction, rows: TriageRow[]): Promise<Map<string, number>> {
  const [ids, findingIDs] = [rows.map((row) => row.applicationID), rows.map((row) => row.findingID)]
  const found = await tx.$queryRaw`
    WITH wanted AS (
      SELECT f.finding_id, f.application_id, f.condition, f.cause, f.environment FROM finding f
      JOIN unnest(${ids}::uuid[], ${findingIDs}::uuid[]) AS t(application_id, finding_id)
        USING (application_id, finding_id)
    ), counted AS (${countedBy(Prisma.sql`SELECT DISTINCT application_id, condition, cause, environment FROM wanted`)})
    SELECT finding_id AS "findingID", subjects FROM wanted
    JOIN counted USING (application_id, condition, cause, environment)`
  const counts = z.array(z.object({ findingID: z.string(), subjects: z.number() })).parse(found)
  return new Map(counts.map(({ findingID, subjects }) => [findingID, subjects]))
}

/** Counted once a cause, however many findings ask. */
function countedBy(causes: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT c.*, (SELECT count(*)::int FROM finding o WHERE o.application_id = c.application_id
      AND o.condition = c.condition AND o.cause = c.cause AND o.environment = c.environment
      AND o.status <> 'resolved') AS subjects
    FROM (${causes}) AS c`
}

export interface TriageStep {
  row: TriageRow
  next: Triage
  activity: ActivityDraft
  mentions: string[]
}

/** Writes changes of rows that this transaction holds, each with its activity. */
export async function saveTriage(
  tx: Transaction,
  steps: TriageStep[],
  by: { actor: string; now: Date; jobID: string | null },
): Promise<void> {
  if (steps.length === 0) return
  const rows = steps.map(({ row, next }) => ({
    applicationID: row.applicationID,
    findingID: row.findingID,
    ...next,
    occurrencesFrom: next.worse.occurrences?.from ?? null,
    occurrencesBy: next.worse.occurrences?.by ?? null,
    subjectsFrom: next.worse.subjects?.from ?? null,
    subjectsBy: next.worse.subjects?.by ?? null,
  }))
  await tx.$executeRaw`
    UPDATE finding SET status = t.status, assignee = t.assignee, note = t.note, snooze_until = t."snoozeUntil",
      snooze_occurrences_from = t."occurrencesFrom", snooze_occurrences_by = t."occurrencesBy",
      snooze_subjects_from = t."subjectsFrom", snooze_subjects_by = t."subjectsBy", resolved_at = t."resolvedAt",
      resolved_by = t."resolvedBy", updated_at = ${by.now}, revision = revision + 1,
      triage_revision = triage_revision + 1
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t("applicationID" uuid, "findingID" uuid, status text,
      assignee text, note text, "snoozeUntil" timestamptz, "occurrencesFrom" int, "occurrencesBy" int,
      "subjectsFrom" int, "subjectsBy" int, "resolvedAt" timestamptz, "resolvedBy" text)
    WHERE finding.application_id = t."applicationID" AND finding.finding_id = t."findingID"`
  const activities = steps.map(({ row, activity, mentions }) => ({
    ...activity,
    mentions,
    applicationID: row.applicationID,
    findingID: row.findingID,
    actor: by.actor,
    jobID: by.jobID,
  }))
  await insertActivities(tx, activities, by.now)
}

const WAKE_BATCH = 500
const DETECTION = 'detection'

/** Snoozes that ran out by `now`, or whose finding got worse, end: their findings are open again. Answers how many. */
export async function wakeSnoozedFindings(now: Date): Promise<number> {
  return inTransaction(async (tx) => {
    const rows = toRows(
      await tx.$queryRaw`
        WITH counted AS (${countedBy(Prisma.sql`
          SELECT DISTINCT application_id, condition, cause, environment FROM finding
          WHERE status = 'snoozed' AND snooze_subjects_by IS NOT NULL`)})
        SELECT ${COLUMNS} FROM finding f LEFT JOIN counted USING (application_id, condition, cause, environment)
        WHERE f.status = 'snoozed' AND (f.snooze_until <= ${now}
          OR f.occurrences >= f.snooze_occurrences_from + f.snooze_occurrences_by
          OR counted.subjects >= f.snooze_subjects_from + f.snooze_subjects_by)
        ORDER BY f.application_id, f.finding_id LIMIT ${WAKE_BATCH} FOR UPDATE OF f SKIP LOCKED`,
    )
    const steps = rows.map((row) => {
      const next: Triage = { ...row, status: 'open', snoozeUntil: null, worse: NEVER_WORSE }
      const activity = activityOf(row, next, true) ?? { action: 'woken' as const, change: {}, note: null }
      return { row, next, activity, mentions: [] }
    })
    await saveTriage(tx, steps, { actor: DETECTION, now, jobID: null })
    return rows.length
  })
}

export function countsOf(row: TriageRow, subjects: Map<string, number>): Counts {
  return { occurrences: row.occurrences, subjects: subjects.get(row.findingID) ?? null }
}

function toRows(rows: unknown): TriageRow[] {
  return rowsSchema.parse(rows).map(({ occurrencesFrom, occurrencesBy, subjectsFrom, subjectsBy, ...row }) => ({
    ...row,
    worse: { occurrences: growthOf(occurrencesFrom, occurrencesBy), subjects: growthOf(subjectsFrom, subjectsBy) },
  }))
}

function growthOf(from: number | null, by: number | null): Growth | null {
  return from === null || by === null ? null : { from, by }
}
