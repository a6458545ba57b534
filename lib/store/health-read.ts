import { z } from 'zod'
import { pool, db } from '@/lib/store/client'
import { ATTEMPTS_MAX } from '@/lib/store/detect-work'
import { JOB_QUEUES } from '@/lib/store/jobs'

/** What we tell of our own state. Each is one statement over an index or a catalogue. */

const number = z.coerce.number()
const queueSchema = z.array(
  z.object({ due: number, oldestDueAt: z.date().nullable(), retried: number, setAside: number }),
)

export interface DetectionQueue {
  due: number
  oldestDueAt: Date | null
  /** Failed before and tried again. */
  retried: number
  /** Failed five times: they stay until a person looks. */
  setAside: number
}

export async function readDetectionHealth(now: Date): Promise<DetectionQueue> {
  const rows = await db().$queryRaw`
    SELECT count(*) FILTER (WHERE due_at <= ${now} AND attempts < ${ATTEMPTS_MAX}) AS due,
      min(due_at) FILTER (WHERE due_at <= ${now} AND attempts < ${ATTEMPTS_MAX}) AS "oldestDueAt",
      count(*) FILTER (WHERE attempts BETWEEN 1 AND ${ATTEMPTS_MAX - 1}) AS retried,
      count(*) FILTER (WHERE attempts >= ${ATTEMPTS_MAX}) AS "setAside"
    FROM detect_queue`
  return queueSchema.parse(rows)[0] ?? { due: 0, oldestDueAt: null, retried: 0, setAside: 0 }
}

const waitingSchema = z.array(z.object({ waiting: number, oldestAt: z.date().nullable(), failed: number }))

export interface Waiting {
  waiting: number
  oldestAt: Date | null
  /** Given up within the last day. */
  failed: number
}

const NONE: Waiting = { waiting: 0, oldestAt: null, failed: 0 }

export async function readNotificationHealth(now: Date): Promise<Waiting> {
  const rows = await db().$queryRaw`
    SELECT count(*) FILTER (WHERE state IN ('queued', 'sending') AND due_at <= ${now}) AS waiting,
      min(due_at) FILTER (WHERE state IN ('queued', 'sending') AND due_at <= ${now}) AS "oldestAt",
      count(*) FILTER (WHERE state = 'failed' AND created_at > ${dayBefore(now)}) AS failed
    FROM notification_delivery WHERE created_at > ${dayBefore(now)} OR state IN ('queued', 'sending')`
  return waitingSchema.parse(rows)[0] ?? NONE
}

/** Bulk jobs and what the job library holds, together. */
export async function readJobHealth(now: Date): Promise<Waiting> {
  const rows = await db().$queryRaw`
    SELECT count(*) FILTER (WHERE state IN ('queued', 'running')) AS waiting,
      min(created_at) FILTER (WHERE state IN ('queued', 'running')) AS "oldestAt",
      count(*) FILTER (WHERE state = 'failed' AND created_at > ${dayBefore(now)}) AS failed
    FROM bulk_job WHERE created_at > ${dayBefore(now)} OR state IN ('queued', 'running')`
  return waitingSchema.parse(rows)[0] ?? NONE
}

/** Pulls and learning that somebody or the schedule asked for. The library makes its tables when it first starts. */
export async function readPullHealth(now: Date): Promise<Waiting> {
  const exists = z.array(z.object({ exists: z.boolean() }))
  const found = await db().$queryRaw`SELECT to_regclass('pgboss.job') IS NOT NULL AS exists`
  if (!exists.parse(found)[0]?.exists) return NONE
  const rows = await db().$queryRaw`
    SELECT count(*) FILTER (WHERE state IN ('created', 'retry', 'active') AND start_after <= ${now}) AS waiting,
      min(created_on) FILTER (WHERE state IN ('created', 'retry', 'active') AND start_after <= ${now}) AS "oldestAt",
      count(*) FILTER (WHERE state = 'failed' AND created_on > ${dayBefore(now)}) AS failed
    FROM pgboss.job WHERE name = ANY(${[...JOB_QUEUES]}::text[])`
  return waitingSchema.parse(rows)[0] ?? NONE
}

const partitionSchema = z.array(z.object({ table: z.string(), lastDay: z.string().regex(/^\d{8}$/) }))

/** The newest day that each partitioned table has room for, as UTC midnight. */
export async function readLastPartitions(): Promise<{ table: string; lastDay: Date }[]> {
  const rows = await db().$queryRaw`
    SELECT p.relname AS table, max(right(c.relname, 8)) AS "lastDay"
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
    WHERE p.relnamespace = current_schema()::regnamespace AND p.relkind = 'p' AND c.relkind = 'r'
      AND c.relname ~ '_[0-9]{8}$'
    GROUP BY p.relname ORDER BY p.relname`
  return partitionSchema.parse(rows).map(({ table, lastDay }) => ({ table, lastDay: dayOf(lastDay) }))
}

const databaseSchema = z.array(
  z.object({ version: z.string(), bytes: number, connections: number, connectionsMax: number }),
)
export type DatabaseHealth = z.infer<typeof databaseSchema>[number]

export async function readDatabaseHealth(): Promise<DatabaseHealth> {
  const rows = await db().$queryRaw`
    SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes,
      (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
      current_setting('max_connections')::int AS "connectionsMax"`
  const [row] = databaseSchema.parse(rows)
  if (!row) throw new Error('the database tells nothing of itself')
  return row
}

/** Connections of this process. */
export function poolCounts(): { open: number; idle: number; waiting: number } {
  const { totalCount, idleCount, waitingCount } = pool()
  return { open: totalCount, idle: idleCount, waiting: waitingCount }
}

function dayBefore(now: Date): Date {
  return new Date(now.getTime() - 86_400_000)
}

function dayOf(digits: string): Date {
  return new Date(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}T00:00:00Z`)
}
