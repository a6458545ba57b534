import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'

/**
 * Applies prisma/migrations the way `prisma migrate deploy` does (same folders, table and checksums), without its
 * engine, which cannot be fetched from a package registry. See docs/decisions/0002.
 */

export type MigrationStatus = { applied: string[]; pending: string[]; problems: string[] }

type Migration = { name: string; sql: string; checksum: string }
type Row = { migration_name: string; checksum: string; finished_at: Date | null; logs: string | null }

const FOLDER = path.join(process.cwd(), 'prisma', 'migrations')
/** Prisma's own lock number: a `prisma migrate deploy` at the same moment waits for us and we for it. */
const LOCK = 72_707_369

const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

/** Applies what is missing, each migration in its own transaction. Throws a sentence that names the offending one. */
export async function applyMigrations(
  databaseURL: string,
  folder = FOLDER,
): Promise<{ applied: string[]; already: number }> {
  const migrations = await readMigrations(folder)
  return withClient(databaseURL, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query(TABLE)
    const { pending, applied, problems } = compare(migrations, await readRows(client))
    if (problems.length > 0) throw new Error(problems.join(' '))
    for (const migration of pending) await applyOne(client, migration)
    return { applied: pending.map((migration) => migration.name), already: applied.length }
  })
}

/** What is applied, what waits and what stands in the way. Changes nothing. */
export async function migrationStatus(databaseURL: string, folder = FOLDER): Promise<MigrationStatus> {
  const migrations = await readMigrations(folder)
  const { applied, pending, problems } = await withClient(databaseURL, async (client) => {
    const found = await client.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS exists`)
    return compare(migrations, found.rows[0].exists ? await readRows(client) : [])
  })
  return { applied, pending: pending.map((migration) => migration.name), problems }
}

function compare(migrations: Migration[], rows: Row[]) {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  const problems: string[] = []
  for (const row of rows) {
    const migration = known.get(row.migration_name)
    if (!migration) {
      problems.push(
        `The database has migration ${row.migration_name}, which this version does not know: ` +
          `start the newer version that applied it, or restore a backup from before it.`,
      )
    } else if (!row.finished_at) {
      problems.push(
        `Migration ${row.migration_name} was started by another tool and never finished: ` +
          `repair it with "prisma migrate resolve", or restore a backup.`,
      )
    } else if (migration.checksum !== row.checksum) {
      problems.push(
        `Migration ${row.migration_name} was changed after it was applied: ` +
          `restore prisma/migrations/${row.migration_name}/migration.sql and put the change into a new migration.`,
      )
    }
  }
  const applied = new Set(rows.map((row) => row.migration_name))
  return { applied: [...applied], pending: migrations.filter(({ name }) => !applied.has(name)), problems }
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(migration.sql)
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`Migration ${migration.name} failed and was rolled back: ${reason}.`, { cause: error })
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function readRows(client: pg.Client): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT migration_name, checksum, finished_at, logs FROM "_prisma_migrations"
     WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name`,
  )
  return rows
}

/** A connection of its own, so that the session lock is released when it ends, whatever happened. */
async function withClient<T>(databaseURL: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseURL, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
