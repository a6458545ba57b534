import type { Principal } from '@/lib/auth/principal'
import type { Environment } from '@/lib/domain/vocabulary'
import { countJourneyLists, JourneyQuerySchema } from '@/lib/query/journeys'

/** How many journeys saved views hold, counted at most once a minute for everybody who looks at the same scope. */

const FRESH_MS = 60_000
const HELD_MAX = 5_000

export interface ViewCount {
  /** Null: the filters are none that the list understands. */
  count: number | null
  countedAt: Date
}

export interface ViewScope {
  applicationID?: string | undefined
  environment?: Environment | undefined
}

const held = new Map<string, { until: number; value: Promise<ViewCount> }>()

/** By search; each search is counted once however often it is given. */
export async function countViews(
  principal: Principal,
  searches: string[],
  scope: ViewScope,
  now: Date,
): Promise<Map<string, ViewCount>> {
  const wanted = [...new Set(searches)]
  const missing = wanted.filter((search) => (held.get(keyOf(search, scope))?.until ?? 0) <= now.getTime())
  if (missing.length > 0) hold(missing, scope, now, count(principal, missing, scope, now))
  const counts = await Promise.all(
    wanted.map(async (search) => [search, await held.get(keyOf(search, scope))?.value] as const),
  )
  return new Map(counts.flatMap(([search, counted]) => (counted ? [[search, counted] as const] : [])))
}

function keyOf(search: string, { applicationID, environment }: ViewScope): string {
  return JSON.stringify([applicationID ?? null, environment ?? null, search])
}

function hold(searches: string[], scope: ViewScope, now: Date, counting: Promise<(number | null)[]>): void {
  if (held.size > HELD_MAX) held.clear()
  searches.forEach((search, index) => {
    const value = counting.then((counts) => ({ count: counts[index] ?? null, countedAt: now }))
    held.set(keyOf(search, scope), { until: now.getTime() + FRESH_MS, value })
    // A count that failed is tried again by whoever asks next; who asked now is told by their own await.
    value.catch(() => held.delete(keyOf(search, scope)))
  })
}

async function count(
  principal: Principal,
  searches: string[],
  scope: ViewScope,
  now: Date,
): Promise<(number | null)[]> {
  const parsed = searches.map((search) => JourneyQuerySchema.safeParse(Object.fromEntries(new URLSearchParams(search))))
  const queries = parsed.flatMap((result) => (result.success ? [{ ...result.data, ...scope }] : []))
  const counts = await countJourneyLists(principal, queries, now)
  return parsed.map((result) => (result.success ? (counts.shift() ?? null) : null))
}
