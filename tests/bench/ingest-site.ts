import { readFileSync } from 'node:fs'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openFolder } from '@/lib/store/embedded/folder'
import { openEmbedded } from '@/lib/store/embedded/open'
import { runProgram, startDesk } from '@/tests/support/desk'
import { runSQL } from '@/tests/support/sql'
import type { TestApplication } from '@/tests/support/webhooks'
import { firstLine, launchChild } from './child'
import type { ReferenceInput } from './ingest-reference'
import type { Watched } from './process-cpu'

/** The product on an embedded data folder and the reference on the same Postgres, with what a sender needs. */
export interface IngestSite {
  deskURL: string
  referenceURL: string
  databaseURL: string
  application: TestApplication
  token: string
  watched: Watched
  /** The web process's most so far, in MiB; null where the system does not tell. */
  peakMiB: () => number | null
  close: () => Promise<void>
}

const SETTLE_WITHIN_MS = 5_000
/** Detection's slot is two seconds, so due nothing once is not done yet. */
const QUIET_LOOKS = 5
const LOOK_EVERY_MS = 300

const REFERENCE_TABLES = [
  'CREATE SCHEMA bench',
  `CREATE TABLE bench.delivery (id uuid PRIMARY KEY, application_id uuid NOT NULL, event_id text NOT NULL,
    received_at timestamptz NOT NULL, headers jsonb NOT NULL, body bytea NOT NULL)`,
  'CREATE TABLE bench.api_call (LIKE api_call INCLUDING ALL)',
]

export async function openIngestSite(folder: string): Promise<IngestSite> {
  const env = { DESK_DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'error' }
  const desk = await startDesk(env)
  const database = await openEmbedded(env.DESK_DATA_DIR, [])
  const close = async () => {
    await desk.stop()
    await database.close()
  }
  try {
    for (const sql of REFERENCE_TABLES) await runSQL(database.url, sql)
    const { application, token } = await addSender(env)
    const input: ReferenceInput = { databaseURL: database.url, secret: application.secret }
    const reference = launchChild('tests/bench/ingest-reference.ts', input)
    const port = await firstLine(reference)
    return {
      deskURL: desk.url,
      referenceURL: `http://127.0.0.1:${port}`,
      databaseURL: database.url,
      application,
      token,
      watched: {
        server: desk.pid,
        bareServer: reference.pid ?? 0,
        postmaster: postmasterOf(env.DESK_DATA_DIR),
      },
      peakMiB: () => peakMiB(desk.pid),
      close: async () => {
        reference.kill('SIGTERM')
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function addSender(env: Record<string, string>): Promise<{ application: TestApplication; token: string }> {
  const [applicationID, tenantID] = [randomUUID(), randomUUID()]
  const ids = ['--tenant', tenantID, '--application', applicationID, '--environment', 'live']
  await cli(env, ['application', 'add', '--name', 'Bench', ...ids, '--base-url', 'https://platform.example/api/v1'])
  const { value } = await cli(env, ['secret', 'add', '--application', applicationID])
  const { token } = await cli(env, ['token', 'create', '--name', 'bench', '--scope', 'ingest'])
  return { application: { applicationID, tenantID, secret: String(value) }, token: String(token) }
}

async function cli(env: Record<string, string>, args: string[]): Promise<Record<string, unknown>> {
  const ended = await runProgram('desk', env, [...args, '--json'])
  if (ended.code !== 0) throw new Error(`desk ${args.slice(0, 2).join(' ')} failed: ${ended.stderr.slice(-2_000)}`)
  return JSON.parse(ended.stdout) as Record<string, unknown>
}

/** Lets detection catch up, so that one run does not pay for the one before; the checkpoint is on nobody's account. */
export async function settle(databaseURL: string): Promise<void> {
  const until = Date.now() + SETTLE_WITHIN_MS
  let quiet = 0
  while (quiet < QUIET_LOOKS && Date.now() < until) {
    const [row] = await runSQL<{ count: number }>(databaseURL, 'SELECT count(*)::int AS count FROM detect_queue')
    quiet = row?.count === 0 ? quiet + 1 : 0
    await sleep(LOOK_EVERY_MS)
  }
  await runSQL(databaseURL, 'CHECKPOINT')
}

/** Rows that the product holds: what was acknowledged must be there. */
export async function storedRows(databaseURL: string): Promise<{ deliveries: number; calls: number }> {
  const [row] = await runSQL<{ deliveries: number; calls: number }>(
    databaseURL,
    `SELECT (SELECT count(*)::int FROM webhook_delivery WHERE verdict = 'verified') AS deliveries,
      (SELECT count(*)::int FROM api_call) AS calls`,
  )
  return row ?? { deliveries: 0, calls: 0 }
}

function postmasterOf(dataDir: string): number {
  const file = path.join(openFolder(dataDir).cluster, 'postmaster.pid')
  return Number.parseInt(readFileSync(file, 'utf8'), 10)
}

function peakMiB(pid: number): number | null {
  try {
    const kib = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kib ? Number(kib) / 1024 : null
  } catch {
    return null
  }
}
