import { randomUUID } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { extendEnv } from '@/lib/env'
import { disconnect } from '@/lib/store/client'
import { runSQL, withDatabase } from '@/tests/support/sql'

/** Fixed, so that a ciphertext or a hash in a failing test can be looked at again. */
export const TEST_KEYS = {
  NEXTAUTH_SECRET: 'only-for-tests-only-for-tests-00',
  NEXTAUTH_URL: 'http://localhost:3000',
  DESK_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
}

export type TestDatabase = {
  url: string
  /** What a child process needs to use this database. */
  env: Record<string, string>
}

/**
 * A migrated, empty database of this test file's own: call it in `beforeAll`. It also sets DATABASE_URL and the keys
 * of this process, so that `db()` uses it. Dropped by itself after the file.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const database = await copyTemplate()
  await disconnect()
  extendEnv(database.env)
  afterAll(async () => {
    await disconnect()
    await database.drop()
  })
  return database
}

/** A copy that leaves this process's environment alone; drop it yourself. `template: null` gives one without tables. */
export async function copyTemplate(
  template: string | null = inject('template'),
): Promise<TestDatabase & { drop: () => Promise<void> }> {
  const adminURL = inject('adminURL')
  const name = `desk_test_${randomUUID().replaceAll('-', '')}`
  await runSQL(adminURL, `CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`)
  const url = withDatabase(adminURL, name)
  return {
    url,
    env: { DATABASE_URL: url, ...TEST_KEYS },
    drop: async () => void (await runSQL(adminURL, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  }
}
