import type { Client } from 'pg'
import { z } from 'zod'

/** What the catalog says of tables, as far as it decides whether Citus can distribute them. Partitions are left out. */
export interface Catalog {
  uniqueKeys: { table: string; name: string; columns: string[] }[]
  foreignKeys: { table: string; name: string; columns: string[]; target: string; targetColumns: string[] }[]
  triggers: { table: string; name: string; perRow: boolean }[]
  /** Columns that may not be null. */
  required: { table: string; column: string }[]
}

const columnsOf = (relation: string, numbers: string) =>
  `ARRAY(SELECT a.attname::text FROM unnest(${numbers}) WITH ORDINALITY AS k(number, place)
     JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.number ORDER BY k.place)`
const OURS = `c.relnamespace = 'public'::regnamespace AND NOT c.relispartition`

const UNIQUE_KEYS = `
  SELECT c.relname AS table, i.indexrelid::regclass::text AS name, ${columnsOf('c.oid', 'i.indkey::int2[]')} AS columns
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE i.indisunique AND ${OURS}`
const FOREIGN_KEYS = `
  SELECT c.relname AS table, f.conname AS name, ${columnsOf('c.oid', 'f.conkey')} AS columns,
    t.relname AS target, ${columnsOf('t.oid', 'f.confkey')} AS "targetColumns"
  FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class t ON t.oid = f.confrelid
  WHERE f.contype = 'f' AND ${OURS}`
const TRIGGERS = `
  SELECT c.relname AS table, t.tgname AS name, (t.tgtype & 1) = 1 AS "perRow"
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND ${OURS} ORDER BY 1, 2`
const REQUIRED = `
  SELECT c.relname AS table, a.attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND a.attnotnull AND ${OURS}`

const names = z.array(z.string())
const uniqueKeySchema = z.array(z.object({ table: z.string(), name: z.string(), columns: names }))
const foreignKeySchema = z.array(
  z.object({ table: z.string(), name: z.string(), columns: names, target: z.string(), targetColumns: names }),
)
const triggerSchema = z.array(z.object({ table: z.string(), name: z.string(), perRow: z.boolean() }))
const requiredSchema = z.array(z.object({ table: z.string(), column: z.string() }))

export async function readCatalog(client: Client): Promise<Catalog> {
  return {
    uniqueKeys: uniqueKeySchema.parse((await client.query(UNIQUE_KEYS)).rows),
    foreignKeys: foreignKeySchema.parse((await client.query(FOREIGN_KEYS)).rows),
    triggers: triggerSchema.parse((await client.query(TRIGGERS)).rows),
    required: requiredSchema.parse((await client.query(REQUIRED)).rows),
  }
}
