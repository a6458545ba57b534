import { createToken } from '@/lib/commands/create-token'
import { extendEnv } from '@/lib/env'
import { disconnect } from '@/lib/store/client'
import { applyMigrations } from '@/lib/store/migrate'
import { startDesk, type RunningDesk } from '@/tests/support/desk'
import { addTestApplication, type TestApplication } from '@/tests/support/webhooks'
import { openPostgres, type KillablePostgres } from './postgres'
import { createDice } from './random'
import { createSender, openLedger, type Ledger, type Weather } from './sender'
import { write } from './writers'

const KEYS = {
  NEXTAUTH_SECRET: 'only-for-tests-only-for-tests-00',
  DESK_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
}
const LAST_ACKNOWLEDGED_WITHIN_MS = 30_000

/** A Postgres of its own, an application with a token, and the environment of processes that run over it. */
export interface FaultSite {
  postgres: KillablePostgres
  application: TestApplication
  token: string
  /** Aborts with the site: whoever still writes gives up. */
  gone: AbortSignal
  start: (role: 'web' | 'worker', more?: Record<string, string>) => Promise<RunningDesk>
}

export interface SiteOptions {
  /** Settings of Postgres beyond those of the product. */
  settings?: string[]
  /** A folder for the cluster; a temporary one otherwise. */
  root?: string
}

/** Whatever `work` started is stopped after it. */
export async function onSite<T>(options: SiteOptions, work: (site: FaultSite) => Promise<T>): Promise<T> {
  const postgres = await openPostgres(options.settings ?? [], options.root)
  const started: RunningDesk[] = []
  const gone = new AbortController()
  try {
    const { application, token } = await prepare(postgres)
    const env = { ...KEYS, DATABASE_URL: postgres.url, NEXTAUTH_URL: 'http://localhost:3000', LOG_LEVEL: 'error' }
    const start: FaultSite['start'] = async (role, more = {}) => {
      const desk = await startDesk({ ...env, DESK_ROLE: role, ...more })
      started.push(desk)
      return desk
    }
    return await work({ postgres, application, token, gone: gone.signal, start })
  } finally {
    gone.abort()
    await Promise.all(started.map((desk) => desk.stop()))
    await postgres.close()
  }
}

async function prepare(postgres: KillablePostgres): Promise<{ application: TestApplication; token: string }> {
  extendEnv({ ...KEYS, DATABASE_URL: postgres.url })
  await applyMigrations(postgres.url)
  try {
    const application = await addTestApplication()
    const { token } = await createToken({ kind: 'system', name: 'cli' }, { name: 'faults', scopes: ['ingest'] })
    return { application, token }
  } finally {
    await disconnect()
  }
}

export interface Traffic {
  ledger: Ledger
  weather: Weather
  /** Begins nothing new, and gives what was begun half a minute to be acknowledged. */
  end: () => Promise<void>
}

/** Numbered webhooks and batches without a pause, each sent until it is acknowledged. */
export function startTraffic({ application, token, gone }: FaultSite, url: string, seed: number): Traffic {
  const weather: Weather = { databaseAwaySince: null }
  const ledger = openLedger()
  const [stopped, until] = [new AbortController(), new AbortController()]
  const sender = createSender({ url, token, application }, weather, ledger)
  const dice = createDice(seed)
  const writing = write({
    sender,
    application,
    dice,
    stopped: AbortSignal.any([stopped.signal, gone]),
    until: AbortSignal.any([until.signal, gone]),
  })
  const end = async () => {
    stopped.abort()
    const patience = setTimeout(() => until.abort(), LAST_ACKNOWLEDGED_WITHIN_MS)
    await writing
    clearTimeout(patience)
  }
  return { ledger, weather, end }
}
