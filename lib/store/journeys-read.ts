import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { FINAL_STATUSES } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { Prisma } from '@/lib/store/generated/client'
import { within } from '@/lib/store/within'

/** Lists of journeys: keyset pages, counts of the saved views, lenders to filter by. */

export const JOURNEY_SORTS = ['waiting', 'recent', 'updated', 'started'] as const
export type JourneySort = (typeof JOURNEY_SORTS)[number]

export interface JourneyListFilter {
  scope: ApplicationScope
  environment: string | null
  q: string | null
  statuses: string[]
  owners: string[]
  lender: string | null
  stuck: boolean | null
  /** Journeys whose newest event is not older than this. */
  movedSince: Date | null
  /** True: only journeys that still run; null: all. */
  running: boolean | null
}

/** The place of one row in the order: whether it is over (waiting order only), its time, and what breaks ties. */
export interface JourneyKey {
  over: number
  at: Date
  applicationID: string
  journeyID: string
}

const rowSchema = z.object({
  applicationID: z.string(),
  environment: z.enum(['live', 'test']),
  journeyID: z.string(),
  borrowerExternalID: z.string().nullable(),
  type: z.string().nullable(),
  status: z.string(),
  nextAction: z.string().nullable(),
  lender: z.string().nullable(),
  owner: z.string(),
  ownerReason: z.string(),
  stuck: z.boolean(),
  stuckSince: z.date().nullable(),
  waitingSince: z.date(),
  startedAt: z.date(),
  eventAt: z.date(),
  version: z.bigint(),
  over: z.number(),
})
export type JourneyListRow = z.infer<typeof rowSchema>

const HOUR_MS = 3_600_000
const FINALS = Prisma.join([...FINAL_STATUSES])
const OVER = Prisma.sql`(CASE WHEN j.status IN (${FINALS}) THEN 1 ELSE 0 END)`

/** `over` leads the order where it is given: what still runs comes before what is over. */
const ORDERS: Record<JourneySort, JourneyOrder> = {
  waiting: { over: OVER, hour: null, at: Prisma.sql`j.waiting_since`, ascending: true },
  recent: { over: null, hour: null, at: Prisma.sql`j.waiting_since`, ascending: false },
  updated: { over: null, hour: Prisma.sql`j.event_hour`, at: Prisma.sql`j.event_at`, ascending: false },
  started: { over: null, hour: null, at: Prisma.sql`j.started_at`, ascending: false },
}

interface JourneyOrder {
  over: Prisma.Sql | null
  /** The hour of `at`, where that is what has an index: the same order. */
  hour: Prisma.Sql | null
  at: Prisma.Sql
  ascending: boolean
}

const hourOf = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS)

export interface JourneyPageQuery {
  filter: JourneyListFilter
  sort: JourneySort
  /** Rows after this place (or before it, when `backward`). */
  from: JourneyKey | null
  backward: boolean
  limit: number
}

/** At most `limit` rows, always in the order of `sort`, whichever way the page is walked. */
export async function findJourneyPage(query: JourneyPageQuery): Promise<JourneyListRow[]> {
  const order = ORDERS[query.sort]
  const ascending = order.ascending !== query.backward
  const direction = ascending ? Prisma.sql`ASC` : Prisma.sql`DESC`
  const comparison = ascending ? Prisma.sql`>` : Prisma.sql`<`
  const conditions = filterConditions(query.filter)
  const columns = [
    ...(order.over ? [order.over] : []),
    ...(order.hour ? [order.hour] : []),
    order.at,
    Prisma.sql`j.application_id`,
    Prisma.sql`j.journey_id`,
  ]
  if (query.from) {
    const { over, at, applicationID, journeyID } = query.from
    const values = [
      ...(order.over ? [Prisma.sql`${over}::int`] : []),
      ...(order.hour ? [Prisma.sql`${hourOf(at)}::timestamptz`] : []),
      Prisma.sql`${at}::timestamptz`,
      Prisma.sql`${applicationID}::uuid`,
      Prisma.sql`${journeyID}::text`,
    ]
    conditions.push(Prisma.sql`(${Prisma.join(columns)}) ${comparison} (${Prisma.join(values)})`)
  }
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT j.application_id::text AS "applicationID", a.environment, j.journey_id AS "journeyID",
           j.borrower_external_id AS "borrowerExternalID", j.type, j.status, j.next_action AS "nextAction", j.lender,
           j.owner, j.owner_reason AS "ownerReason", j.stuck, j.stuck_since AS "stuckSince",
           j.waiting_since AS "waitingSince", j.started_at AS "startedAt", j.event_at AS "eventAt", j.version,
           ${order.over ?? Prisma.sql`0`}::int AS over
      FROM journey j JOIN application a ON a.application_id = j.application_id
     WHERE ${and(conditions)}
     ORDER BY ${Prisma.join(columns.map((column) => Prisma.sql`${column} ${direction}`))}
     LIMIT ${query.limit}`)
  const parsed = z.array(rowSchema).parse(rows)
  return query.backward ? parsed.reverse() : parsed
}

/** Which time of a row its order goes by. */
export function journeyKey(row: JourneyListRow, sort: JourneySort): JourneyKey {
  const at = sort === 'updated' ? row.eventAt : sort === 'started' ? row.startedAt : row.waitingSince
  return { over: row.over, at, applicationID: row.applicationID, journeyID: row.journeyID }
}

/** How many journeys each filter holds, in their order; a count stops at `cap`. */
export async function countJourneys(filters: JourneyListFilter[], cap: number): Promise<number[]> {
  if (filters.length === 0) return []
  const counts = filters.map(
    (filter) => Prisma.sql`(SELECT count(*)::int FROM (
      SELECT 1 FROM journey j JOIN application a ON a.application_id = j.application_id
       WHERE ${and(filterConditions(filter))} LIMIT ${cap}) held)`,
  )
  const rows = await db().$queryRaw(Prisma.sql`SELECT ARRAY[${Prisma.join(counts)}] AS counts`)
  return z.array(z.object({ counts: z.array(z.number()) })).parse(rows)[0]?.counts ?? []
}

/** Lenders that journeys name, in alphabetical order, at most 100. */
export async function findLenders(filter: Pick<JourneyListFilter, 'scope' | 'environment'>): Promise<string[]> {
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT DISTINCT j.lender FROM journey j JOIN application a ON a.application_id = j.application_id
     WHERE ${and([...scopeConditions(filter), Prisma.sql`j.lender IS NOT NULL`])} ORDER BY 1 LIMIT 100`)
  return z
    .array(z.object({ lender: z.string() }))
    .parse(rows)
    .map((row) => row.lender)
}

function filterConditions(filter: JourneyListFilter): Prisma.Sql[] {
  const conditions = scopeConditions(filter)
  if (filter.statuses.length) conditions.push(Prisma.sql`j.status IN (${Prisma.join(filter.statuses)})`)
  if (filter.owners.length) conditions.push(Prisma.sql`j.owner IN (${Prisma.join(filter.owners)})`)
  if (filter.lender !== null) conditions.push(Prisma.sql`j.lender = ${filter.lender}`)
  if (filter.stuck !== null) conditions.push(filter.stuck ? Prisma.sql`j.stuck` : Prisma.sql`NOT j.stuck`)
  if (filter.movedSince) {
    const hour = hourOf(filter.movedSince)
    conditions.push(Prisma.sql`j.event_hour >= ${hour} AND j.event_at >= ${filter.movedSince}`)
  }
  if (filter.running) conditions.push(Prisma.sql`j.status NOT IN (${FINALS})`)
  if (filter.q !== null) conditions.push(idCondition(filter.q))
  return conditions
}

function scopeConditions(filter: Pick<JourneyListFilter, 'scope' | 'environment'>): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = []
  if (filter.scope) conditions.push(within(Prisma.sql`j.application_id`, filter.scope))
  if (filter.environment) conditions.push(Prisma.sql`a.environment = ${filter.environment}`)
  return conditions
}

/** starts_with takes the text as it is: nothing in it can act as a pattern. */
function idCondition(q: string): Prisma.Sql {
  return Prisma.sql`(starts_with(j.journey_id, ${q}) OR starts_with(j.borrower_external_id, ${q}) OR EXISTS (
    SELECT 1 FROM offer o WHERE o.application_id = j.application_id AND o.journey_id = j.journey_id AND starts_with(o.offer_id, ${q})))`
}

function and(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length ? Prisma.join(conditions, ' AND ') : Prisma.sql`TRUE`
}
