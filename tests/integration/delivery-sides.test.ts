import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { deliverySides } from '@/lib/query/delivery-sides'
import { saveJobState } from '@/lib/store/job-state'
import { storePlatformDeliveries } from '@/lib/store/platform-deliveries'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

const READER: Extract<Principal, { kind: 'token' }> = {
  kind: 'token',
  tokenID: randomUUID(),
  name: 'reader',
  scopes: ['read'],
  applicationID: null,
}
const JOURNEY = 'j-three-sides'
const SEQUENCE = 1741179022100

let application: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
})

const now = new Date()
const eventOf = (eventID: string) => deliverySides(READER, { applicationID: application.applicationID, eventID }, now)
const bodyOf = (eventID: string) =>
  sampleBody(application, { eventID, eventAt: now.toISOString(), sequence: SEQUENCE, journey: { journeyID: JOURNEY } })

async function receive(eventID: string, secret = application.secret): Promise<void> {
  const body = bodyOf(eventID)
  const bytes = Buffer.from(body)
  const headers = signedHeaders(application, body, { secret })
  await receiveWebhook({
    headers,
    body: bytes,
    bodySize: bytes.byteLength,
    receivedAt: new Date(),
    peer: '203.0.113.9',
  })
}

async function logged(eventID: string, responseStatus: number | null): Promise<void> {
  const delivery = {
    applicationID: application.applicationID,
    deliveryID: `dlv_${eventID}`,
    eventID,
    attempt: 1,
    attemptedAt: now,
    url: null,
    responseStatus,
    durationMs: 20,
    error: responseStatus === null ? 'connection refused' : null,
    nextAttemptAt: null,
    headers: {},
    body: Buffer.from(bodyOf(eventID)),
    snapshot: { borrowerExternalID: 'CUST_0012', sequence: BigInt(SEQUENCE), eventAt: now, journeyIDs: [JOURNEY] },
  }
  expect(await storePlatformDeliveries([delivery])).toBe(1)
}

it('tells apart what was never sent, what we refused, what was lost and what was applied', async () => {
  expect(await eventOf('evt_never')).toMatchObject({ outcome: 'unknown', sent: 'unknown' })
  const state = { since: now.toISOString(), cursor: null }
  await saveJobState(`pull-deliveries:${application.applicationID}`, state)
  expect(await eventOf('evt_never')).toMatchObject({ outcome: 'unknown' })

  const before = new Date(now.getTime() - 10 * 60_000)
  const asked = { applicationID: application.applicationID, journeyID: JOURNEY, sequence: SEQUENCE }
  expect(await deliverySides(READER, asked, before)).toMatchObject({ outcome: 'never-sent', sent: 'no', applied: 'no' })

  await receive('evt_refused', 'whsec_of_somebody_else')
  await logged('evt_refused', 401)
  expect(await eventOf('evt_refused')).toMatchObject({ outcome: 'refused', sent: 'yes', verified: 'no', applied: 'no' })

  await logged('evt_lost', 200)
  await logged('evt_unanswered', null)
  expect(await eventOf('evt_lost')).toMatchObject({ outcome: 'lost', received: 'no' })
  expect(await eventOf('evt_unanswered')).toMatchObject({ outcome: 'unanswered' })

  await receive('evt_applied')
  await logged('evt_applied', 200)
  expect(await eventOf('evt_applied')).toMatchObject({
    outcome: 'applied',
    applied: 'yes',
    sides: [
      { side: 'platform', attempts: 1, words: 'answered 200' },
      { side: 'receiver', attempts: 1, words: 'verified, applied' },
      { side: 'reported', attempts: 0 },
    ],
  })
  expect(await deliverySides(READER, asked, before)).toMatchObject({ applied: 'yes', verified: 'yes' })
})

it('shows a token of another application nothing', async () => {
  const foreign = { ...READER, applicationID: randomUUID() }
  const asked = deliverySides(foreign, { applicationID: application.applicationID, eventID: 'evt_applied' })
  await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
