import { z } from 'zod'
import { db } from './client'
import { Prisma } from './generated/client'

const incidentSchema = z.array(
  z.object({
    applicationID: z.string(),
    incidentID: z.string(),
    kind: z.string(),
    subject: z.string(),
    status: z.string(),
    fromAt: z.date(),
    toAt: z.date().nullable(),
    lastAt: z.date(),
    condition: z.string(),
    cause: z.string(),
    summary: z.string(),
    reasons: z.array(z.string()),
    explains: z.number(),
    unresolved: z.number(),
  }),
)
/** Where a page ended: when its last incident began, and its ID. */
interface PageKey {
  at: Date
  id: string
}

export type IncidentRecord = z.infer<typeof incidentSchema>[number]

export interface IncidentFilter {
  applicationIDs: string[]
  status?: string | undefined
  kind?: string | undefined
  incidentID?: string | undefined
}

function conditions({ applicationIDs, status, kind, incidentID }: IncidentFilter): Prisma.Sql {
  return Prisma.join(
    [
      Prisma.sql`i.application_id = ANY(${applicationIDs}::uuid[])`,
      ...(status ? [Prisma.sql`i.status = ${status}`] : []),
      ...(kind ? [Prisma.sql`i.kind = ${kind}`] : []),
      ...(incidentID ? [Prisma.sql`i.incident_id = ${incidentID}::uuid`] : []),
    ],
    ' AND ',
  )
}

/** The newest first, with how many findings each explains and how many of them are not resolved. */
export async function findIncidents(
  filter: IncidentFilter,
  limit: number,
  after: PageKey | null = null,
): Promise<IncidentRecord[]> {
  const rest = after ? Prisma.sql`AND (i.from_at, i.incident_id) < (${after.at}, ${after.id}::uuid)` : Prisma.empty
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT i.application_id::text AS "applicationID", i.incident_id::text AS "incidentID", i.kind, i.subject, i.status,
      i.from_at AS "fromAt", i.to_at AS "toAt", i.last_at AS "lastAt", i.condition, i.cause, i.summary, i.reasons,
      c.explains, c.unresolved
    FROM (SELECT * FROM incident i WHERE ${conditions(filter)} ${rest}
      ORDER BY from_at DESC, incident_id DESC LIMIT ${limit}) i
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS explains, (count(*) FILTER (WHERE f.status <> 'resolved'))::int AS unresolved
      FROM incident_finding l JOIN finding f USING (application_id, finding_id)
      WHERE l.application_id = i.application_id AND l.incident_id = i.incident_id
    ) c
    ORDER BY i.from_at DESC, i.incident_id DESC`)
  return incidentSchema.parse(rows)
}

const reachSchema = z.array(
  z.object({
    incidentID: z.string().nullable(),
    journeys: z.number(),
    borrowers: z.number(),
    unknownBorrowers: z.number(),
    requestedAmount: z.string().nullable(),
    unknownAmounts: z.number(),
  }),
)
export type ReachRecord = z.infer<typeof reachSchema>[number]

/**
 * How far each of these incidents reaches, and (with no `incidentID`) all of them together, where a journey and a borrower
 * count once. An amount in rupees; null: of no borrower is it known.
 */
export async function readReach(incidents: { applicationID: string; incidentID: string }[]): Promise<ReachRecord[]> {
  if (incidents.length === 0) return []
  const rows = await db().$queryRaw`
    WITH reached AS MATERIALIZED (
      SELECT l.incident_id, l.application_id, l.journey_id, j.borrower_external_id AS borrower
      FROM unnest(${incidents.map((row) => row.applicationID)}::uuid[], ${incidents.map((row) => row.incidentID)}::uuid[])
        AS t(application_id, incident_id)
      JOIN incident_journey l USING (application_id, incident_id)
      LEFT JOIN journey j ON j.application_id = l.application_id AND j.journey_id = l.journey_id
    ), journeys AS (
      SELECT incident_id, count(DISTINCT (application_id, journey_id))::int AS journeys,
        (count(DISTINCT (application_id, journey_id)) FILTER (WHERE borrower IS NULL))::int AS unknown
      FROM reached GROUP BY GROUPING SETS ((incident_id), ())
    ), amounts AS (
      SELECT incident_id, count(*)::int AS borrowers, sum(amount)::text AS amount,
        (count(*) FILTER (WHERE amount IS NULL))::int AS unknown
      FROM (
        SELECT r.incident_id, r.application_id, r.borrower, b.requested_amount AS amount
        FROM (
          SELECT incident_id, application_id, borrower FROM reached WHERE borrower IS NOT NULL
          GROUP BY GROUPING SETS ((incident_id, application_id, borrower), (application_id, borrower))
        ) r LEFT JOIN borrower b ON b.application_id = r.application_id AND b.borrower_external_id = r.borrower
      ) asked GROUP BY incident_id
    )
    SELECT j.incident_id::text AS "incidentID", j.journeys, COALESCE(a.borrowers, 0) AS borrowers,
      j.unknown AS "unknownBorrowers", a.amount AS "requestedAmount", COALESCE(a.unknown, 0) AS "unknownAmounts"
    FROM journeys j LEFT JOIN amounts a ON a.incident_id IS NOT DISTINCT FROM j.incident_id`
  return reachSchema.parse(rows)
}

const linkSchema = z.array(
  z.object({
    applicationID: z.string(),
    findingID: z.string(),
    incidentID: z.string(),
    role: z.string(),
    children: z.number(),
  }),
)
export type IncidentLink = z.infer<typeof linkSchema>[number]

/** Which incidents these findings belong to, open ones first, then the newest; `children` are the findings that follow. */
export async function readIncidentLinks(
  findings: { applicationID: string; findingID: string }[],
): Promise<IncidentLink[]> {
  if (findings.length === 0) return []
  const rows = await db().$queryRaw`
    SELECT l.application_id::text AS "applicationID", l.finding_id::text AS "findingID",
      l.incident_id::text AS "incidentID", l.role,
      CASE l.role WHEN 'cause' THEN (SELECT count(*)::int FROM incident_finding e
        WHERE e.application_id = l.application_id AND e.incident_id = l.incident_id AND e.role = 'effect') ELSE 0 END
        AS children
    FROM unnest(${findings.map((row) => row.applicationID)}::uuid[], ${findings.map((row) => row.findingID)}::uuid[])
      AS t(application_id, finding_id)
    JOIN incident_finding l USING (application_id, finding_id) JOIN incident i USING (application_id, incident_id)
    ORDER BY i.status, i.from_at DESC, i.incident_id`
  return linkSchema.parse(rows)
}

const childSchema = z.array(
  z.object({
    findingID: z.string(),
    role: z.string(),
    condition: z.string(),
    cause: z.string(),
    status: z.string(),
    subjectType: z.string(),
    subjectID: z.string(),
    firstSeenAt: z.date(),
    summary: z.string(),
  }),
)
export type IncidentFindingRecord = z.infer<typeof childSchema>[number]

/** The findings of an incident: what names the cause first, then those that hold, the oldest first. */
export async function findIncidentFindings(
  { applicationID, incidentID }: { applicationID: string; incidentID: string },
  limit: number,
): Promise<IncidentFindingRecord[]> {
  const rows = await db().$queryRaw`
    SELECT f.finding_id::text AS "findingID", l.role, f.condition, f.cause, f.status, f.subject_type AS "subjectType",
      f.subject_id AS "subjectID", f.first_seen_at AS "firstSeenAt", f.summary
    FROM incident_finding l JOIN finding f USING (application_id, finding_id)
    WHERE l.application_id = ${applicationID}::uuid AND l.incident_id = ${incidentID}::uuid
    ORDER BY l.role, f.status = 'resolved', f.first_seen_at, f.finding_id LIMIT ${limit}`
  return childSchema.parse(rows)
}
