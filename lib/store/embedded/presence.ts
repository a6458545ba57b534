import pg from 'pg'

/** Every process that uses the embedded server holds this lock shared; whoever leaves last may stop the server. */
const PRESENCE_LOCK = 620_018_001

export type Presence = { leave: () => Promise<{ last: boolean }> }

/** Holds one connection for as long as this process uses the embedded server. */
export async function arrive(databaseURL: string): Promise<Presence> {
  const client = new pg.Client({ connectionString: databaseURL, application_name: 'journey-desk presence' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('SELECT pg_advisory_lock_shared($1)', [PRESENCE_LOCK])
  return { leave: () => leave(client) }
}

async function leave(client: pg.Client): Promise<{ last: boolean }> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [PRESENCE_LOCK])
    const { rows } = await client.query<{ alone: boolean }>(
      `SELECT pg_try_advisory_lock($1) AND NOT EXISTS (
         SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
       ) AS alone`,
      [PRESENCE_LOCK],
    )
    return { last: rows[0]?.alone ?? false }
  } catch {
    return { last: false }
  } finally {
    await client.end().catch(() => undefined)
  }
}
