import { z } from 'zod'
import { db } from '@/lib/store/client'

/** What `status` tells of the stored data. */

const sourceRows = z.array(z.object({ applicationID: z.string(), source: z.string(), lastReceivedAt: z.date() }))
export type SourceRow = z.infer<typeof sourceRows>[number]

/** When each source last spoke, by application; a source that never spoke is missing. */
export async function readSources(): Promise<SourceRow[]> {
  const rows = await db().$queryRaw`
    SELECT a.application_id AS "applicationID", s.source, newest.received_at AS "lastReceivedAt"
    FROM application a CROSS JOIN (VALUES ('receiver'), ('reported'), ('platform')) s (source)
    CROSS JOIN LATERAL (
      SELECT received_at FROM webhook_delivery d WHERE d.application_id = a.application_id AND d.source = s.source
      ORDER BY received_at DESC LIMIT 1
    ) newest`
  return sourceRows.parse(rows)
}

/** The newest pull of each application that was ever pulled. */
export async function readLastPulls(): Promise<Map<string, Date>> {
  const rows = await db().journey.groupBy({
    by: ['applicationID'],
    where: { pulledAt: { not: null } },
    _max: { pulledAt: true },
  })
  return new Map(rows.flatMap((row) => (row._max.pulledAt ? [[row.applicationID, row._max.pulledAt]] : [])))
}

/** Work that detection should have done by `now`. */
export async function readDetectionQueue(now: Date): Promise<{ due: number; oldestDueAt: Date | null }> {
  const found = await db().detectQueue.aggregate({
    where: { dueAt: { lte: now } },
    _count: true,
    _min: { dueAt: true },
  })
  return { due: found._count, oldestDueAt: found._min.dueAt }
}

export async function readDatabaseVersion(): Promise<string> {
  const rows = await db().$queryRaw`SELECT current_setting('server_version') AS version`
  return z.array(z.object({ version: z.string() })).parse(rows)[0]?.version ?? 'unknown'
}
