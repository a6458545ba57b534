import type { PoolClient } from 'pg'
import { z } from 'zod'
import { pool } from './client'
import { currentKeyID, decrypt, encrypt } from './crypto'
import type { SealedColumn } from './sealed-columns'

/** The names in these statements are those of SEALED_COLUMNS, never anything that came from outside. */

const countSchema = z.array(z.object({ keyID: z.string(), count: z.number() }))

/** How many rows stand under which other key than the current one. */
export async function countByOldKey(column: SealedColumn): Promise<{ keyID: string; count: number }[]> {
  const { table, keyID } = column
  const { rows } = await pool().query(
    `SELECT ${keyID} AS "keyID", count(*)::int AS count FROM ${table} WHERE ${keyID} <> $1 GROUP BY 1 ORDER BY 1`,
    [currentKeyID()],
  )
  return countSchema.parse(rows)
}

/** Where a walk through a table stands; null: at its beginning. */
export type Place = unknown[] | null

export interface Rotated {
  rows: number
  /** Null: the walk has come to the end. */
  place: Place
}

/**
 * Encrypts the next rows anew, in one transaction. A row that somebody is changing is left out, so that nobody waits and
 * nothing is overwritten: whoever changes it writes it with the current key, and a later walk sees to the rest.
 */
export async function rotateBatch(column: SealedColumn, place: Place): Promise<Rotated> {
  const client = await pool().connect()
  try {
    await client.query('BEGIN')
    const rows = await lockNext(client, column, place)
    for (const row of rows) await rewrite(client, column, row)
    await client.query('COMMIT')
    client.release()
    return { rows: rows.length, place: rows.at(-1)?.key ?? null }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    client.release(true)
    throw error
  }
}

const rowSchema = z.array(z.object({ key: z.array(z.unknown()), ciphertext: z.instanceof(Buffer), keyID: z.string() }))
type SealedRow = z.infer<typeof rowSchema>[number]

async function lockNext(client: PoolClient, column: SealedColumn, place: Place): Promise<SealedRow[]> {
  const { table, ciphertext, keyID, key, batch } = column
  const after = place && `AND (${key.join(', ')}) > (${key.map((_, index) => `$${index + 2}`).join(', ')})`
  const { rows } = await client.query(
    `SELECT ARRAY[${key.map((name) => `${name}::text`).join(', ')}] AS key, ${ciphertext} AS ciphertext, ${keyID} AS "keyID"
     FROM ${table} WHERE ${keyID} <> $1 ${after ?? ''} ORDER BY ${key.join(', ')} LIMIT ${batch} FOR UPDATE SKIP LOCKED`,
    [currentKeyID(), ...(place ?? [])],
  )
  return rowSchema.parse(rows)
}

async function rewrite(client: PoolClient, column: SealedColumn, row: SealedRow): Promise<void> {
  const plain = decrypt(row.ciphertext, row.keyID)
  const sealed = encrypt(plain)
  const set = { [column.ciphertext]: sealed.ciphertext, [column.keyID]: sealed.keyID, ...column.beside?.(plain) }
  const names = Object.keys(set)
  const assignments = names.map((name, index) => `${name} = $${index + 1}`)
  const conditions = column.key.map((name, index) => `${name} = $${names.length + index + 1}`)
  await client.query(`UPDATE ${column.table} SET ${assignments.join(', ')} WHERE ${conditions.join(' AND ')}`, [
    ...Object.values(set),
    ...row.key,
  ])
}
