import { z } from 'zod'
import { FINAL_STATUSES } from '@/lib/domain/vocabulary'
import { freshReader } from '@/lib/store/replica'
import { Prisma } from '@/lib/store/generated/client'

/** Aggregates of the overview and the frame. Every function takes the applications it may speak of. */

const FINALS = Prisma.join([...FINAL_STATUSES])
const within = (applicationIDs: string[]) => Prisma.sql`application_id = ANY(${applicationIDs}::uuid[])`

const perApplication = z.array(z.object({ applicationID: z.string(), total: z.number() }))

export async function countStuckByApplication(): Promise<Map<string, number>> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT application_id::text AS "applicationID", count(*)::int AS total FROM journey WHERE stuck GROUP BY 1`)
  return new Map(perApplication.parse(rows).map((row) => [row.applicationID, row.total]))
}

export async function countOpenFindingsByApplication(): Promise<Map<string, number>> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT application_id::text AS "applicationID", count(*)::int AS total
      FROM finding WHERE status = 'open' GROUP BY 1`)
  return new Map(perApplication.parse(rows).map((row) => [row.applicationID, row.total]))
}

const stuckRow = z.object({ owner: z.string(), total: z.number(), waitingSince: z.date() })
export type StuckByOwnerRow = z.infer<typeof stuckRow>

/** Stuck journeys by whose move it is, the most first, with the longest wait of each. */
export async function readStuckByOwner(applicationIDs: string[]): Promise<StuckByOwnerRow[]> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT owner, count(*)::int AS total, min(waiting_since) AS "waitingSince"
      FROM journey WHERE ${within(applicationIDs)} AND stuck GROUP BY owner ORDER BY total DESC, owner`)
  return z.array(stuckRow).parse(rows)
}

const runningRow = z.object({ idle: z.number(), moving: z.number(), known: z.boolean() })

/** Journeys that still run and are not stuck: with the borrower, and moving. `known`: any journey at all, over or not. */
export async function readRunning(applicationIDs: string[]): Promise<z.infer<typeof runningRow>> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT (count(*) FILTER (WHERE owner = 'borrower'))::int AS idle,
           (count(*) FILTER (WHERE owner <> 'borrower'))::int AS moving,
           EXISTS (SELECT 1 FROM journey WHERE ${within(applicationIDs)}) AS known
      FROM journey WHERE ${within(applicationIDs)} AND NOT stuck AND status NOT IN (${FINALS})`)
  return z.array(runningRow).parse(rows)[0] ?? { idle: 0, moving: 0, known: false }
}

const verdictRow = z.object({
  verdict: z.string(),
  cause: z.string().nullable(),
  total: z.number(),
  firstAt: z.date(),
  lastAt: z.date(),
  sentence: z.string().nullable(),
})
export type VerdictRow = z.infer<typeof verdictRow>

/** Both ends are within it. */
export interface Span {
  from: Date
  to: Date
}

/** Deliveries received from `from` to `to` by verdict and cause, with the newest sentence of forensics. */
export async function readVerdicts(applicationIDs: string[], { from, to }: Span): Promise<VerdictRow[]> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT verdict, cause, count(*)::int AS total, min(received_at) AS "firstAt", max(received_at) AS "lastAt",
           (array_agg(forensics ->> 'sentence' ORDER BY received_at DESC) FILTER (WHERE forensics IS NOT NULL))[1] AS sentence
      FROM webhook_delivery WHERE ${within(applicationIDs)} AND received_at BETWEEN ${from} AND ${to}
       AND source <> 'platform'
     GROUP BY verdict, cause ORDER BY total DESC`)
  return z.array(verdictRow).parse(rows)
}

const freshnessRow = z.object({
  webhookAt: z.date().nullable(),
  pulledAt: z.date().nullable(),
  oldestDueAt: z.date().nullable(),
})
export type FreshnessRow = z.infer<typeof freshnessRow>

/** When each source last spoke; null means never. `oldestDueAt` is the oldest subject that detection has yet to judge. */
export async function readFreshness(applicationIDs: string[], now: Date): Promise<FreshnessRow> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT (SELECT max(newest.at) FROM unnest(${applicationIDs}::uuid[]) AS wanted(id),
              LATERAL (SELECT received_at AS at FROM webhook_delivery
                        WHERE application_id = wanted.id AND source <> 'platform'
                        ORDER BY received_at DESC LIMIT 1) AS newest) AS "webhookAt",
           (SELECT max(pulled_at) FROM journey WHERE ${within(applicationIDs)}) AS "pulledAt",
           (SELECT min(due_at) FROM detect_queue WHERE ${within(applicationIDs)} AND due_at <= ${now}) AS "oldestDueAt"`)
  return z.array(freshnessRow).parse(rows)[0] ?? { webhookAt: null, pulledAt: null, oldestDueAt: null }
}

const pointRow = z.object({ condition: z.string(), cause: z.string(), at: z.date(), total: z.number() })
export type FindingPointRow = z.infer<typeof pointRow>

/**
 * How many findings held at each of `points` (event time, the oldest first), by condition and cause; combinations without
 * any are left out. Episodes are counted by the numbers of points before their begin and their end, so that each is read
 * once however many points there are.
 */
export async function readFindingPoints(applicationIDs: string[], points: Date[]): Promise<FindingPointRow[]> {
  const from = points[0]
  if (!from) return []
  const pointsBefore = (field: string) => Prisma.sql`
    width_bucket((e ->> ${field})::timestamptz - interval '1 microsecond', ${points}::timestamptz[])`
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    WITH stretch AS (
      SELECT f.condition, f.cause, ${pointsBefore('from')} AS before, ${pointsBefore('to')} AS until, count(*) AS total
        FROM finding f, jsonb_array_elements(f.episodes) AS e
       WHERE ${within(applicationIDs)} AND (f.status <> 'resolved' OR f.last_seen_at >= ${from})
       GROUP BY 1, 2, 3, 4)
    SELECT condition, cause, point AS at, sum(total)::int AS total
      FROM unnest(${points}::timestamptz[]) WITH ORDINALITY AS p(point, position)
      JOIN stretch ON before < position AND (until IS NULL OR until >= position)
     GROUP BY condition, cause, point ORDER BY point`)
  return z.array(pointRow).parse(rows)
}

const groupRow = z.object({
  condition: z.string(),
  cause: z.string(),
  total: z.number(),
  fresh: z.number(),
  regressed: z.number(),
  firstSeenAt: z.date(),
  newestAt: z.date(),
  newestFindingID: z.string(),
  newestApplicationID: z.string(),
  newestSubjectType: z.string(),
  newestSubjectID: z.string(),
  severity: z.string(),
})
export type FindingGroupRow = z.infer<typeof groupRow>

/** Unresolved findings by condition and cause: how many, how many of them began within the span, and the newest of each. */
export async function readFindingGroups(applicationIDs: string[], { from, to }: Span): Promise<FindingGroupRow[]> {
  const unresolved = Prisma.sql`${within(applicationIDs)} AND status <> 'resolved'`
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    WITH counted AS (
      SELECT condition, cause, count(*)::int AS total,
             (count(*) FILTER (WHERE first_seen_at BETWEEN ${from} AND ${to}))::int AS fresh,
             (count(*) FILTER (WHERE regressed))::int AS regressed,
             min(first_seen_at) AS "firstSeenAt", max(first_seen_at) AS "newestAt",
             (ARRAY['critical', 'high', 'medium', 'low'])[
               min(array_position(ARRAY['critical', 'high', 'medium', 'low'], severity))] AS severity
        FROM finding WHERE ${unresolved} GROUP BY condition, cause)
    SELECT DISTINCT ON (condition, cause) counted.*, finding_id::text AS "newestFindingID",
           application_id::text AS "newestApplicationID", subject_type AS "newestSubjectType",
           subject_id AS "newestSubjectID"
      FROM counted JOIN (SELECT * FROM finding WHERE ${unresolved}) AS newest USING (condition, cause)
     WHERE first_seen_at = "newestAt" ORDER BY condition, cause, finding_id`)
  return z.array(groupRow).parse(rows)
}
