import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { runSQL } from '@/tests/support/sql'
import { sampleBody, signedHeaders } from '@/tests/support/webhooks'
import { checkDatabase } from './check'
import { problemsOf, type Outcome, type ScenarioOptions } from './scenario'
import { onSite, startTraffic, type FaultSite } from './site'

const SHIFT_MS = 20 * 60_000
const FRESH = 20
const JUDGED_FOR_MS = 4_000

/** One worker whose clock is twenty minutes ahead and one twenty minutes behind say what workers with a right clock say. */
export async function runSkewedClocks({ seed, say }: ScenarioOptions): Promise<Outcome> {
  return onSite({}, async (site) => {
    const web = await site.start('web')
    await Promise.all([SHIFT_MS, -SHIFT_MS].map((shiftMs) => startShifted(site, shiftMs)))
    const { ledger, end } = startTraffic(site, web.url, seed)
    for (let index = 0; index < FRESH; index += 1) await tellFresh(site, web.url, `fresh-${index}`)
    await sleep(JUDGED_FOR_MS)
    await end()
    say(`${ledger.acknowledged.size} acknowledged; checking`)
    const { wrong, ...verdict } = await checkDatabase(site.postgres.url, ledger)
    const untold = wrong.filter((problem) => !/^evt_fresh-\d+ was never sent$/.test(problem))
    const early = await runSQL<{ id: string }>(
      site.postgres.url,
      `SELECT subject_id AS id FROM finding WHERE subject_id LIKE 'fresh-%'`,
    )
    const [judged] = await runSQL<{ count: number }>(
      site.postgres.url,
      `SELECT count(*)::int AS count FROM journey WHERE journey_id LIKE 'fresh-%' AND detected_at IS NOT NULL`,
    )
    const problems = [
      ...problemsOf({ ...verdict, wrong: untold }, ledger),
      ...early.map(({ id }) => `${id} was found although its wait has not run out`),
      ...(judged?.count === FRESH ? [] : [`only ${judged?.count} of ${FRESH} fresh journeys were judged`]),
    ]
    return { problems, facts: `${ledger.acknowledged.size} acknowledged, ${FRESH} fresh waits, none told early` }
  })
}

function startShifted(site: FaultSite, shiftMs: number): Promise<unknown> {
  const clock = pathToFileURL(path.resolve('tests/faults/shifted-clock.mjs')).href
  return site.start('worker', { NODE_OPTIONS: `--import ${clock}`, CLOCK_SHIFT_MS: String(shiftMs) })
}

/** A dispatch that began this moment: for a worker that is ahead its wait would be over. */
async function tellFresh({ application }: FaultSite, url: string, journeyID: string): Promise<void> {
  const at = new Date()
  const operation = { operationID: 'op-1', type: 'LENDER_DISPATCH', status: 'IN_FLIGHT', startedAt: at.toISOString() }
  const journey = { journeyID, status: 'OFFERS_PENDING', pendingOperations: [operation] }
  const options = { eventID: `evt_${journeyID}`, sequence: at.getTime(), eventAt: at.toISOString(), journey }
  const body = sampleBody(application, options)
  const sent = { method: 'POST', body, headers: signedHeaders(application, body) }
  const answer = await fetch(`${url}/api/webhooks/platform`, sent)
  if (answer.status !== 200) throw new Error(`A fresh journey was answered ${answer.status}`)
}
