import { beforeAll, describe, expect, it } from 'vitest'
import { detectOnce } from '@/lib/detect/run'
import { draftApiCall } from '@/lib/ingest/draft-api-call'
import { apiCallSchema } from '@/lib/ingest/api-call-record'
import { insertApiCalls } from '@/lib/store/api-calls'
import { db } from '@/lib/store/client'
import { generateHistory } from '@/simulator/history/generate'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, type TestApplication } from '@/tests/support/webhooks'

beforeAll(async () => void (await createTestDatabase()))

const NOW = new Date()
const MINUTE = 60_000

/** What the simulated callers did, for an application of its own. */
async function callsOfHistory() {
  const application = await addTestApplication()
  const options = { seed: 11, days: 2, journeys: 25, now: NOW, tenantID: application.tenantID, secret: 'whsec_any' }
  const history = generateHistory({ ...options, applicationID: application.applicationID })
  return { application, calls: [...history.calls] }
}

async function feed(records: unknown[]) {
  await insertApiCalls(records.map((record) => draftApiCall(apiCallSchema.parse(record), 'batch').call))
}

async function detectAll(now = NOW) {
  do {
    await db()
      .$executeRaw`UPDATE detect_queue SET due_at = now() - interval '1 second' WHERE subject_type <> 'caller-timer'`
  } while ((await detectOnce(now)) > 0)
}

async function findingsOf({ applicationID }: TestApplication) {
  return db().finding.findMany({
    where: { applicationID },
    select: { condition: true, cause: true, subjectID: true, status: true, fingerprint: true, episodes: true },
    orderBy: { fingerprint: 'asc' },
  })
}

function shuffled<T>(items: T[]): T[] {
  let seed = 5
  const next = () => (seed = (seed * 48_271) % 2_147_483_647)
  return items
    .map((item) => [next(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item)
}

function* batches<T>(items: T[], size: number) {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}

describe('findings of callers', () => {
  it('are the same whether the calls come at once, in order, in any order or twice', async () => {
    const atOnce = await callsOfHistory()
    await feed(atOnce.calls)
    await detectAll()
    const wanted = await findingsOf(atOnce.application)
    expect(new Set(wanted.map(({ condition }) => condition))).toEqual(
      new Set(['auth-invalid-api-key', 'auth-invalid-session', 'validation-failed', 'rate-limited']),
    )

    const inOrder = await callsOfHistory()
    for (const batch of batches(inOrder.calls, 400)) {
      await feed(batch)
      await detectAll()
    }
    expect(await findingsOf(inOrder.application)).toEqual(wanted)

    const anyOrder = await callsOfHistory()
    for (const batch of batches(shuffled([...anyOrder.calls, ...anyOrder.calls]), 1_000)) {
      await feed(batch)
      await detectAll()
    }
    expect(await findingsOf(anyOrder.application)).toEqual(wanted)
  }, 120_000)

  it('open at once, resolve with a success of the same kind, and regress with the next refusal', async () => {
    const application = await addTestApplication()
    const at = (minutes: number) => new Date(NOW.getTime() + minutes * MINUTE).toISOString()
    const call = (callID: string, minutes: number, rest: Record<string, unknown>) => ({
      callID,
      occurredAt: at(minutes),
      caller: 'minter',
      applicationID: application.applicationID,
      environment: 'live',
      method: 'POST',
      path: '/api/v1/headless/sessions',
      status: 401,
      errorCode: 'AUTH_INVALID_API_KEY',
      auth: { kind: 'none' },
      ...rest,
    })
    await feed([call('a', -30, {})])
    await detectAll()
    expect(await findingsOf(application)).toMatchObject([{ cause: 'missing-bearer-key', status: 'open' }])
    await feed([call('b', -20, { status: 201, errorCode: null, auth: { kind: 'api_key', environment: 'live' } })])
    await detectAll()
    expect(await findingsOf(application)).toMatchObject([
      { status: 'resolved', episodes: [{ from: at(-30), to: at(-20) }] },
    ])
    await feed([call('c', -1, {})])
    await detectAll()
    expect(await findingsOf(application)).toMatchObject([
      { status: 'open', episodes: [{}, { from: at(-1), to: null }] },
    ])
  })

  it('wait for a normal refresh cycle, and are asked for again when its time has run out', async () => {
    const application = await addTestApplication()
    const refused = {
      callID: 'r',
      occurredAt: new Date(NOW.getTime() - 10_000).toISOString(),
      caller: 'app',
      applicationID: application.applicationID,
      environment: 'live',
      method: 'GET',
      path: '/api/v1/headless/profile',
      status: 401,
      errorCode: 'AUTH_INVALID_SESSION',
      borrowerExternalID: 'CUST_1',
      auth: { kind: 'session', environment: 'live', fingerprint: 'aaaaaaaaaaaa' },
    }
    await feed([refused])
    await detectAll()
    expect(await findingsOf(application)).toEqual([])
    const timer = await db().detectQueue.findFirstOrThrow({ where: { applicationID: application.applicationID } })
    expect(timer.dueAt.getTime() - NOW.getTime()).toBeGreaterThan(50_000)
    await db().$executeRaw`UPDATE detect_queue SET due_at = now() WHERE id = ${timer.id}`
    await detectOnce(new Date(NOW.getTime() + 60_000))
    expect(await findingsOf(application)).toMatchObject([{ cause: 'undetermined', status: 'open' }])
  })

  it('tell of a lock conflict although no snapshot of the journey came yet', async () => {
    const application = await addTestApplication()
    const proceed = (callID: string, secondsAgo: number, offerID: string, status: number) => ({
      callID,
      occurredAt: new Date(NOW.getTime() - secondsAgo * 1000).toISOString(),
      caller: 'app',
      applicationID: application.applicationID,
      environment: 'live',
      method: 'POST',
      path: `/api/v1/headless/offers/${offerID}/proceed`,
      journeyID: 'j-lock',
      status,
      errorCode: status === 409 ? 'OFFER_LOCK_CONFLICT' : null,
    })
    await feed([proceed('p1', 90, 'offer-a', 200), proceed('p2', 30, 'offer-b', 409)])
    await detectAll()
    expect(await findingsOf(application)).toMatchObject([
      { subjectID: 'j-lock', cause: 'offer-already-proceeded', status: 'open' },
    ])
  })
})
