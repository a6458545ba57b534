import { pool } from '@/lib/store/client'

const INDEXES = ['api_call_request_idx', 'api_call_correlation_idx']
/** Housekeeping of the database on the same table goes first; the next turn makes up for it. */
const WAIT_MS = 500

/**
 * Writes down which request and correlation IDs the newest pages of calls hold, so that a lookup passes over pages
 * instead of reading them. What is not written down yet is read, so this decides the speed alone. Answers how many
 * ranges of pages were new.
 */
export async function summariseCallIDs(): Promise<number> {
  const client = await pool().connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT i.inhrelid::regclass::text AS name FROM pg_inherits i WHERE i.inhparent = ANY($1::text[]::regclass[])`,
      [INDEXES],
    )
    await client.query(`SET lock_timeout = ${WAIT_MS}`)
    let fresh = 0
    for (const { name } of rows) fresh += await summarise(name)
    return fresh
  } finally {
    await client.query('RESET lock_timeout').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }

  async function summarise(name: string): Promise<number> {
    try {
      const { rows } = await client.query<{ n: number }>('SELECT brin_summarize_new_values($1::regclass) AS n', [name])
      return rows[0]?.n ?? 0
    } catch (error) {
      if (isSkippable(error)) return 0
      throw error
    }
  }
}

/** The lock was not free, or retention dropped the day meanwhile. */
function isSkippable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '42P01')
}
