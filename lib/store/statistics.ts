import { z } from 'zod'
import { db } from './client'

/** Smaller tables are read whole, whatever the planner thinks of them. */
const SIZE_MIN = 256 * 1024

const freshSchema = z.array(z.object({ name: z.string() }))

/**
 * Gives the planner statistics of tables that have grown and never had any, as each day's partition does. Postgres itself
 * takes minutes for that, and until then detection's reads of a caller would go through all calls of the day. Answers the
 * tables.
 */
export async function analyseFreshTables(): Promise<string[]> {
  const rows = await db().$queryRaw`
    SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.reltuples < 0 AND n.nspname = current_schema() AND pg_relation_size(c.oid) > ${SIZE_MIN}`
  const names = freshSchema.parse(rows).map(({ name }) => name)
  // Quoted by the server; another worker that is at it is not waited for.
  for (const name of names) await db().$executeRawUnsafe(`ANALYZE (SKIP_LOCKED) ${name}`)
  return names
}
