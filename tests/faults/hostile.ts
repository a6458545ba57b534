import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { Agent, request } from 'undici'
import { z } from 'zod'
import { runSQL } from '@/tests/support/sql'
import { RECEIVER, webhookAttacks, type Attack } from './attacks'
import { batchAttacks } from './batch-attacks'
import type { Outcome, ScenarioOptions } from './scenario'
import { onSite } from './site'

const AT_ONCE = 16
/** Made and sent so many at a time, so that a million fit into memory. */
const ROUND = 1_000
const PROBLEMS_MAX = 20
const COUNTED_WITHIN_MS = 20_000

/** Generated requests against the receiver and the batch endpoints of a real server. */
export async function runHostile(options: ScenarioOptions & { requests: number }): Promise<Outcome> {
  return onSite({}, async (site) => {
    const { url } = await site.start('web')
    const attacks = fc.oneof(
      { arbitrary: webhookAttacks(site.application), weight: 3 },
      { arbitrary: batchAttacks(site.application, site.token), weight: 1 },
    )
    const tally: Tally = { problems: [], answers: new Map(), refusals: 0 }
    const startedAt = Date.now()
    for (let sent = 0, seed = options.seed; sent < options.requests; sent += ROUND, seed += 1) {
      const round = fc.sample(attacks, { numRuns: Math.min(ROUND, options.requests - sent), seed })
      await sendRound(url, round, seed, tally)
      if (sent % 20_000 === 0) options.say(`${sent + round.length} requests, ${tally.problems.length} problems`)
    }
    const tookS = ((Date.now() - startedAt) / 1000).toFixed(1)
    tally.problems.push(...(await uncounted(site.postgres.url, tally.refusals)))
    const answers = [...tally.answers].map(([status, count]) => `${status}: ${count}`).join(', ')
    const facts = `${options.requests} requests in ${tookS} s from seed ${options.seed}; answers ${answers}; ${tally.refusals} refused deliveries, all counted`
    return { problems: tally.problems.slice(0, PROBLEMS_MAX), facts }
  })
}

interface Tally {
  problems: string[]
  answers: Map<number, number>
  /** Deliveries that the receiver refused. */
  refusals: number
}

async function sendRound(url: string, attacks: Attack[], seed: number, tally: Tally): Promise<void> {
  const agent = new Agent({ connections: AT_ONCE })
  let next = 0
  const lane = async () => {
    for (let index = next++; index < attacks.length; index = next++) {
      const attack = attacks[index]
      if (!attack) return
      const problem = await send(url, attack, agent, tally)
      if (problem) tally.problems.push(`seed ${seed}, request ${index} (${attack.name}, ${attack.path}): ${problem}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  await agent.close()
}

async function send(
  url: string,
  { path, headers, body, ...attack }: Attack,
  agent: Agent,
  tally: Tally,
): Promise<string | null> {
  const sent = { method: 'POST', headers, body, dispatcher: agent } as const
  const { statusCode, body: answered } = await request(url + path, sent)
  const text = await answered.text()
  tally.answers.set(statusCode, (tally.answers.get(statusCode) ?? 0) + 1)
  if (path === RECEIVER && statusCode === 401) tally.refusals += 1
  // What cannot be taken now is no wrong answer, whatever was sent.
  if (statusCode === 503) return null
  if (!attack.statuses.includes(statusCode)) return `answered ${statusCode}, not ${attack.statuses.join(' or ')}`
  return attack.refused && statusCode === 202 ? problemOfBatch(text, attack.refused) : null
}

const batchSchema = z.object({ rejected: z.array(z.object({ index: z.number() })) })

function problemOfBatch(text: string, expected: number[]): string | null {
  const refused = batchSchema.parse(JSON.parse(text)).rejected.map(({ index }) => index)
  const told = [...new Set(refused)].toSorted((a, b) => a - b)
  return told.join() === expected.join()
    ? null
    : `refused records ${told.join() || 'none'}, not ${expected.join() || 'none'}`
}

/** Counts are written beside the answers, so a moment later. */
async function uncounted(databaseURL: string, refusals: number): Promise<string[]> {
  const deadline = Date.now() + COUNTED_WITHIN_MS
  for (;;) {
    const [row] = await runSQL<{ counted: number }>(
      databaseURL,
      'SELECT coalesce(sum(counted), 0)::int AS counted FROM refused_noise',
    )
    if (row?.counted === refusals) return []
    if (Date.now() > deadline) return [`${refusals} deliveries were refused and ${row?.counted} counted`]
    await sleep(200)
  }
}
