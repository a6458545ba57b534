import { setTimeout as sleep } from 'node:timers/promises'
import { createToken } from '@/lib/commands/create-token'
import { extendEnv } from '@/lib/env'
import { disconnect } from '@/lib/store/client'
import { applyMigrations } from '@/lib/store/migrate'
import { startDesk, type RunningDesk } from '@/tests/support/desk'
import { addTestApplication, type TestApplication } from '@/tests/support/webhooks'
import { checkDatabase, type Verdict } from './check'
import { openPostgres, type KillablePostgres } from './postgres'
import { createDice, type Dice } from './random'
import { createSender, openLedger, type Ledger, type Weather } from './sender'
import { write } from './writers'

export interface FaultOptions {
  seed: number
  kills: number
  /** What may be killed; one of them, or two at once, each time. */
  victims: readonly [Victim, ...Victim[]]
  /** Settings of Postgres beyond those of the product. */
  settings: string[]
  say: (line: string) => void
}
export type Victim = 'web' | 'worker' | 'postgres'

export interface FaultReport extends Verdict {
  kills: Victim[]
  ledger: Ledger
}

const KEYS = {
  NEXTAUTH_SECRET: 'only-for-tests-only-for-tests-00',
  DESK_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
}
const LAST_ACKNOWLEDGED_WITHIN_MS = 30_000

/** Real processes, real signals: writes without a pause while web, worker and Postgres are killed, then checks. */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const postgres = await openPostgres(options.settings)
  const desk: { web?: RunningDesk; worker?: RunningDesk } = {}
  try {
    const { application, token } = await prepare(postgres)
    const env = { ...KEYS, DATABASE_URL: postgres.url, NEXTAUTH_URL: 'http://localhost:3000', LOG_LEVEL: 'error' }
    desk.web = await startDesk({ ...env, DESK_ROLE: 'web' })
    const { url } = desk.web
    const start = {
      web: async () => void (desk.web = await startDesk({ ...env, DESK_ROLE: 'web', PORT: new URL(url).port })),
      worker: async () => void (desk.worker = await startDesk({ ...env, DESK_ROLE: 'worker' })),
      postgres: postgres.start,
    }
    await start.worker()
    const weather: Weather = { databaseAwaySince: null }
    const ledger = openLedger()
    const kill = {
      web: () => killRunning('web', desk.web, ledger),
      worker: () => killRunning('worker', desk.worker, ledger),
      postgres: postgres.kill,
    }
    const dice = createDice(options.seed)
    const sender = createSender({ url, token, application }, weather, ledger)
    const [stopped, until] = [new AbortController(), new AbortController()]
    const writing = write({
      sender,
      application,
      dice: createDice(options.seed + 1),
      stopped: stopped.signal,
      until: until.signal,
    })
    const kills = await killAtRandom({ options, dice, weather, kill, start }).finally(() => stopped.abort())
    const patience = setTimeout(() => until.abort(), LAST_ACKNOWLEDGED_WITHIN_MS)
    await writing
    clearTimeout(patience)
    options.say(`${ledger.acknowledged.size} of ${ledger.sent.size} events acknowledged; checking`)
    return { kills, ledger, ...(await checkDatabase(postgres.url, ledger)) }
  } finally {
    await Promise.all([desk.web?.stop(), desk.worker?.stop()])
    await postgres.close()
  }
}

/** Whatever else was killed, a process goes on until it is its own turn. */
async function killRunning(name: string, running: RunningDesk | undefined, ledger: Ledger): Promise<void> {
  const endedBefore = await Promise.race([running?.ended, sleep(0, null)])
  if (endedBefore) ledger.wrong.push(`${name} had ended by itself: ${endedBefore.stderr.trim().slice(-300)}`)
  await running?.kill()
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

type Actions = Record<Victim, () => Promise<void>>
type Killing = { options: FaultOptions; dice: Dice; weather: Weather; kill: Actions; start: Actions }

async function killAtRandom({ options, dice, weather, kill, start }: Killing): Promise<Victim[]> {
  const kills: Victim[] = []
  while (kills.length < options.kills) {
    await sleep(500 + dice.number(1_500))
    const first = options.victims[kills.length % options.victims.length] ?? options.victims[0]
    const victims = new Set<Victim>(dice.number(1) < 0.25 ? [first, dice.oneOf(options.victims)] : [first])
    kills.push(...victims)
    options.say(`kill ${kills.length}: ${[...victims].join(' and ')}`)
    await Promise.all([...victims].map((victim) => kill[victim]()))
    if (victims.has('postgres') && !victims.has('web')) weather.databaseAwaySince = Date.now()
    await sleep(300 + dice.number(1_200))
    weather.databaseAwaySince = null
    // Web and worker refuse to start without their database.
    if (victims.delete('postgres')) await start.postgres()
    await Promise.all([...victims].map((victim) => start[victim]()))
  }
  await sleep(1_000)
  return kills
}
