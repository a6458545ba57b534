import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningDesk } from '@/tests/support/desk'
import { checkDatabase } from './check'
import { answersOf, problemsOf, type Outcome, type ScenarioOptions } from './scenario'
import { onSite, startTraffic } from './site'

const ROUNDS = 3
const EXIT_MAX_MS = 10_000

/** SIGTERM to web and worker by turns, under traffic: they end by themselves, in time, and lose nothing. */
export async function runDrain({ seed, say }: ScenarioOptions): Promise<Outcome> {
  return onSite({}, async (site) => {
    const problems: string[] = []
    let [web, worker] = [await site.start('web'), await site.start('worker')]
    const { url } = web
    const { ledger, end } = startTraffic(site, url, seed)
    let slowestMs = 0
    for (let round = 1; round <= ROUNDS; round += 1) {
      await sleep(1_500)
      say(`round ${round}: ${ledger.acknowledged.size} acknowledged`)
      slowestMs = Math.max(slowestMs, await endInTime('web', web, problems))
      web = await site.start('web', { PORT: new URL(url).port })
      slowestMs = Math.max(slowestMs, await endInTime('worker', worker, problems))
      worker = await site.start('worker')
    }
    await end()
    problems.push(...problemsOf(await checkDatabase(site.postgres.url, ledger), ledger))
    const facts = `${2 * ROUNDS} ends, the slowest ${slowestMs} ms; ${ledger.acknowledged.size} acknowledged; answers ${answersOf(ledger)}`
    return { problems, facts }
  })
}

async function endInTime(name: string, desk: RunningDesk, problems: string[]): Promise<number> {
  const startedAt = Date.now()
  const { code, stderr } = await desk.stop()
  const tookMs = Date.now() - startedAt
  if (code !== 0) problems.push(`${name} ended with ${code}: ${stderr.trim().slice(-300)}`)
  if (tookMs > EXIT_MAX_MS) problems.push(`${name} took ${tookMs} ms to end`)
  return tookMs
}
