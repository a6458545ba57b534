import { Client } from 'pg'
import { env } from '@/lib/env'
import { DeskError } from '@/lib/errors'
import { db } from '@/lib/store/client'

/** Work that one process of all may do at a time, held by a lock that dies with its connection. */
export const ROLES_TO_LEAD = { pulls: 1 } as const
export type RoleToLead = keyof typeof ROLES_TO_LEAD

/** Our part of the database's space of advisory locks. */
const LOCK_SPACE = 0x4a44

export interface Lead {
  /** Aborted when the connection, and with it the lock, is gone. */
  lost: AbortSignal
  release: () => Promise<void>
}

/** The lead of `role`, or null while another process has it. Throws when the database cannot be reached. */
export async function tryLead(role: RoleToLead): Promise<Lead | null> {
  const connectionString = env().DATABASE_URL
  if (!connectionString) throw new DeskError('UNAVAILABLE', 'No database is open: set DATABASE_URL or start the desk.')
  const client = new Client({
    connectionString,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    application_name: `journey-desk-lead-${role}`,
  })
  const lost = new AbortController()
  client.on('error', () => lost.abort())
  client.on('end', () => lost.abort())
  const release = () => client.end().catch(() => undefined)
  try {
    await client.connect()
    const sql = 'SELECT pg_try_advisory_lock($1, $2) AS led'
    const answer = await client.query<{ led: boolean }>(sql, [LOCK_SPACE, ROLES_TO_LEAD[role]])
    if (answer.rows[0]?.led) return { lost: lost.signal, release }
  } catch (error) {
    await release()
    throw error
  }
  await release()
  return null
}

/** Whether any process leads `role` now. */
export async function isLed(role: RoleToLead): Promise<boolean> {
  const rows = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 2
      AND classid::bigint = ${LOCK_SPACE} AND objid::bigint = ${ROLES_TO_LEAD[role]}
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
  return rows.length > 0
}
