import { z } from 'zod'
import type { CallWindow } from '@/lib/store/calls-read'
import { CALL_FAILED, rollup } from '@/lib/store/calls-read'
import { freshReader } from '@/lib/store/replica'
import { Prisma } from '@/lib/store/generated/client'

/** Where callers run into 429s. Every function takes the applications it may speak of. */

/** The last hotspot of a page. */
export interface HotspotKey {
  limited: number
  applicationID: string
  caller: string
  route: string
}

const hotspotRow = z.object({
  applicationID: z.string(),
  caller: z.string(),
  route: z.string(),
  calls: z.number(),
  limited: z.number(),
})
export type HotspotRow = z.infer<typeof hotspotRow>

/** Caller × route with at least one 429, the most limited calls first. */
export async function readHotspots(
  applicationIDs: string[],
  window: CallWindow,
  limit: number,
  after: HotspotKey | null,
): Promise<HotspotRow[]> {
  const beyond = after
    ? Prisma.sql`WHERE limited < ${after.limited} OR (limited = ${after.limited} AND
        (application_id, caller, route) > (${after.applicationID}::uuid, ${after.caller}, ${after.route}))`
    : Prisma.empty
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    WITH hotspot AS (
      SELECT application_id, caller, route, sum(calls)::float8 AS calls,
             (sum(calls) FILTER (WHERE status = 429))::float8 AS limited
        FROM (${rollup(applicationIDs, window)}) AS r GROUP BY 1, 2, 3 HAVING sum(calls) FILTER (WHERE status = 429) > 0)
    SELECT application_id::text AS "applicationID", caller, route, calls, limited FROM hotspot ${beyond}
     ORDER BY limited DESC, application_id, caller, route LIMIT ${limit}`)
  return z.array(hotspotRow).parse(rows)
}

const followedRow = z.object({
  place: z.number(),
  callID: z.string(),
  occurredAt: z.date(),
  durationMs: z.number().nullable(),
  retryAfterMs: z.number().nullable(),
  method: z.string(),
  operation: z.string(),
  idempotencyKey: z.string().nullable(),
  nextCallID: z.string().nullable(),
  nextAt: z.date().nullable(),
  nextStatus: z.number().nullable(),
  nextKey: z.string().nullable(),
})
/** A 429 and the next call of the same operation (method, path, borrower, and the body of a write) begun after its answer. */
export type FollowedRow = z.infer<typeof followedRow>

/** A repeat later than this is a new attempt, not a retry. */
const HORIZON = Prisma.sql`interval '10 minutes'`

/** The index that narrows most: calls with the same path have the same IDs, where the path holds them. */
const SEARCHED_BY = Prisma.sql`CASE WHEN strpos(path, journey_id) > 0 THEN 'journey'
  WHEN strpos(path, offer_id) > 0 THEN 'offer' ELSE 'caller' END`

/** The next call of the operation of `l`, begun after its answer. */
function followers(found: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT call_id, occurred_at, status, idempotency_key FROM api_call AS c
    WHERE ${found} AND c.application_id = l.application_id AND c.caller = l.caller AND c.method = l.method AND c.path = l.path
      AND c.borrower_external_id IS NOT DISTINCT FROM l.borrower_external_id
      AND (c.method IN ('GET', 'HEAD', 'OPTIONS') OR c.body_sha256 IS NOT DISTINCT FROM l.body_sha256)
      AND c.occurred_at > l.occurred_at AND c.occurred_at <= l.occurred_at + ${HORIZON}
      AND c.occurred_at >= l.occurred_at + coalesce(l.duration_ms, 0) * interval '1 millisecond'
    ORDER BY c.occurred_at LIMIT 1)`
}

/** The newest 429s of each hotspot, at most `each`, with what followed; `place` is the hotspot's index. */
export async function readFollowUps(
  hotspots: Pick<HotspotRow, 'applicationID' | 'caller' | 'route'>[],
  window: CallWindow,
  each: number,
): Promise<FollowedRow[]> {
  if (hotspots.length === 0) return []
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT (h.place - 1)::int AS place, l.call_id AS "callID", l.occurred_at AS "occurredAt",
           l.duration_ms::float8 AS "durationMs", l.retry_after_ms::float8 AS "retryAfterMs", l.method,
           concat_ws(' ', l.method, l.path, l.borrower_external_id, l.body_sha256) AS operation,
           l.idempotency_key AS "idempotencyKey", n.call_id AS "nextCallID", n.occurred_at AS "nextAt",
           n.status AS "nextStatus", n.idempotency_key AS "nextKey"
      FROM unnest(${hotspots.map((row) => row.applicationID)}::uuid[], ${hotspots.map((row) => row.caller)}::text[],
                  ${hotspots.map((row) => row.route)}::text[])
             WITH ORDINALITY AS h (application_id, caller, route, place)
     CROSS JOIN LATERAL (
       SELECT *, ${SEARCHED_BY} AS by FROM api_call WHERE application_id = h.application_id AND caller = h.caller AND route = h.route
          AND status = 429 AND ${CALL_FAILED} AND occurred_at >= ${window.from} AND occurred_at < ${window.to}
        ORDER BY occurred_at DESC LIMIT ${each}) AS l
      LEFT JOIN LATERAL (
       SELECT * FROM (${followers(Prisma.sql`l.by = 'journey' AND c.journey_id = l.journey_id`)} UNION ALL
                      ${followers(Prisma.sql`l.by = 'offer' AND c.offer_id = l.offer_id`)} UNION ALL
                      ${followers(Prisma.sql`l.by = 'caller'`)}) AS c ORDER BY occurred_at LIMIT 1) AS n ON true
     ORDER BY h.place, l.occurred_at DESC`)
  return z.array(followedRow).parse(rows)
}

const findingRow = z.object({
  applicationID: z.string(),
  caller: z.string(),
  route: z.string().nullable(),
  cause: z.string(),
  findingID: z.string(),
  summary: z.string(),
})
export type LimitFindingRow = z.infer<typeof findingRow>

/** Unresolved findings of `rate-limited`; `route` is null where a finding speaks of the whole caller. */
export async function readLimitFindings(applicationIDs: string[]): Promise<LimitFindingRow[]> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT application_id::text AS "applicationID", subject_id AS caller, subject_detail ->> 'route' AS route, cause,
           finding_id::text AS "findingID", summary
      FROM finding WHERE application_id = ANY(${applicationIDs}::uuid[]) AND condition = 'rate-limited'
       AND subject_type = 'caller' AND status <> 'resolved'
     ORDER BY last_seen_at DESC LIMIT 1000`)
  return z.array(findingRow).parse(rows)
}
