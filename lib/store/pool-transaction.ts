import type { PoolClient } from 'pg'
import { pool } from './client'

/** One transaction without Prisma, for bulk writes; a throw rolls it back. Throws what the database says. */
export async function inPoolTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect()
  let broken: Error | undefined
  try {
    await client.query('BEGIN')
    const result = await work(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    broken = await rolledBack(client, error)
    throw error
  } finally {
    client.release(broken)
  }
}

/** What the server itself refused can be rolled back; after anything else the connection may be busy for long, or gone. */
async function rolledBack(client: PoolClient, error: unknown): Promise<Error | undefined> {
  const isAnswer = error instanceof Error && 'severity' in error
  if (!isAnswer) return new Error('The connection is not usable any more.')
  return client.query('ROLLBACK').then(
    () => undefined,
    (problem: unknown) => (problem instanceof Error ? problem : new Error(String(problem))),
  )
}
