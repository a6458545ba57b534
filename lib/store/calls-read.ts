import { z } from 'zod'
import { NO_ANSWER_KEY, OK_KEY, OTHER_KEY } from '@/lib/domain/call-outcome'
import { freshReader } from '@/lib/store/replica'
import { Prisma } from '@/lib/store/generated/client'

/** Aggregates over API calls, from the rollups. Every function takes the applications it may speak of. */

export interface CallWindow {
  from: Date
  to: Date
}

/** Route and caller narrow the calls; code and status only what counts as an error among them. */
export interface CallFilter {
  route?: string | undefined
  caller?: string | undefined
  code?: string | undefined
  status?: number | undefined
}

export type CallKey = 'code' | 'route' | 'caller' | 'status'

const HOUR_S = 3_600
const HOUR_MS = HOUR_S * 1000
/** The hourly rollup serves whole hours; a step below, or a range that begins or ends within an hour, takes the finer one. */
const FINE_RANGE_MS = 72 * HOUR_MS
const MOST_KEYS = 50

/** As the partial index of failed calls says it, so that the planner can use it. */
export const CALL_FAILED = Prisma.sql`(status = 0 OR status >= 400)`
const CODE = Prisma.sql`CASE WHEN NOT ${CALL_FAILED} THEN ${OK_KEY} WHEN code <> '' THEN code
  WHEN status = 0 THEN ${NO_ANSWER_KEY} ELSE 'HTTP_' || status END`
const KEYS: Record<CallKey, Prisma.Sql> = {
  code: CODE,
  route: Prisma.sql`route`,
  caller: Prisma.sql`caller`,
  status: Prisma.sql`status::text`,
}

/** The rollup rows of a window as (application_id, at, caller, route, status, code, calls). */
export function rollup(
  applicationIDs: string[],
  window: CallWindow,
  filter: CallFilter = {},
  fine: boolean = isFine(window),
): Prisma.Sql {
  const { from, to } = window
  const parts = [
    Prisma.sql`application_id = ANY(${applicationIDs}::uuid[])`,
    Prisma.sql`step_minutes = ${fine ? 5 : 60}`,
    Prisma.sql`bucket_at >= ${floor(from, fine)} AND bucket_at < ${to}`,
  ]
  if (filter.route !== undefined) parts.push(Prisma.sql`route = ${filter.route}`)
  if (filter.caller !== undefined) parts.push(Prisma.sql`caller = ${filter.caller}`)
  return Prisma.sql`SELECT application_id, bucket_at AS at, caller, route, status, error_code AS code, calls
    FROM call_rollup WHERE ${Prisma.join(parts, ' AND ')}`
}

/** To the start of the rollup's bucket: a bucket that the window begins within counts whole. */
function floor(at: Date, fine: boolean): Date {
  const grain = fine ? HOUR_MS / 12 : HOUR_MS
  return new Date(Math.floor(at.getTime() / grain) * grain)
}

function isFine(window: CallWindow): boolean {
  return window.to.getTime() - window.from.getTime() <= FINE_RANGE_MS
}

function matching(filter: CallFilter): Prisma.Sql {
  const parts = [CALL_FAILED]
  if (filter.code !== undefined) parts.push(Prisma.sql`${CODE} = ${filter.code}`)
  if (filter.status !== undefined) parts.push(Prisma.sql`status = ${filter.status}`)
  return Prisma.join(parts, ' AND ')
}

const pointRow = z.object({ at: z.date(), key: z.string(), status: z.number(), calls: z.number(), errors: z.number() })
/** `status` is the one most of the key's errors have. */
export type CallPointRow = z.infer<typeof pointRow>

/** Calls and errors by step and key; steps without a call are left out, keys beyond the 50 with the most errors are one. */
export async function readCallSeries(
  applicationIDs: string[],
  window: CallWindow,
  { stepSeconds, groupBy, filter }: { stepSeconds: number; groupBy: CallKey; filter: CallFilter },
): Promise<CallPointRow[]> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    WITH counted AS (
      SELECT date_bin(make_interval(secs => ${stepSeconds}), at, 'epoch'::timestamptz) AS at, ${KEYS[groupBy]} AS key,
             mode() WITHIN GROUP (ORDER BY status) FILTER (WHERE ${CALL_FAILED}) AS status, sum(calls) AS calls,
             coalesce(sum(calls) FILTER (WHERE ${matching(filter)}), 0) AS errors
        FROM (${rollup(applicationIDs, window, filter, stepSeconds < HOUR_S || isFine(window))}) AS r GROUP BY 1, 2),
    named AS (SELECT key, row_number() OVER (ORDER BY sum(errors) DESC, sum(calls) DESC, key) AS place FROM counted GROUP BY key)
    SELECT at, CASE WHEN place <= ${MOST_KEYS} THEN key ELSE ${OTHER_KEY} END AS key, coalesce(max(status), 200)::int AS status,
           sum(calls)::float8 AS calls, sum(errors)::float8 AS errors
      FROM counted JOIN named USING (key) GROUP BY 1, 2 ORDER BY 1, 2`)
  return z.array(pointRow).parse(rows)
}

const groupRow = z.object({
  applicationID: z.string(),
  caller: z.string(),
  route: z.string(),
  code: z.string(),
  status: z.number(),
  errors: z.number(),
  calls: z.number(),
  errorsBefore: z.number(),
  callsBefore: z.number(),
  lastAt: z.date(),
})
/** `calls` are all calls of the caller on the route; `lastAt` is the start of the last bucket with an error. */
export type ErrorGroupRow = z.infer<typeof groupRow>

/** Errors by code, route and caller within `window`, beside those of the equally long time before it. The most errors first. */
export async function readErrorGroups(
  applicationIDs: string[],
  window: CallWindow,
  filter: CallFilter,
  limit: number,
): Promise<ErrorGroupRow[]> {
  const fine = isFine(window)
  const from = floor(window.from, fine)
  const before = new Date(from.getTime() - (window.to.getTime() - from.getTime()))
  const within = Prisma.sql`at >= ${from}`
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    WITH source AS MATERIALIZED (${rollup(applicationIDs, { from: before, to: window.to }, filter, fine)}),
    base AS (
      SELECT application_id, caller, route, coalesce(sum(calls) FILTER (WHERE ${within}), 0) AS calls,
             coalesce(sum(calls) FILTER (WHERE NOT ${within}), 0) AS calls_before
        FROM source GROUP BY 1, 2, 3),
    failed AS (
      SELECT application_id, caller, route, ${CODE} AS code, status, sum(calls) FILTER (WHERE ${within}) AS errors,
             coalesce(sum(calls) FILTER (WHERE NOT ${within}), 0) AS errors_before, max(at) AS last_at
        FROM source WHERE ${matching(filter)} GROUP BY 1, 2, 3, 4, 5)
    SELECT application_id::text AS "applicationID", caller, route, code, status, errors::float8 AS errors,
           calls::float8 AS calls, errors_before::float8 AS "errorsBefore", calls_before::float8 AS "callsBefore", last_at AS "lastAt"
      FROM failed JOIN base USING (application_id, caller, route) WHERE errors > 0
     ORDER BY failed.errors DESC, caller, route, code, status LIMIT ${limit}`)
  return z.array(groupRow).parse(rows)
}

const trendRow = z.object({ place: z.number(), at: z.date(), errors: z.number() })

type GroupID = Pick<ErrorGroupRow, 'applicationID' | 'caller' | 'route' | 'code' | 'status'>

/** Errors of each group by step; `place` is the group's index. */
export async function readGroupTrends(
  groups: GroupID[],
  window: CallWindow,
  stepSeconds: number,
): Promise<z.infer<typeof trendRow>[]> {
  if (groups.length === 0) return []
  const applicationIDs = [...new Set(groups.map(({ applicationID }) => applicationID))]
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    WITH wanted AS (
      SELECT * FROM unnest(${groups.map((group) => group.applicationID)}::uuid[], ${groups.map((group) => group.caller)}::text[],
                           ${groups.map((group) => group.route)}::text[], ${groups.map((group) => group.code)}::text[],
                           ${groups.map((group) => group.status)}::int[])
        WITH ORDINALITY AS w (application_id, caller, route, wanted_code, status, place))
    SELECT (place - 1)::int AS place, date_bin(make_interval(secs => ${stepSeconds}), at, 'epoch'::timestamptz) AS at,
           sum(calls)::float8 AS errors
      FROM (${rollup(applicationIDs, window, {}, stepSeconds < HOUR_S || isFine(window))}) AS r
      JOIN wanted USING (application_id, caller, route, status) WHERE ${CODE} = wanted_code GROUP BY 1, 2`)
  return z.array(trendRow).parse(rows)
}

/** When a call was last told of, by its own time and as it was stored; null means never. */
export async function readLastCall(applicationIDs: string[]): Promise<Date | null> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT max(newest.at) AS at FROM unnest(${applicationIDs}::uuid[]) AS wanted(id),
      LATERAL (SELECT occurred_at AS at FROM api_call WHERE application_id = wanted.id
                ORDER BY occurred_at DESC LIMIT 1) AS newest`)
  return z.array(z.object({ at: z.date().nullable() })).parse(rows)[0]?.at ?? null
}

const limitedRow = z.object({ route: z.string(), calls: z.number(), limited: z.number() })
export type LimitedRouteRow = z.infer<typeof limitedRow>

/** The route with the most 429s, over all callers; null without any. */
export async function readMostLimitedRoute(
  applicationIDs: string[],
  window: CallWindow,
): Promise<LimitedRouteRow | null> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT route, sum(calls)::float8 AS calls, (sum(calls) FILTER (WHERE status = 429))::float8 AS limited
      FROM (${rollup(applicationIDs, window)}) AS r GROUP BY route HAVING sum(calls) FILTER (WHERE status = 429) > 0
     ORDER BY limited DESC, route LIMIT 1`)
  return z.array(limitedRow).parse(rows)[0] ?? null
}

/** All calls of a window. */
export async function countCalls(applicationIDs: string[], window: CallWindow): Promise<number> {
  const rows = await (
    await freshReader()
  ).$queryRaw(Prisma.sql`
    SELECT coalesce(sum(calls), 0)::float8 AS calls FROM (${rollup(applicationIDs, window)}) AS r`)
  return z.array(z.object({ calls: z.number() })).parse(rows)[0]?.calls ?? 0
}
