import { db } from './client'

const DAY_MS = 86_400_000
const ensured = new Set<string>()

/** Day partitions for the given instants (UTC days), made where they are missing. Cheap once a day is known. */
export async function ensureDeliveryDays(instants: Date[]): Promise<void> {
  const days = new Set(instants.map((at) => at.toISOString().slice(0, 10)))
  for (const day of days) {
    if (ensured.has(day)) continue
    await db().$executeRaw`SELECT ensure_day_partitions('webhook_delivery', ${day}::date, ${day}::date)`
    ensured.add(day)
  }
}

/** Keeps partitions made ahead of time. */
export async function ensureDaysAhead(now: Date, days: number): Promise<void> {
  const instants = Array.from({ length: days + 1 }, (_, index) => new Date(now.getTime() + index * DAY_MS))
  await ensureDeliveryDays(instants)
}
