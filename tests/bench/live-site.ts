import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import path from 'node:path'
import { openEmbedded } from '@/lib/store/embedded/open'
import { runProgram, startDesk } from '@/tests/support/desk'
import { runSQL } from '@/tests/support/sql'
import type { TestApplication } from '@/tests/support/webhooks'

const EMAIL = 'bench@desk.example'

export interface LiveSite {
  url: string
  databaseURL: string
  application: TestApplication
  account: { email: string; password: string }
  close: () => Promise<void>
}

/** The web process alone, so that the worker's own queries are not counted; Postgres counts them. */
export async function openLiveSite(folder: string): Promise<LiveSite> {
  const DESK_DATA_DIR = path.join(folder, 'data')
  const database = await openEmbedded(DESK_DATA_DIR, ['shared_preload_libraries=pg_stat_statements'])
  const port = String(await freePort())
  const env = { DESK_DATA_DIR, LOG_LEVEL: 'error', DESK_ROLE: 'web', NEXTAUTH_URL: `http://localhost:${port}` }
  const desk = await startDesk({ ...env, PORT: port }).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  const close = async () => {
    await desk.stop()
    await database.close()
  }
  try {
    await runSQL(database.url, 'CREATE EXTENSION pg_stat_statements')
    return { url: desk.url, databaseURL: database.url, ...(await addPeople(env)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function addPeople(env: Record<string, string>): Promise<Pick<LiveSite, 'application' | 'account'>> {
  const [applicationID, tenantID] = [randomUUID(), randomUUID()]
  const ids = ['--tenant', tenantID, '--application', applicationID, '--environment', 'live']
  await cli(env, ['application', 'add', '--name', 'Bench', ...ids, '--base-url', 'https://platform.example/api/v1'])
  const { value } = await cli(env, ['secret', 'add', '--application', applicationID])
  const { password } = await cli(env, ['user', 'add', '--email', EMAIL, '--role', 'ops'])
  return {
    application: { applicationID, tenantID, secret: String(value) },
    account: { email: EMAIL, password: String(password) },
  }
}

export async function cli(env: Record<string, string>, args: string[]): Promise<Record<string, unknown>> {
  const ended = await runProgram('desk', env, [...args, '--json'])
  if (ended.code !== 0) throw new Error(`desk ${args.slice(0, 2).join(' ')} failed: ${ended.stderr.slice(-2_000)}`)
  return JSON.parse(ended.stdout) as Record<string, unknown>
}

/** Signing in compares addresses, so the port has to be known before the server is. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return address && typeof address === 'object' ? address.port : 0
}
