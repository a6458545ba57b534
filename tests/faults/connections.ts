import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { checkDatabase } from './check'
import { checkHealth, waitForRecovery, waitForRefusals } from './recovery'
import { answersOf, problemsOf, type Outcome, type ScenarioOptions } from './scenario'
import { onSite, startTraffic } from './site'

const CONNECTIONS_MAX = 40
const TAKEN_FOR_MS = 4_000
const PRESENCE = 'journey-desk presence'

/** Somebody else takes every connection that Postgres has, those of the desk too, and gives them back. */
export async function runConnections({ seed, say }: ScenarioOptions): Promise<Outcome> {
  return onSite({ settings: [`max_connections=${CONNECTIONS_MAX}`] }, async (site) => {
    const problems: string[] = []
    const web = await site.start('web')
    await site.start('worker')
    const { ledger, end } = startTraffic(site, web.url, seed)
    await sleep(2_000)
    const taken = await takeAll(site.postgres.url)
    say(`${taken.length} of ${CONNECTIONS_MAX} connections are taken`)
    await waitForRefusals(ledger, problems, 5)
    const whenTaken = ledger.acknowledged.size
    await sleep(TAKEN_FOR_MS)
    await checkHealth(web.url, problems)
    const during = ledger.acknowledged.size - whenTaken
    if (during > 0) problems.push(`${during} events were acknowledged without a connection`)
    await Promise.all(taken.map((client) => client.end().catch(() => undefined)))
    const backMs = await waitForRecovery(ledger, problems, 'Connections')
    await end()
    problems.push(...problemsOf(await checkDatabase(site.postgres.url, ledger), ledger))
    const facts = `${ledger.acknowledged.size} acknowledged; answers ${answersOf(ledger)}; back after ${backMs} ms`
    return { problems, facts }
  })
}

/** Ends what others hold and takes what becomes free, until nothing of theirs is left. */
async function takeAll(url: string): Promise<pg.Client[]> {
  const taken: pg.Client[] = []
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    for (let client = await take(url); client; client = await take(url)) taken.push(client)
    const ours = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND application_name NOT IN ('${PRESENCE}', 'taken')`
    const others = await taken[0]?.query(ours)
    if (others?.rowCount === 0 && !(await take(url).then((client) => client && taken.push(client)))) return taken
  }
  throw new Error('The connections of the desk could not be taken: run again.')
}

async function take(url: string): Promise<pg.Client | null> {
  const client = new pg.Client({ connectionString: url, application_name: 'taken' })
  client.on('error', () => undefined)
  return client.connect().then(
    () => client,
    () => null,
  )
}
