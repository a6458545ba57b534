import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { afterAll } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '@/tests/support/database'
import { startDesk, type RunningDesk } from '@/tests/support/desk'
import { startDatabaseProxy, type DatabaseProxy } from '@/tests/support/database-proxy'

/** The real production server on a database of this test file's own, and the command line beside it. */
export interface LiveDesk extends RunningDesk {
  /** Unlike `proxy`, never cut. */
  database: TestDatabase
  /** Stands between the server and its database. */
  proxy: DatabaseProxy
  /** Runs `desk <argv> --json` as a process of its own; throws what it said where it failed. */
  cli: (argv: string[], stdin?: string) => Promise<Record<string, unknown>>
}

type Environment = Record<string, string>

/** Call it in `beforeAll`; `more` is added to its environment. It stops by itself after the file. */
export async function openLiveDesk(
  more: Environment | ((deskURL: string) => Promise<Environment>) = {},
): Promise<LiveDesk> {
  const database = await createTestDatabase()
  const proxy = await startDatabaseProxy(database.url)
  // Signing in compares addresses, so the port has to be known before the server is.
  const port = String(await freePort())
  const url = `http://localhost:${port}`
  const added = typeof more === 'function' ? await more(url) : more
  const env = { ...database.env, LOG_LEVEL: 'warn', NEXTAUTH_URL: url, ...added }
  const desk = await startDesk({ ...env, PORT: port, DATABASE_URL: proxy.url })
  afterAll(async () => {
    proxy.restore()
    await desk.stop()
    await proxy.close()
  })
  return { ...desk, database, proxy, cli: (argv, stdin) => deskCommand(env, argv, stdin) }
}

const answer = z.record(z.string(), z.unknown())

export async function deskCommand(
  env: Record<string, string>,
  argv: string[],
  stdin = '',
): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'desk', ...argv, '--json'], {
    env: { ...process.env, ...env },
  })
  let [out, error] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')))
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString('utf8')))
  child.stdin.end(stdin)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`desk ${argv.slice(0, 2).join(' ')} ended with ${code}: ${error}`)
  return answer.parse(JSON.parse(out))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return address && typeof address === 'object' ? address.port : 0
}
