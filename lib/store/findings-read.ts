import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { applicationIDs } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { readDetectionTurn, seenAt } from '@/lib/store/detection-turn'
import { Prisma } from '@/lib/store/generated/client'
import { readIncidentLinks, type IncidentLink } from '@/lib/store/incidents-read'
import { within } from '@/lib/store/within'

export interface FindingFilter extends FindingConditions {
  scope: ApplicationScope
}

/** What a filter says of a row. */
export interface FindingConditions {
  condition?: string | undefined
  cause?: string | undefined
  statuses?: string[] | undefined
  subjectType?: string | undefined
  subjectID?: string | undefined
  environment?: string | undefined
  severity?: string | undefined
  /** Null: those of nobody. */
  assignee?: string | null | undefined
  /** E-mail of somebody whom a note mentions. */
  mentions?: string | undefined
  /** Part of the subject's ID, or a borrower's ID. */
  q?: string | undefined
  /** With `groups`: those of either. */
  findingIDs?: string[] | undefined
  groups?: { condition: string; cause: string }[] | undefined
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
  snoozeOccurrencesBy: true,
  snoozeSubjectsBy: true,
} as const satisfies Prisma.FindingSelect

const keySchema = z.array(z.object({ applicationID: z.string(), findingID: z.string() }))

/** Newest first by `lastSeenAt`, with evidence. Each application is read from its own index, then merged. */
export async function findFindingPage(filter: FindingFilter, limit: number, after: PageKey | null) {
  const keys = keySchema.parse(
    await db().$queryRaw(Prisma.sql`
      SELECT f.application_id AS "applicationID", f.finding_id AS "findingID"
      FROM application a CROSS JOIN LATERAL (
        SELECT application_id, finding_id, last_seen_at FROM finding
        WHERE application_id = a.application_id AND ${findingConditions(filter)} AND ${isAfter(after)}
        ORDER BY last_seen_at DESC, finding_id DESC LIMIT ${limit}
      ) f
      WHERE ${within(Prisma.sql`a.application_id`, filter.scope)}
      ORDER BY f.last_seen_at DESC, f.finding_id DESC LIMIT ${limit}`),
  )
  return readFindings({
    applicationID: { in: [...new Set(keys.map((key) => key.applicationID))] },
    findingID: { in: keys.map((key) => key.findingID) },
  })
}

/** One row, or several where applications share the ID and none is named. */
export async function findFindingsByID(findingID: string, scope: ApplicationScope) {
  const ids = scope ?? (await applicationIDs())
  return readFindings({ findingID, applicationID: { in: [...ids] } })
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
  const links = new Map<string, IncidentLink[]>()
  for (const link of await readIncidentLinks(rows)) {
    const key = `${link.applicationID} ${link.findingID}`
    links.set(key, [...(links.get(key) ?? []), link])
  }
  const turn = await readDetectionTurn()
  return rows.map((row) => ({
    ...row,
    seenAt: seenAt(row, turn),
    incidents: links.get(`${row.applicationID} ${row.findingID}`) ?? [],
    evidence: byFinding.get(`${row.applicationID} ${row.findingID}`) ?? [],
  }))
}

export function findingConditions(filter: FindingConditions): Prisma.Sql {
  const parts = [Prisma.sql`TRUE`]
  if (filter.condition) parts.push(Prisma.sql`condition = ${filter.condition}`)
  if (filter.cause) parts.push(Prisma.sql`cause = ${filter.cause}`)
  if (filter.statuses?.length) parts.push(Prisma.sql`status IN (${Prisma.join(filter.statuses)})`)
  if (filter.subjectType) parts.push(Prisma.sql`subject_type = ${filter.subjectType}`)
  if (filter.subjectID) parts.push(Prisma.sql`subject_id = ${filter.subjectID}`)
  if (filter.environment) parts.push(Prisma.sql`environment = ${filter.environment}`)
  if (filter.severity) parts.push(Prisma.sql`severity = ${filter.severity}`)
  if (filter.assignee !== undefined) parts.push(Prisma.sql`assignee IS NOT DISTINCT FROM ${filter.assignee}`)
  if (filter.mentions) {
    parts.push(Prisma.sql`EXISTS (SELECT FROM finding_activity said WHERE said.application_id = finding.application_id
      AND said.finding_id = finding.finding_id AND said.mentions @> ARRAY[${filter.mentions.toLowerCase()}]::text[])`)
  }
  const picked = pickedConditions(filter)
  if (picked.length > 0) parts.push(Prisma.sql`(${Prisma.join(picked, ' OR ')})`)
  if (filter.q) {
    parts.push(Prisma.sql`(strpos(lower(subject_id), lower(${filter.q})) > 0
      OR subject_detail ->> 'borrowerExternalID' = ${filter.q})`)
  }
  return Prisma.join(parts, ' AND ')
}

function pickedConditions({ findingIDs, groups }: FindingConditions): Prisma.Sql[] {
  const parts: Prisma.Sql[] = []
  if (findingIDs) parts.push(Prisma.sql`finding_id = ANY(${findingIDs}::uuid[])`)
  if (groups) {
    const [conditions, causes] = [groups.map(({ condition }) => condition), groups.map(({ cause }) => cause)]
    parts.push(Prisma.sql`(condition, cause) IN (SELECT * FROM unnest(${conditions}::text[], ${causes}::text[]))`)
  }
  return parts
}

function isAfter(after: PageKey | null): Prisma.Sql {
  return after ? Prisma.sql`(last_seen_at, finding_id) < (${after.at}, ${after.id}::uuid)` : Prisma.sql`TRUE`
}

/** What each of these findings is about, by finding ID; findings that are gone are left out. */
export async function findFindingSubjects(
  refs: { applicationID: string; subjectID: string }[],
): Promise<Map<string, string>> {
  const rows = await db().finding.findMany({
    where: {
      applicationID: { in: [...new Set(refs.map((ref) => ref.applicationID))] },
      findingID: { in: refs.map((ref) => ref.subjectID) },
    },
    select: { findingID: true, subjectID: true },
  })
  return new Map(rows.map(({ findingID, subjectID }) => [findingID, subjectID]))
}
