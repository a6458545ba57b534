import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { POST as refreshRoute } from '@/app/api/journeys/[journeyID]/refresh/route'
import { POST as syncRoute } from '@/app/api/sync/route'
import { requestRefresh } from '@/lib/commands/request-refresh'
import { requestSync } from '@/lib/commands/request-sync'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { insertApplication } from '@/lib/store/applications'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { db } from '@/lib/store/client'
import { stopJobs } from '@/lib/store/jobs'
import { isLed, tryLead } from '@/lib/store/leadership'
import { forgetSettings, putSetting } from '@/lib/store/settings'
import { insertToken } from '@/lib/store/tokens'
import { registerPullJobs } from '@/lib/worker/pulls'
import { createTestDatabase } from '@/tests/support/database'
import { refuse } from '@/tests/support/http-peer'
import { startFakePlatform, type FakeJourney, type FakePlatform } from '@/tests/support/pulled-platform'

const engineer = {
  kind: 'user',
  userID: randomUUID(),
  email: 'engineer@desk.example',
  role: 'engineer',
  applicationIDs: null,
} as const
const T0 = Date.now() - 3_600_000

let platform: FakePlatform
let applicationID: string
let worker: AbortController
let stopped: Promise<void>[] = []

beforeAll(async () => {
  await createTestDatabase()
})
afterAll(async () => {
  await stopJobs()
})
beforeEach(async () => {
  platform = await startFakePlatform()
  applicationID = await addApplication(platform.baseURL)
  worker = new AbortController()
})
afterEach(async () => {
  worker.abort()
  await Promise.all(stopped)
  stopped = []
  await platform.close()
  await db().$executeRawUnsafe(
    'TRUNCATE application, journey, setting, job_state, webhook_delivery, delivery_dedup CASCADE',
  )
  forgetSettings()
})

function startWorker(): void {
  stopped.push(registerPullJobs(worker.signal))
}

async function addApplication(baseURL: string): Promise<string> {
  const id = randomUUID()
  const tenantID = randomUUID()
  await insertApplication({
    applicationID: id,
    tenantID,
    name: 'Loans',
    environment: 'test',
    baseURL,
    apiKey: 'sk_test_1',
  })
  await set('pulls.requestsPerSecond', 1_000, id)
  await set('pulls.concurrent', 10, id)
  return id
}

async function set(key: Parameters<typeof putSetting>[0]['key'], value: string | number, of = applicationID) {
  await putSetting({ applicationID: of, key, value, updatedBy: 'test' })
  forgetSettings()
}

/** A journey at the platform, of which a webhook has told us something older. */
async function addJourney(
  journeyID: string,
  fields: Partial<FakeJourney> = {},
  of = applicationID,
): Promise<FakeJourney> {
  const journey = {
    journeyID,
    borrower: `CUST_${journeyID}`,
    status: 'OFFERS_AVAILABLE',
    version: T0 + 60_000,
    offers: [{ offerID: `offer-${journeyID}`, lender: 'North Bank', status: 'OFFER_RECEIVED' }],
    steps: { [`offer-${journeyID}`]: [{ stepID: 's1', type: 'KYC', status: 'PENDING', actionRequired: 'WAIT' }] },
    ...fields,
  }
  platform.journeys.set(journeyID, journey)
  await applySnapshots({ snapshots: [webhook(journeyID, 'OFFERS_PENDING', T0, of)], profiles: [] })
  return journey
}

function webhook(journeyID: string, status: string, sequence: number, of = applicationID): JourneySnapshot {
  return {
    applicationID: of,
    journeyID,
    borrowerExternalID: `CUST_${journeyID}`,
    sequence: BigInt(sequence),
    eventKey: `evt_${journeyID}_${sequence}`,
    source: 'webhook',
    eventAt: new Date(sequence),
    receivedAt: new Date(sequence),
    type: null,
    status,
    nextAction: null,
    pendingOperations: null,
    offers: null,
  }
}

const stored = (journeyID: string) =>
  db().journey.findUniqueOrThrow({
    where: { applicationID_journeyID: { applicationID, journeyID } },
    select: { status: true, version: true, pulledVersion: true, pulledAt: true },
  })

describe('one journey', () => {
  it('is pulled whole, in the name of whoever asked', async () => {
    startWorker()
    await addJourney('j1', { pendingOperations: [{ operationID: 'op1', type: 'LENDER_DISPATCH', status: 'QUEUED' }] })
    const answer = await requestRefresh(engineer, { journeyID: 'j1', applicationID: null })
    expect(answer).toEqual({
      finished: true,
      result: { applicationID, journeyID: 'j1', updated: true, version: String(T0 + 60_000) },
    })
    expect(await stored('j1')).toMatchObject({ status: 'OFFERS_AVAILABLE', pulledVersion: BigInt(T0 + 60_000) })
    const where = { applicationID, journeyID: 'j1' }
    expect(await db().offer.findMany({ where, select: { lender: true } })).toEqual([{ lender: 'North Bank' }])
    expect(await db().step.findMany({ where, select: { type: true } })).toEqual([{ type: 'KYC' }])
    expect(await db().pendingOperation.findMany({ where, select: { type: true } })).toEqual([
      { type: 'LENDER_DISPATCH' },
    ])
    const borrower = await db().borrower.findFirst({
      where: { applicationID },
      select: { profileCiphertext: true, panHash: true },
    })
    expect(borrower?.profileCiphertext?.byteLength).toBeGreaterThan(0)
    expect(borrower?.panHash).not.toBeNull()
    expect(await db().auditEntry.findFirst({ where: { applicationID }, orderBy: { id: 'desc' } })).toMatchObject({
      actor: 'engineer@desk.example',
      action: 'pull.journey',
      subject: 'j1',
      detail: { kind: 'user' },
    })
  })

  it('is read anew when its version moves during the pull', async () => {
    startWorker()
    const journey = await addJourney('j1')
    let moves = 0
    platform.before = (request) => {
      if (!request.path.endsWith('/steps') || moves++ > 0) return
      journey.version += 1_000
      journey.status = 'KYC_PENDING'
      journey.steps['offer-j1'] = [{ stepID: 's1', type: 'KYC', status: 'READY', actionRequired: 'REDIRECT' }]
    }
    await requestRefresh(engineer, { journeyID: 'j1', applicationID: null })
    expect(await stored('j1')).toMatchObject({ status: 'KYC_PENDING', version: BigInt(T0 + 61_000) })
    expect(await db().step.findMany({ where: { applicationID }, select: { status: true } })).toEqual([
      { status: 'READY' },
    ])
    expect(platform.reads('/steps')).toBe(2)
    expect(platform.reads('/state')).toBe(3)
  })

  it('is left as it was when it never stands still', async () => {
    startWorker()
    const journey = await addJourney('j1')
    platform.before = (request) => {
      if (request.path.endsWith('/steps')) journey.version += 1_000
    }
    const refresh = requestRefresh(engineer, { journeyID: 'j1', applicationID: null })
    await expect(refresh).rejects.toMatchObject({ code: 'UPSTREAM_FAILED', details: { code: 'VERSION_MOVED' } })
    expect(platform.reads('/steps')).toBe(3)
    expect((await stored('j1')).status).toBe('OFFERS_PENDING')
  })

  it('keeps the higher version, whichever of pull and webhook arrives last', async () => {
    startWorker()
    await addJourney('older', { version: T0 + 10_000, status: 'OFFERS_AVAILABLE' })
    await addJourney('newer', { version: T0 + 90_000, status: 'KYC_PENDING' })
    const webhookOf = (journeyID: string) => webhook(journeyID, 'OFFER_SELECTED', T0 + 50_000)

    await applySnapshots({ snapshots: [webhookOf('older')], profiles: [] })
    await requestRefresh(engineer, { journeyID: 'older', applicationID: null })
    expect(await stored('older')).toMatchObject({ status: 'OFFER_SELECTED', version: BigInt(T0 + 50_000) })

    await requestRefresh(engineer, { journeyID: 'newer', applicationID: null })
    await applySnapshots({ snapshots: [webhookOf('newer')], profiles: [] })
    expect(await stored('newer')).toMatchObject({ status: 'KYC_PENDING', version: BigInt(T0 + 90_000) })
  })

  it('answers 404 for an unknown one and 409 where two applications have it', async () => {
    const other = await addApplication(platform.baseURL)
    await addJourney('twice')
    await addJourney('twice', {}, other)
    const ask = (journeyID: string, of: string | null) => requestRefresh(engineer, { journeyID, applicationID: of })
    await expect(ask('nobody', null)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(ask('twice', null)).rejects.toMatchObject({ code: 'AMBIGUOUS' })
    startWorker()
    expect(await ask('twice', other)).toMatchObject({ finished: true, result: { applicationID: other } })
  })

  it('tells what the platform said when it refuses', async () => {
    startWorker()
    await addJourney('j1')
    platform.before = (request, response) => {
      if (!request.path.endsWith('/state')) return
      refuse(response, 429, { code: 'RATE_LIMITED', retryable: true }, { 'retry-after': '120' })
      return true
    }
    const refresh = requestRefresh(engineer, { journeyID: 'j1', applicationID: null })
    await expect(refresh).rejects.toMatchObject({
      code: 'UPSTREAM_FAILED',
      details: { code: 'RATE_LIMITED' },
      retryAfterSeconds: 120,
    })
  })
})

describe('a round', () => {
  it('pulls what can still move, counts it, and reads nothing twice', async () => {
    startWorker()
    await addJourney('j1')
    await addJourney('j2')
    await addJourney('done')
    await applySnapshots({ snapshots: [webhook('done', 'DISBURSED', T0 + 70_000)], profiles: [] })
    const first = await requestSync(engineer, { applicationID: null })
    const none = { applications: 1, deliveries: 0, failed: 0, errors: [] }
    expect(first).toEqual({ finished: true, result: { ...none, journeys: 2, updated: 2, unchanged: 0 } })
    const readsBefore = platform.requests.length
    const second = await requestSync(engineer, { applicationID: null })
    expect(second).toEqual({ finished: true, result: { ...none, journeys: 2, updated: 0, unchanged: 2 } })
    expect(platform.requests.length - readsBefore).toBe(3)
    expect(platform.mints()).toBe(2)
  })

  it('reads the delivery log page by page and counts an attempt once', async () => {
    startWorker()
    const body = Buffer.from('{"event_type":"journey.snapshot"}').toString('base64')
    const attempt = (deliveryID: string, number = 1) => ({
      deliveryID,
      eventID: `evt_${deliveryID}`,
      attempt: number,
      attemptedAt: new Date(T0).toISOString(),
      responseStatus: number > 1 ? 200 : 503,
      durationMs: 12,
      headers: { 'X-AL-Event-ID': 'evt' },
      rawBodyBase64: body,
    })
    platform.deliveries.push(attempt('d1'), attempt('d2'), attempt('d3'), attempt('d3', 2), attempt('d4'))
    expect(await requestSync(engineer, { applicationID })).toMatchObject({ result: { deliveries: 5, errors: [] } })
    platform.deliveries.push(attempt('d5'))
    expect(await requestSync(engineer, { applicationID })).toMatchObject({ result: { deliveries: 1 } })
    const rows = await db().webhookDelivery.findMany({ where: { applicationID, source: 'platform' } })
    expect(rows).toHaveLength(6)
    expect(Buffer.from(rows[0]?.bodyCiphertext ?? []).toString('latin1')).not.toContain('journey.snapshot')
  })

  it('goes on past a journey that fails, names it, and leaves it alone for a while', async () => {
    startWorker()
    await addJourney('good')
    await addJourney('bad')
    platform.journeys.delete('bad')
    const first = await requestSync(engineer, { applicationID })
    expect(first).toMatchObject({
      result: { journeys: 2, updated: 1, failed: 1, errors: [{ journeyID: 'bad', code: 'NOT_FOUND' }] },
    })
    expect(await requestSync(engineer, { applicationID })).toMatchObject({ result: { journeys: 1, failed: 0 } })
  })

  it('goes on past a borrower whom the platform refuses for calling too often', async () => {
    startWorker()
    await addJourney('hot')
    await addJourney('calm')
    platform.before = (request, response) => {
      if (!request.path.includes('/journeys/hot')) return
      refuse(response, 429, { code: 'RATE_LIMITED', retryable: true }, { 'retry-after': '300' })
      return true
    }
    const first = await requestSync(engineer, { applicationID })
    expect(first).toMatchObject({
      result: { updated: 1, failed: 1, errors: [{ journeyID: 'hot', code: 'RATE_LIMITED' }] },
    })
    expect(await requestSync(engineer, { applicationID })).toMatchObject({ result: { journeys: 1, unchanged: 1 } })
  })

  it("tells of one application's trouble beside the counts of the others", async () => {
    startWorker()
    const broken = await addApplication('http://127.0.0.1:1')
    await addJourney('j1')
    await addJourney('j2', {}, broken)
    const answer = await requestSync(engineer, { applicationID: null })
    expect(answer).toMatchObject({ result: { applications: 2, updated: 1 } })
    if (!answer.finished) throw new Error('The round should have ended')
    expect(answer.result.errors.every((problem) => problem.applicationID === broken)).toBe(true)
    expect(answer.result.errors.length).toBeGreaterThan(0)
  })

  it('is refused where pulls are off', async () => {
    await addJourney('j1')
    await set('pulls.mode', 'off')
    await expect(requestSync(engineer, { applicationID })).rejects.toMatchObject({ code: 'CONFLICT' })
    const refresh = requestRefresh(engineer, { journeyID: 'j1', applicationID: null })
    await expect(refresh).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(platform.requests).toHaveLength(0)
  })

  it('runs by itself in scheduled mode, in the name of the schedule', async () => {
    await addJourney('j1')
    await set('pulls.interval.seconds', 2)
    await set('pulls.mode', 'scheduled')
    startWorker()
    await expect.poll(async () => (await stored('j1')).status, { timeout: 15_000 }).toBe('OFFERS_AVAILABLE')
    const entry = await db().auditEntry.findFirst({ where: { applicationID, action: 'pull.round' } })
    expect(entry).toMatchObject({ actor: 'worker', detail: { kind: 'schedule' } })
  })

  it('is pulled by one worker at a time, and by the next when that one stops', async () => {
    startWorker()
    await addJourney('j1')
    await requestRefresh(engineer, { journeyID: 'j1', applicationID: null })
    const first = worker
    worker = new AbortController()
    startWorker()
    await sleep(1_000)
    expect(await isLed('pulls')).toBe(true)
    expect(await tryLead('pulls')).toBeNull()
    const began = performance.now()
    first.abort()
    const answer = await requestRefresh(engineer, { journeyID: 'j1', applicationID: null })
    expect(answer).toMatchObject({ finished: true, result: { updated: false } })
    expect(performance.now() - began).toBeGreaterThan(1_000)
    expect(platform.mints()).toBe(1)
  })

  it('says that no worker runs', async () => {
    await addJourney('j1')
    const sync = requestSync(engineer, { applicationID })
    await expect(sync).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('No worker') })
  })
})

describe('the routes', () => {
  const post = (path: string, token: string) =>
    new Request(`http://desk.example${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  const context = (params: Record<string, string>) => ({ params: Promise.resolve(params) })
  const tokenOf = async (scopes: ('sync' | 'read')[], of: string | null = null) =>
    (await insertToken({ name: 'cron', scopes, applicationID: of, createdBy: 'test' })).token

  it('answer the counts to a token with the scope sync', async () => {
    startWorker()
    await addJourney('j1')
    const response = await syncRoute(post('/api/sync', await tokenOf(['sync'], applicationID)), context({}))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ applications: 1, journeys: 1, updated: 1, errors: [] })
    expect(await db().auditEntry.findFirst({ where: { applicationID } })).toMatchObject({ actor: 'token:cron' })
  })

  it('refuse a token without it, and one of another application', async () => {
    await addJourney('j1')
    expect((await syncRoute(post('/api/sync', await tokenOf(['read'])), context({}))).status).toBe(403)
    expect((await syncRoute(post('/api/sync', 'jd_wrong'), context({}))).status).toBe(401)
    const foreign = await tokenOf(['sync'], await addApplication(platform.baseURL))
    const path = '/api/journeys/j1/refresh'
    const params = context({ journeyID: 'j1' })
    expect((await refreshRoute(post(path, foreign), params)).status).toBe(404)
    expect((await refreshRoute(post(`${path}?applicationID=${applicationID}`, foreign), params)).status).toBe(403)
  })

  it('refresh one journey', async () => {
    startWorker()
    await addJourney('j1')
    const token = await tokenOf(['sync'])
    const response = await refreshRoute(post('/api/journeys/j1/refresh', token), context({ journeyID: 'j1' }))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ journeyID: 'j1', updated: true, version: String(T0 + 60_000) })
  })
})
