import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyMigrations, migrationStatus } from '@/lib/store/migrate'
import { copyTemplate, type TestDatabase } from '@/tests/support/database'
import { runSQL } from '@/tests/support/sql'

const ORIGINAL = path.resolve('prisma/migrations')
const INIT = '20261122000000_init'
let database: TestDatabase & { drop: () => Promise<void> }
let folder: string

beforeEach(async () => {
  database = await copyTemplate(null)
  folder = mkdtempSync(path.join(tmpdir(), 'desk-migrations-'))
  cpSync(ORIGINAL, folder, { recursive: true })
})

afterEach(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

function addMigration(name: string, sql: string): void {
  mkdirSync(path.join(folder, name))
  writeFileSync(path.join(folder, name, 'migration.sql'), sql)
}

describe('the migration runner', () => {
  it('applies every migration to an empty database and none to a migrated one', async () => {
    expect((await migrationStatus(database.url)).pending).toContain(INIT)
    const first = await applyMigrations(database.url)
    expect(first.applied).toContain(INIT)
    expect(first.already).toBe(0)
    expect(await applyMigrations(database.url)).toEqual({ applied: [], already: first.applied.length })
    expect((await migrationStatus(database.url)).pending).toEqual([])
  })

  it('lets only one of several processes apply a migration', async () => {
    const runs = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(database.url)))
    expect(runs.filter((run) => run.applied.includes(INIT))).toHaveLength(1)
  })

  it('applies a later migration alone', async () => {
    await applyMigrations(database.url, folder)
    addMigration('20990101000000_more', 'CREATE TABLE more (id INT PRIMARY KEY);')
    expect((await applyMigrations(database.url, folder)).applied).toEqual(['20990101000000_more'])
  })

  it('rolls a failing migration back whole and can go on once it is mended', async () => {
    addMigration('20990101000000_broken', 'CREATE TABLE half (id INT); SELECT 1/0;')
    await expect(applyMigrations(database.url, folder)).rejects.toThrow('20990101000000_broken failed')
    const half = await runSQL(database.url, `SELECT to_regclass('half') AS half`)
    expect(half[0]?.half).toBeNull()
    writeFileSync(path.join(folder, '20990101000000_broken', 'migration.sql'), 'CREATE TABLE half (id INT);')
    expect((await applyMigrations(database.url, folder)).applied).toEqual(['20990101000000_broken'])
  })

  it('refuses a migration that was changed after it was applied, naming it', async () => {
    await applyMigrations(database.url, folder)
    writeFileSync(path.join(folder, INIT, 'migration.sql'), '-- changed')
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(`Migration ${INIT} was changed`)
  })

  it('refuses a database that a newer version has migrated', async () => {
    addMigration('20990101000000_newer', 'SELECT 1;')
    await applyMigrations(database.url, folder)
    rmSync(path.join(folder, '20990101000000_newer'), { recursive: true })
    await expect(applyMigrations(database.url, folder)).rejects.toThrow('does not know')
  })

  it("refuses a migration that Prisma's own tool left unfinished", async () => {
    await applyMigrations(database.url, folder)
    await runSQL(database.url, 'UPDATE _prisma_migrations SET finished_at = NULL')
    await expect(applyMigrations(database.url, folder)).rejects.toThrow('never finished')
  })

  it("keeps Prisma's table, checksum and step count", async () => {
    await applyMigrations(database.url)
    const rows = await runSQL(database.url, 'SELECT * FROM _prisma_migrations ORDER BY started_at')
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'id',
      'checksum',
      'finished_at',
      'migration_name',
      'logs',
      'rolled_back_at',
      'started_at',
      'applied_steps_count',
    ])
    expect(rows[0]).toMatchObject({ migration_name: INIT, applied_steps_count: 1, logs: null, rolled_back_at: null })
    expect(rows[0]?.checksum).toMatch(/^[0-9a-f]{64}$/)
  })
})
