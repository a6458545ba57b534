import { db } from './client'

const DAY_MS = 86_400_000
const PARTITIONED = ['webhook_delivery', 'api_call'] as const
export type PartitionedTable = (typeof PARTITIONED)[number]

const ensured = new Set<string>()

/** Day partitions for the given instants (UTC days), made where they are missing. Cheap once a day is known. */
export async function ensureDays(table: PartitionedTable, instants: Date[]): Promise<void> {
  const numbers = new Set(instants.map((at) => Math.floor(at.getTime() / DAY_MS)))
  for (const number of numbers) {
    const day = dayOf(new Date(number * DAY_MS))
    const name = `${table}|${day}`
    if (ensured.has(name)) continue
    await db().$executeRaw`SELECT ensure_day_partitions(${table}, ${day}::date, ${day}::date)`
    ensured.add(name)
  }
}

/** After a write found that a day had been dropped by another process. */
export function forgetDays(): void {
  ensured.clear()
}

/** Keeps partitions made ahead of time. */
export async function ensureDaysAhead(now: Date, days: number): Promise<void> {
  const instants = Array.from({ length: days + 1 }, (_, index) => new Date(now.getTime() + index * DAY_MS))
  for (const table of PARTITIONED) await ensureDays(table, instants)
}

/** Drops the days that lie wholly before `before`. Answers how many. */
export async function dropDaysBefore(table: PartitionedTable, before: Date): Promise<number> {
  const rows = await db().$queryRaw<{ dropped: number }[]>`
    SELECT drop_day_partitions(${table}, ${dayOf(before)}::date) AS dropped`
  forgetDays()
  return rows[0]?.dropped ?? 0
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
