import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openFolder } from '@/lib/store/embedded/folder'
import { runningPort } from '@/lib/store/embedded/server'
import { createTestDatabase, TEST_KEYS, type TestDatabase } from '@/tests/support/database'
import { runProgram, startDesk } from '@/tests/support/desk'
import { PATIENT } from '@/tests/support/patience'
import { runSQL } from '@/tests/support/sql'
import { addTestApplication } from '@/tests/support/webhooks'

let folder: string
let database: TestDatabase
let taken: Server

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'desk-start-'))
  database = await createTestDatabase()
  taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, resolve))
})

afterAll(() => {
  taken.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One line, no stack, exit code 1. */
async function refusal(env: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await runProgram('start', env)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr.trim().split('\n')).toHaveLength(1)
  return stderr.trim()
}

describe('a start that cannot succeed says why in one sentence and fails', () => {
  it('names a wrong environment value and what is allowed', async () => {
    const message = await refusal({ DESK_ROLE: 'everything', PORT: 'http' })
    expect(message).toContain('DESK_ROLE must be all, web or worker')
    expect(message).toContain('PORT must be a port number')
  })

  it('names the keys that a database of one’s own needs', async () => {
    const message = await refusal({ DESK_ROLE: 'worker', DATABASE_URL: database.url })
    expect(message).toContain('NEXTAUTH_SECRET and NEXTAUTH_URL and DESK_ENCRYPTION_KEY must be set')
  })

  it('names an unreachable database, within five seconds, without its password', async () => {
    const startedAt = Date.now()
    const url = 'postgresql://desk:hidden@127.0.0.1:1/desk'
    const message = await refusal({ DESK_ROLE: 'worker', ...TEST_KEYS, DATABASE_URL: url })
    expect(message).toContain('DATABASE_URL (127.0.0.1:1/desk) cannot be used: nothing listens there')
    expect(message).not.toContain('hidden')
    expect(Date.now() - startedAt).toBeLessThan(5_000)
  })

  it('names a taken port before it touches the data folder', async () => {
    const address = taken.address()
    const port = address && typeof address === 'object' ? address.port : 0
    const dataDir = path.join(folder, 'untouched')
    expect(await refusal({ PORT: String(port), DESK_DATA_DIR: dataDir })).toContain(`port ${port} is taken`)
    expect(existsSync(dataDir)).toBe(false)
  })

  it('names a data folder that is none', async () => {
    const file = path.join(folder, 'file')
    writeFileSync(file, '')
    expect(await refusal({ DESK_ROLE: 'worker', DESK_DATA_DIR: file })).toContain(
      `The data folder ${file} cannot be used`,
    )
  })

  it('names a data folder that cannot be made', async () => {
    expect(await refusal({ DESK_ROLE: 'worker', DESK_DATA_DIR: '/proc/desk/data' })).toContain(
      'The data folder /proc/desk/data cannot be used',
    )
  })

  it('names the key when the stored secrets were encrypted with another', async () => {
    await addTestApplication()
    const otherKey = Buffer.alloc(32, 8).toString('base64')
    const env = { DESK_ROLE: 'worker', ...database.env, DESK_ENCRYPTION_KEY: otherKey }
    expect(await refusal(env)).toContain('set DESK_ENCRYPTION_KEY to that one, or name it in DESK_ENCRYPTION_KEYS_OLD')
  })

  it('names a migration that does not fit', async () => {
    await runSQL(database.url, `UPDATE _prisma_migrations SET checksum = 'other' WHERE migration_name LIKE '%_init'`)
    const message = await refusal({ DESK_ROLE: 'worker', ...database.env })
    expect(message).toContain('was changed after it was applied')
  })
})

describe('the server', () => {
  it('serves on the embedded database with its worker, says so, and leaves nothing running', async () => {
    const dataDir = path.join(folder, 'data')
    const desk = await startDesk({ DESK_DATA_DIR: dataDir, LOG_LEVEL: 'warn' })
    const health = await fetch(`${desk.url}/api/health`)
    const ready = await fetch(`${desk.url}/api/ready`)
    expect([health.status, ready.status]).toEqual([200, 200])
    expect(runningPort(openFolder(dataDir))).not.toBeNull()
    const stoppedAt = Date.now()
    const { code, stderr } = await desk.stop()
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(Date.now() - stoppedAt).toBeLessThan(10_000)
    expect(runningPort(openFolder(dataDir))).toBeNull()
  })

  it('brings its embedded database back when that was killed', async () => {
    const dataDir = path.join(folder, 'killed')
    const desk = await startDesk({ DESK_DATA_DIR: dataDir, LOG_LEVEL: 'silent' })
    const pidFile = path.join(openFolder(dataDir).cluster, 'postmaster.pid')
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL')
    await vi.waitFor(async () => expect((await fetch(`${desk.url}/api/ready`)).status).toBe(503), PATIENT)
    await vi.waitFor(async () => expect((await fetch(`${desk.url}/api/ready`)).status).toBe(200), PATIENT)
    expect((await desk.stop()).code).toBe(0)
    expect(runningPort(openFolder(dataDir))).toBeNull()
  })

  it('is alive but not ready, within two seconds, once its database is gone', async () => {
    const own = await createTestDatabase()
    const desk = await startDesk({ ...own.env, DESK_ROLE: 'web' })
    await runSQL(
      own.url.replace(/\/[^/]*$/, '/postgres'),
      `DROP DATABASE ${new URL(own.url).pathname.slice(1)} WITH (FORCE)`,
    )
    const askedAt = Date.now()
    const ready = await fetch(`${desk.url}/api/ready`)
    expect(Date.now() - askedAt).toBeLessThan(2_000)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ status: 'unavailable', reason: 'the database cannot be reached' })
    expect((await fetch(`${desk.url}/api/health`)).status).toBe(200)
    await desk.stop()
  })
})
