import { z } from 'zod'
import { db } from './client'

/** The time of the database: workers whose own clocks differ judge by the same. */
export async function databaseNow(): Promise<Date> {
  const rows = await db().$queryRaw`SELECT clock_timestamp() AS now`
  return z.tuple([z.object({ now: z.date() })]).parse(rows)[0].now
}
