import { z } from 'zod'
import { BULK_ROWS_MAX, type BulkSubject } from '@/lib/domain/bulk-job'
import { db } from './client'
import { findingConditions, type FindingConditions } from './findings-read'
import { Prisma } from './generated/client'
import type { Transaction } from './transaction'

const refsSchema = z.array(z.object({ applicationID: z.string(), subjectID: z.string(), revision: z.number() }))

function within(applicationIDs: string[]): Prisma.Sql {
  return Prisma.sql`application_id = ANY(${applicationIDs}::uuid[])`
}

export async function countFindings(filter: FindingConditions, applicationIDs: string[]): Promise<number> {
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT count(*)::int AS total FROM finding WHERE ${within(applicationIDs)} AND ${findingConditions(filter)}`)
  return z.array(z.object({ total: z.number() })).parse(rows)[0]?.total ?? 0
}

/** All that match, with the state they were in; one more than a job may hold tells that there are too many. */
export async function selectFindings(
  tx: Transaction,
  filter: FindingConditions,
  applicationIDs: string[],
): Promise<BulkSubject[]> {
  const rows = await tx.$queryRaw(Prisma.sql`
    SELECT application_id AS "applicationID", finding_id::text AS "subjectID", triage_revision AS revision FROM finding
    WHERE ${within(applicationIDs)} AND ${findingConditions(filter)}
    ORDER BY last_seen_at DESC, finding_id DESC LIMIT ${BULK_ROWS_MAX + 1}`)
  return refsSchema.parse(rows)
}

const groupsSchema = z.array(
  z.object({
    condition: z.string(),
    cause: z.string(),
    total: z.number(),
    open: z.number(),
    acknowledged: z.number(),
    snoozed: z.number(),
    regressed: z.number(),
    fresh: z.number(),
    subjects: z.number(),
    occurrences: z.number(),
    severity: z.string(),
    firstSeenAt: z.date(),
    lastSeenAt: z.date(),
    waits: z.boolean(),
    assignees: z.array(z.string()),
    unassigned: z.number(),
  }),
)
export type FindingGroupRecord = z.infer<typeof groupsSchema>[number]

/** `fingerprintOf` adds the variant to the name of a finding. */
const IS_VARIANT = Prisma.sql`(fingerprint <> concat_ws('|', condition, cause, subject_type, subject_id))`

/**
 * What matches by condition and cause; the gravest groups first, then the largest. `fresh` began within the span. Counted
 * without DISTINCT, which would sort every finding: a subject has one finding of a cause, but for those of a variant.
 */
export async function groupFindings(
  filter: FindingConditions,
  applicationIDs: string[],
  { from, to }: { from: Date; to: Date },
): Promise<FindingGroupRecord[]> {
  const matching = Prisma.sql`FROM finding WHERE ${within(applicationIDs)} AND ${findingConditions(filter)}`
  const rows = await db().$queryRaw(Prisma.sql`
    WITH counted AS (
      SELECT condition, cause, count(*)::int AS total,
        (count(*) FILTER (WHERE status = 'open'))::int AS open,
        (count(*) FILTER (WHERE status = 'acknowledged'))::int AS acknowledged,
        (count(*) FILTER (WHERE status = 'snoozed'))::int AS snoozed,
        (count(*) FILTER (WHERE regressed))::int AS regressed,
        (count(*) FILTER (WHERE first_seen_at BETWEEN ${from} AND ${to}))::int AS fresh,
        sum(occurrences)::float8 AS occurrences,
        min(array_position(ARRAY['critical', 'high', 'medium', 'low'], severity)) AS gravest,
        min(first_seen_at) AS "firstSeenAt", max(last_seen_at) AS "lastSeenAt",
        bool_or(subject_type = 'journey' AND status <> 'resolved') AS waits,
        (count(*) FILTER (WHERE assignee IS NULL))::int AS unassigned,
        (count(*) FILTER (WHERE NOT ${IS_VARIANT}))::int AS plain
      ${matching} GROUP BY condition, cause
    ), varied AS (
      SELECT condition, cause, count(DISTINCT (application_id, subject_type, subject_id))::int AS subjects
      ${matching} AND ${IS_VARIANT} GROUP BY condition, cause
    ), assigned AS (
      SELECT condition, cause, (array_agg(DISTINCT assignee))[1:3] AS assignees
      ${matching} AND assignee IS NOT NULL GROUP BY condition, cause
    )
    SELECT counted.*, plain + COALESCE(subjects, 0) AS subjects, COALESCE(assignees, '{}') AS assignees,
      (ARRAY['critical', 'high', 'medium', 'low'])[gravest] AS severity
    FROM counted LEFT JOIN varied USING (condition, cause) LEFT JOIN assigned USING (condition, cause)
    ORDER BY gravest, total DESC, condition, cause`)
  return groupsSchema.parse(rows)
}

const statusesSchema = z.array(z.object({ status: z.string(), total: z.number() }))

/** How many match by status; the resolved, of which there is no end, are left out. */
export async function countByStatus(filter: FindingConditions, applicationIDs: string[]): Promise<Map<string, number>> {
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT status, count(*)::int AS total FROM finding
    WHERE ${within(applicationIDs)} AND status <> 'resolved' AND ${findingConditions({ ...filter, statuses: undefined })}
    GROUP BY status`)
  return new Map(statusesSchema.parse(rows).map(({ status, total }) => [status, total]))
}
