import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { requestRefresh } from '@/lib/commands/request-refresh'
import { requestSync } from '@/lib/commands/request-sync'
import { insertApplication } from '@/lib/store/applications'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { db } from '@/lib/store/client'
import { stopJobs } from '@/lib/store/jobs'
import { registerPullJobs } from '@/lib/worker/pulls'
import { startPlatform, type Platform } from '@/simulator/platform/start'
import { createTestDatabase } from '@/tests/support/database'

const applicationID = randomUUID()
const tenantID = randomUUID()
const admin = {
  kind: 'user',
  userID: randomUUID(),
  email: 'admin@desk.example',
  role: 'admin',
  applicationIDs: null,
} as const
const worker = new AbortController()
let platform: Platform
let pulls: Promise<void>
/** The platform's clock stands still and is moved ahead, so that hours are played in a moment. */
const startedAt = Date.now()
let aheadMs = 0

beforeAll(async () => {
  await createTestDatabase()
  platform = await startPlatform({ applicationID, tenantID, seed: 3, clock: () => startedAt + aheadMs })
  const { baseURL } = platform
  await insertApplication({
    applicationID,
    tenantID,
    name: 'Loans',
    environment: 'live',
    baseURL,
    apiKey: platform.apiKey(),
  })
  pulls = registerPullJobs(worker.signal)
})
afterAll(async () => {
  worker.abort()
  await pulls
  await stopJobs()
  await platform.stop()
})

async function call(method: string, path: string, token: string, body?: unknown): Promise<Record<string, string>> {
  const response = await fetch(`${platform.baseURL}/api/v1/headless${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as { data: Record<string, string>; error: unknown }
  if (answer.error) throw new Error(`${method} ${path}: ${JSON.stringify(answer.error)}`)
  return answer.data
}

/** A borrower's app begins a journey at the platform; the desk knows only that there is one. */
async function beginJourney(borrowerExternalID: string): Promise<string> {
  const { sessionToken = '' } = await call('POST', '/sessions', platform.apiKey(), { borrowerExternalID })
  const { journeyID = '' } = await call('POST', '/journeys', sessionToken, { type: 'PERSONAL_LOAN' })
  aheadMs += 60_000
  await call('PUT', '/profile', sessionToken, {
    contactNumber: '9876543210',
    pan: 'ABCDE1234F',
    panName: 'Asha Rao',
    personalemail: 'asha@example.com',
    officialemail: 'asha@work.example',
    dob: '1990-04-01',
    gender: 'female',
    employmentType: 'salaried',
    monthlyIncome: 60_000,
    pincode: '560001',
    requestedAmount: 200_000,
  })
  aheadMs += 60_000
  await call('POST', '/profile/submit', sessionToken, {})
  const eventAt = new Date(Date.now() - 60_000)
  const known = {
    applicationID,
    journeyID,
    borrowerExternalID,
    source: 'webhook',
    eventKey: `evt_${journeyID}`,
  } as const
  const rest = {
    sequence: 1n,
    eventAt,
    receivedAt: eventAt,
    type: null,
    nextAction: null,
    pendingOperations: null,
    offers: null,
  }
  await applySnapshots({ snapshots: [{ ...known, ...rest, status: 'STARTED' }], profiles: [] })
  return journeyID
}

it('reads what the simulated platform holds, though our session ends that of the borrower', async () => {
  const journeyID = await beginJourney('CUST_1')
  aheadMs += 20 * 60_000
  const refreshed = await requestRefresh(admin, { journeyID, applicationID: null })
  const record = platform.world.journey(platform.world.borrower('CUST_1'), journeyID)
  const { status, sequence } = record.journey.state
  expect(refreshed).toMatchObject({ finished: true, result: { updated: true, version: String(sequence) } })
  const where = { applicationID_journeyID: { applicationID, journeyID } }
  expect(await db().journey.findUnique({ where, select: { status: true } })).toEqual({ status })
  const offers = await db().offer.count({ where: { applicationID, journeyID } })
  expect(offers).toBe(record.journey.state.offers?.length ?? 0)
  expect(await db().borrower.findFirst({ select: { panHash: true } })).toMatchObject({ panHash: expect.anything() })
})

it('follows its journeys over rounds, with a new session where the old one had ended', async () => {
  await beginJourney('CUST_2')
  aheadMs += 2 * 60 * 60_000
  const first = await requestSync(admin, { applicationID: null })
  expect(first).toMatchObject({ finished: true, result: { applications: 1, failed: 0, errors: [] } })
  aheadMs += 20 * 60_000
  const second = await requestSync(admin, { applicationID })
  expect(second).toMatchObject({ finished: true, result: { failed: 0, errors: [] } })
  for (const { journeyID, status } of await db().journey.findMany({ select: { journeyID: true, status: true } })) {
    const record = [...platform.world.all()].find(({ play }) => play.journeyID === journeyID)
    expect(status).toBe(record?.journey.state.status)
  }
})
