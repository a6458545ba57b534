import type { PoolClient } from 'pg'

/** A connection keeps what it has prepared, so that statements of many shapes must not pile up there. */
const PREPARED_MAX = 60

const names = new Set<string>()

/** Runs a statement that is planned once per connection. The same name must always mean the same text. */
export async function runPrepared(client: PoolClient, name: string, text: string, values: unknown[]): Promise<unknown> {
  const isKept = names.has(name) || names.size < PREPARED_MAX
  if (isKept) names.add(name)
  const { rows } = await client.query(isKept ? { name, text, values } : { text, values })
  return rows
}
