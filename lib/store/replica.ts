import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { Pool } from 'pg'
import { z } from 'zod'
import { env } from '@/lib/env'
import { db } from './client'
import { PrismaClient } from './generated/client'
import { transactionReadFrom } from './reading'

/** So long a read waits for the replica to catch up, before it asks the primary. */
const PATIENCE_MS = 250
const POLL_MS = 10
const CONNECT_TIMEOUT_MS = 1_000
const POOL_MAX = 10
/** A replica that failed is left alone for a while, so that reads do not wait for it one by one. */
const SHUNNED_MS = 5_000

/** On globalThis, so that bundles of one process share it. */
declare global {
  var deskReplica: { client: PrismaClient; pool: Pool; shunnedUntil: number } | undefined
}

/**
 * Where heavy reads go: the replica, once it shows all that was committed when they were asked, so that everybody reads
 * their own writes, whichever process took them. The primary where there is no replica, or it lags or fails. A snapshot is read from the primary, all of it.
 */
export async function freshReader(): Promise<PrismaClient> {
  const replica = openReplica()
  if (!replica || transactionReadFrom() || Date.now() < replica.shunnedUntil) return db()
  try {
    const position = await primaryPosition()
    const deadline = performance.now() + PATIENCE_MS
    while (!(await hasReached(replica.client, position))) {
      if (performance.now() > deadline) return db()
      await sleep(POLL_MS)
    }
    return replica.client
  } catch {
    replica.shunnedUntil = Date.now() + SHUNNED_MS
    return db()
  }
}

export async function closeReplica(): Promise<void> {
  const replica = globalThis.deskReplica
  globalThis.deskReplica = undefined
  await replica?.client.$disconnect()
  await replica?.pool.end()
}

function openReplica() {
  const connectionString = env().DATABASE_REPLICA_URL
  if (!connectionString) return null
  if (globalThis.deskReplica) return globalThis.deskReplica
  const pool = new Pool({ connectionString, max: POOL_MAX, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  // A connection that breaks while idle is replaced; without a listener it would end the process.
  pool.on('error', () => undefined)
  const ignore = { onPoolError: () => undefined, onConnectionError: () => undefined }
  return (globalThis.deskReplica = {
    client: new PrismaClient({ adapter: new PrismaPg(pool, ignore) }),
    pool,
    shunnedUntil: 0,
  })
}

async function primaryPosition(): Promise<string> {
  const rows = await db().$queryRaw`SELECT pg_current_wal_flush_lsn()::text AS position`
  return z.tuple([z.object({ position: z.string() })]).parse(rows)[0].position
}

async function hasReached(replica: PrismaClient, position: string): Promise<boolean> {
  const rows = await replica.$queryRaw`SELECT pg_last_wal_replay_lsn() >= ${position}::pg_lsn AS reached`
  return z.tuple([z.object({ reached: z.boolean().nullable() })]).parse(rows)[0].reached ?? false
}

export interface ReplicaHealth {
  /** Of the log that the primary has and the replica does not show; null where it does not answer or replicates nothing. */
  behindBytes: number | null
  behindSeconds: number
}

/** How the replica is; null where none is configured. */
export async function readReplicaHealth(): Promise<ReplicaHealth | null> {
  const replica = openReplica()
  if (!replica) return null
  try {
    const position = await primaryPosition()
    const rows = await replica.client.$queryRaw`
      SELECT greatest(0, ${position}::pg_lsn - pg_last_wal_replay_lsn())::float8 AS "behindBytes",
        CASE WHEN pg_last_wal_replay_lsn() >= ${position}::pg_lsn THEN 0
          ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END::float8
          AS "behindSeconds"`
    return z.tuple([z.object({ behindBytes: z.number().nullable(), behindSeconds: z.number() })]).parse(rows)[0]
  } catch {
    return { behindBytes: null, behindSeconds: 0 }
  }
}
