import { z } from 'zod'
import { applicationIDs } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { Prisma } from '@/lib/store/generated/client'

export interface FindingFilter {
  /** Null: every application. */
  applicationID: string | null
  condition?: string | undefined
  cause?: string | undefined
  statuses?: string[] | undefined
  subjectType?: string | undefined
  subjectID?: string | undefined
  environment?: string | undefined
}

/** Where a page ended: the time it is sorted by, and the ID that breaks ties. */
export interface PageKey {
  at: Date
  id: string
}

/** The columns that every reader of findings wants. */
export const FINDING_COLUMNS = {
  applicationID: true,
  findingID: true,
  condition: true,
  cause: true,
  confidence: true,
  severity: true,
  status: true,
  subjectType: true,
  subjectID: true,
  subjectDetail: true,
  environment: true,
  firstSeenAt: true,
  lastSeenAt: true,
  occurrences: true,
  summary: true,
  rejectedCauses: true,
  regressed: true,
  assignee: true,
  snoozeUntil: true,
  note: true,
  resolvedAt: true,
  resolvedBy: true,
  revision: true,
} as const satisfies Prisma.FindingSelect

const keySchema = z.array(z.object({ applicationID: z.string(), findingID: z.string() }))

/** Newest first by `lastSeenAt`, with evidence. Each application is read from its own index, then merged. */
export async function findFindingPage(filter: FindingFilter, limit: number, after: PageKey | null) {
  const keys = keySchema.parse(
    await db().$queryRaw(Prisma.sql`
      SELECT f.application_id AS "applicationID", f.finding_id AS "findingID"
      FROM application a CROSS JOIN LATERAL (
        SELECT application_id, finding_id, last_seen_at FROM finding
        WHERE application_id = a.application_id AND ${conditions(filter, after)}
        ORDER BY last_seen_at DESC, finding_id DESC LIMIT ${limit}
      ) f
      ${filter.applicationID ? Prisma.sql`WHERE a.application_id = ${filter.applicationID}::uuid` : Prisma.empty}
      ORDER BY f.last_seen_at DESC, f.finding_id DESC LIMIT ${limit}`),
  )
  return readFindings({
    applicationID: { in: [...new Set(keys.map((key) => key.applicationID))] },
    findingID: { in: keys.map((key) => key.findingID) },
  })
}

/** One row, or several where applications share the ID and none is named. */
export async function findFindingsByID(findingID: string, applicationID: string | null) {
  const ids = applicationID ? [applicationID] : await applicationIDs()
  return readFindings({ findingID, applicationID: { in: ids } })
}

export type FindingRow = Awaited<ReturnType<typeof findFindingPage>>[number]

async function readFindings(where: Prisma.FindingWhereInput) {
  const rows = await db().finding.findMany({
    where,
    select: FINDING_COLUMNS,
    orderBy: [{ lastSeenAt: 'desc' }, { findingID: 'desc' }],
  })
  const evidence = await db().findingEvidence.findMany({
    where: {
      applicationID: { in: [...new Set(rows.map((row) => row.applicationID))] },
      findingID: { in: rows.map((row) => row.findingID) },
    },
    select: { findingID: true, applicationID: true, kind: true, at: true, summary: true, ref: true },
    orderBy: { position: 'asc' },
  })
  const byFinding = new Map<string, typeof evidence>()
  for (const row of evidence) {
    const key = `${row.applicationID} ${row.findingID}`
    byFinding.set(key, [...(byFinding.get(key) ?? []), row])
  }
  return rows.map((row) => ({ ...row, evidence: byFinding.get(`${row.applicationID} ${row.findingID}`) ?? [] }))
}

function conditions(filter: FindingFilter, after: PageKey | null): Prisma.Sql {
  const parts = [Prisma.sql`TRUE`]
  if (filter.condition) parts.push(Prisma.sql`condition = ${filter.condition}`)
  if (filter.cause) parts.push(Prisma.sql`cause = ${filter.cause}`)
  if (filter.statuses?.length) parts.push(Prisma.sql`status IN (${Prisma.join(filter.statuses)})`)
  if (filter.subjectType) parts.push(Prisma.sql`subject_type = ${filter.subjectType}`)
  if (filter.subjectID) parts.push(Prisma.sql`subject_id = ${filter.subjectID}`)
  if (filter.environment) parts.push(Prisma.sql`environment = ${filter.environment}`)
  if (after) parts.push(Prisma.sql`(last_seen_at, finding_id) < (${after.at}, ${after.id}::uuid)`)
  return Prisma.join(parts, ' AND ')
}
