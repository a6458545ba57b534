import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningDesk } from '@/tests/support/desk'
import { checkDatabase, type Verdict } from './check'
import { createDice, type Dice } from './random'
import type { Ledger, Weather } from './sender'
import { onSite, startTraffic } from './site'

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

/** Real processes, real signals: writes without a pause while web, worker and Postgres are killed, then checks. */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  return onSite({ settings: options.settings }, async (site) => {
    const { postgres } = site
    const desk = { web: await site.start('web'), worker: await site.start('worker') }
    const { url } = desk.web
    const start = {
      web: async () => void (desk.web = await site.start('web', { PORT: new URL(url).port })),
      worker: async () => void (desk.worker = await site.start('worker')),
      postgres: postgres.start,
    }
    const { ledger, weather, end } = startTraffic(site, url, options.seed + 1)
    const kill = {
      web: () => killRunning('web', desk.web, ledger),
      worker: () => killRunning('worker', desk.worker, ledger),
      postgres: postgres.kill,
    }
    const dice = createDice(options.seed)
    const kills = await killAtRandom({ options, dice, weather, kill, start })
    await end()
    options.say(`${ledger.acknowledged.size} of ${ledger.sent.size} events acknowledged; checking`)
    return { kills, ledger, ...(await checkDatabase(postgres.url, ledger)) }
  })
}

/** Whatever else was killed, a process goes on until it is its own turn. */
async function killRunning(name: string, running: RunningDesk, ledger: Ledger): Promise<void> {
  const endedBefore = await Promise.race([running.ended, sleep(0, null)])
  if (endedBefore) ledger.wrong.push(`${name} had ended by itself: ${endedBefore.stderr.trim().slice(-300)}`)
  await running.kill()
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
