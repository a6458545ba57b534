import { applicationScope } from '@/lib/auth/authorise'
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
  const keyOf = keysWithin(principal, scope)
  const missing = wanted.filter((search) => (held.get(keyOf(search))?.until ?? 0) <= now.getTime())
  if (missing.length > 0) hold(missing.map(keyOf), now, count(principal, missing, scope, now))
  const counts = await Promise.all(
    wanted.map(async (search) => [search, await held.get(keyOf(search))?.value] as const),
  )
  return new Map(counts.flatMap(([search, counted]) => (counted ? [[search, counted] as const] : [])))
}

/** Of the applications that are counted, so that nobody is told a count of what they may not see. */
function keysWithin(principal: Principal, { applicationID, environment }: ViewScope): (search: string) => string {
  const counted = applicationScope(principal, applicationID ?? null)?.toSorted() ?? null
  return (search) => JSON.stringify([counted, environment ?? null, search])
}

function hold(keys: string[], now: Date, counting: Promise<(number | null)[]>): void {
  if (held.size > HELD_MAX) held.clear()
  keys.forEach((key, index) => {
    const value = counting.then((counts) => ({ count: counts[index] ?? null, countedAt: now }))
    held.set(key, { until: now.getTime() + FRESH_MS, value })
    // A count that failed is tried again by whoever asks next; who asked now is told by their own await.
    value.catch(() => held.delete(key))
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
