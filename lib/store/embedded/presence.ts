import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Every process that uses the embedded server holds this lock shared; whoever leaves last may stop the server. */
const PRESENCE_LOCK = 620_018_001
const GONE_WITHIN_MS = 1_500

export type Presence = {
  leave: () => Promise<{ last: boolean }>
  /** Whether the connection is gone, as after a crash of the server. */
  isLost: () => boolean
}

/** Holds one connection for as long as this process uses the embedded server. */
export async function arrive(databaseURL: string): Promise<Presence> {
  const client = new pg.Client({ connectionString: databaseURL, application_name: 'journey-desk presence' })
  let lost = false
  client.on('error', () => (lost = true))
  client.on('end', () => (lost = true))
  await client.connect()
  await client.query('SELECT pg_advisory_lock_shared($1)', [PRESENCE_LOCK])
  return { leave: () => leave(client), isLost: () => lost }
}

async function leave(client: pg.Client): Promise<{ last: boolean }> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [PRESENCE_LOCK])
    return { last: (await isOnlyPresence(client)) && (await isAlone(client)) }
  } catch {
    return { last: false }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function isOnlyPresence(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ only: boolean }>('SELECT pg_try_advisory_lock($1) AS only', [PRESENCE_LOCK])
  return rows[0]?.only ?? false
}

/** Connections that were just closed are gone a moment later; those of other programs stay. */
async function isAlone(client: pg.Client): Promise<boolean> {
  const deadline = Date.now() + GONE_WITHIN_MS
  for (;;) {
    const { rowCount } = await client.query(
      `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() LIMIT 1`,
    )
    if (rowCount === 0) return true
    if (Date.now() > deadline) return false
    await sleep(50)
  }
}
