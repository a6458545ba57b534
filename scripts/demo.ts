import { env, extendEnv } from '@/lib/env'
import { learnAll } from '@/lib/worker/learning'
import { buildIfStale } from '@/scripts/runtime/build-fresh'
import { openDemoAccount, saveDemoAccount, type DemoAccount } from '@/scripts/runtime/demo-account'
import { fail } from '@/scripts/runtime/fail'
import { createDesk } from '@/scripts/runtime/run-desk'
import { openSimulation, type Simulation } from '@/scripts/runtime/simulation'
import { closeWhenStopped } from '@/scripts/runtime/until-stopped'

/** `npm run demo`: everything on one machine, with two weeks of simulated history and live simulated traffic. */

const DAYS = '14'
const JOURNEYS = '1500'
const SEED = '1'
const HISTORY = ['--days', DAYS, '--journeys', JOURNEYS, '--seed', SEED]
const PLATFORM_PORT_AFTER_OURS = 1
const startedAt = Date.now()

function say(line: string): void {
  console.log(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s  ${line}`)
}

async function prepare(stopped: AbortSignal): Promise<DemoAccount> {
  say('database open, migrations applied')
  const [account, built] = await Promise.all([
    openDemoAccount(env().PORT + PLATFORM_PORT_AFTER_OURS),
    buildIfStale(stopped),
  ])
  say(built ? 'application built' : 'application built before, unchanged')
  return account
}

async function simulate(simulation: Simulation, account: DemoAccount, url: string): Promise<void> {
  const now = new Date().toISOString()
  // A seed of its own for each run: the same live events must not come twice with other times.
  const live = ['--seed', String(Math.floor(startedAt / 1000) % 2 ** 31), '--environment', 'test']
  if (!account.historyDone) {
    say('feeding 14 days of history')
    const code = await simulation.run('history', account, url, [...HISTORY, '--now', now, '--environment', 'test'])
    if (code !== 0) return say('the history was not fed whole; the next run of the demo feeds it again')
    saveDemoAccount({ ...account, historyDone: true })
    await learnFromHistory()
    live.push('--history-now', now, '--history-seed', SEED, '--history-journeys', JOURNEYS, '--history-days', DAYS)
  }
  say('live traffic begins; Ctrl-C stops everything')
  const platform = ['--port', String(account.platformPort), '--api-key', account.apiKey]
  const code = await simulation.run('live', account, url, [...live, ...platform])
  say(`live traffic ended (exit code ${code}); the desk goes on`)
}

/** What the worker would do tomorrow. */
async function learnFromHistory(): Promise<void> {
  await learnAll(() => new Date()).then(
    () => say('thresholds were learned from it'),
    () => say('thresholds were not learned; the worker does so each day'),
  )
}

function announce(url: string, { email, password }: DemoAccount): void {
  say(`Journey Desk is ready at ${url}`)
  console.log(`\n         open      ${url}\n         e-mail    ${email}\n         password  ${password}\n`)
}

try {
  env()
  extendEnv({ NODE_ENV: 'production', DESK_ROLE: 'all' })
  say('opening the database')
  let account: DemoAccount | undefined
  const simulation = openSimulation()
  const desk = createDesk({
    dev: false,
    beforeServing: async (stopped) => {
      account = await prepare(stopped)
    },
  })
  closeWhenStopped(async () => {
    await simulation.close()
    await desk.close()
  })
  const url = `http://localhost:${await desk.start()}`
  if (account) {
    announce(url, account)
    await simulate(simulation, account, url)
  }
} catch (error) {
  fail(error, 'The demo cannot start')
}
