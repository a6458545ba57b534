import { z } from 'zod'
import { db } from './client'
import { applications, deliveryConditions, FAILED, type DeliveryFilter } from './deliveries-read'
import { Prisma } from './generated/client'

/** What of a range failed, for the screens. Scans are bounded: beyond this many rows an application's counts are a part. */
export const FAILURES_SCANNED = 20_000
const COUNTED_MAX = 10_000

const explanationSchema = z.object({
  /** The cause, or the verdict where there is none. */
  kind: z.string(),
  cause: z.string().nullable(),
  verdict: z.string(),
  sentence: z.string().nullable(),
  count: z.number(),
  open: z.number(),
  firstAt: z.date(),
  lastAt: z.date(),
})
export type FailureExplanation = z.infer<typeof explanationSchema>

type Scope = Pick<DeliveryFilter, 'scope' | 'environment' | 'from' | 'to' | 'sources'>

/** Failures of a range by explanation: how many, how many of them not applied, first and last. The most first. */
export async function findFailureExplanations(scope: Scope): Promise<FailureExplanation[]> {
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT COALESCE(cause, verdict) AS kind, min(cause) AS cause, min(verdict) AS verdict,
      (max(ARRAY[to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS'), sentence]))[2] AS sentence,
      count(*)::int AS count, (count(*) FILTER (WHERE processing NOT IN ('applied', 'skipped')))::int AS open,
      min(received_at) AS "firstAt", max(received_at) AS "lastAt"
    FROM (${applications(scope.scope, scope.environment)}) a CROSS JOIN LATERAL (
      SELECT received_at, cause, verdict, processing, forensics->>'sentence' AS sentence,
        concat(forensics->>'secretID', forensics->'steps') AS explanation
      FROM webhook_delivery
      WHERE application_id = a.application_id AND source <> 'platform' AND ${FAILED} AND ${deliveryConditions(scope)}
      ORDER BY received_at DESC LIMIT ${FAILURES_SCANNED}
    ) d
    GROUP BY COALESCE(cause, verdict), explanation ORDER BY count DESC, "lastAt" DESC LIMIT 200`)
  return z.array(explanationSchema).parse(rows)
}

const arrivalSchema = z.object({ source: z.string(), lastAt: z.date().nullable(), count: z.number() })
export type SourceArrivals = z.infer<typeof arrivalSchema>

/** Whether silence means anything: the last delivery of each source ever, and how many came in the range (a bounded count). */
export async function findArrivals(scope: Scope): Promise<SourceArrivals[]> {
  const scoped = applications(scope.scope, scope.environment)
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT s.source, max(newest.received_at) AS "lastAt", COALESCE(sum(counted.count), 0)::int AS count
    FROM (${scoped}) a CROSS JOIN (VALUES ('receiver'), ('reported'), ('platform')) s (source)
    LEFT JOIN LATERAL (
      SELECT received_at FROM webhook_delivery d WHERE d.application_id = a.application_id AND d.source = s.source
      ORDER BY received_at DESC LIMIT 1
    ) newest ON TRUE
    LEFT JOIN LATERAL (
      SELECT count(*) FROM (
        SELECT 1 FROM webhook_delivery d WHERE d.application_id = a.application_id AND d.source = s.source
          AND ${deliveryConditions({ ...scope, sources: undefined })} LIMIT ${COUNTED_MAX}
      ) AS bounded
    ) counted ON newest.received_at IS NOT NULL
    GROUP BY s.source`)
  return z.array(arrivalSchema).parse(rows)
}

/** Refused requests of a range that were counted and not kept. */
export async function countUnkept(scope: Scope): Promise<number> {
  const from = scope.from ?? new Date(0)
  const to = scope.to ?? new Date(8.64e15 / 1000)
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT COALESCE(sum(greatest(counted - kept, 0)), 0)::float8 AS unkept FROM refused_noise
    WHERE application_id IN (SELECT application_id FROM (${applications(scope.scope, scope.environment)}) a)
      AND minute >= date_trunc('minute', ${from}::timestamptz) AND minute < ${to}`)
  return z.array(z.object({ unkept: z.number() })).parse(rows)[0]?.unkept ?? 0
}

const findingSchema = z.object({
  cause: z.string(),
  findingID: z.string(),
  status: z.string(),
  lastSeenAt: z.date(),
  occurrences: z.number(),
})
export type GroupFinding = z.infer<typeof findingSchema>

/** Findings about groups of failed deliveries that were alive in the range, the newest first. */
export async function findGroupFindings(scope: Scope): Promise<GroupFinding[]> {
  const from = scope.from ?? new Date(0)
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT cause, finding_id AS "findingID", status, last_seen_at AS "lastSeenAt", occurrences FROM finding
    WHERE application_id IN (SELECT application_id FROM (${applications(scope.scope, scope.environment)}) a)
      AND condition = 'webhook-signature-failure' AND subject_type = 'delivery_group' AND last_seen_at >= ${from}
    ORDER BY last_seen_at DESC LIMIT 200`)
  return z.array(findingSchema).parse(rows)
}
