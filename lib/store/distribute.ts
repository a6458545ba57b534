import pg from 'pg'
import { DeskError } from '@/lib/errors'
import { readCatalog } from './distribution-catalog'
import { DISTRIBUTED, distributionSQL } from './distribution-plan'
import { distributionProblems } from './distribution-problems'

/** The statements that distribute this database; run unless `dryRun`, all or none. Throws a sentence with the remedy. */
export async function distribute(databaseURL: string, { dryRun }: { dryRun: boolean }): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseURL, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const catalog = await readCatalog(client)
    const problems = distributionProblems(catalog)
    if (problems.length > 0) throw new DeskError('CONFLICT', `Citus would refuse this. ${problems.join(' ')}`)
    const ours = new Set<string>(DISTRIBUTED)
    const statements = distributionSQL(catalog.triggers.filter(({ table }) => ours.has(table)))
    if (!dryRun) await runAll(client, statements)
    return statements
  } finally {
    await client.end()
  }
}

async function runAll(client: pg.Client, statements: string[]): Promise<void> {
  const { rows } = await client.query(`SELECT FROM pg_extension WHERE extname = 'citus'`)
  if (rows.length === 0) {
    const remedy = 'Install Citus on every node and CREATE EXTENSION citus in this database; --dry-run prints the SQL.'
    throw new DeskError('CONFLICT', `This database has no Citus. ${remedy}`)
  }
  const spread = await client.query(`SELECT FROM pg_dist_partition WHERE logicalrel = '${DISTRIBUTED[0]}'::regclass`)
  if (spread.rows.length > 0) throw new DeskError('CONFLICT', 'This database is distributed already.')
  await client.query('BEGIN')
  try {
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
