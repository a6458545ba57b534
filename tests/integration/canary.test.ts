import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eraseBorrower } from '@/lib/commands/erase-borrower'
import { revealBorrowerField } from '@/lib/commands/reveal-borrower-field'
import type { Principal } from '@/lib/auth/principal'
import { REVEALABLE } from '@/lib/domain/borrower-input'
import { detectOnce } from '@/lib/detect/run'
import { ingestApiCalls } from '@/lib/ingest/api-calls'
import { ingestTraces } from '@/lib/ingest/otlp/ingest-traces'
import { pullOne } from '@/lib/ingest/pull-one'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { ingestReportedDeliveries } from '@/lib/ingest/reported-deliveries'
import { readDelivery } from '@/lib/query/delivery'
import { readDeliveryScreen } from '@/lib/query/delivery-screen'
import { readJourneyScreen } from '@/lib/query/journey'
import { insertApplication } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { insertSecret } from '@/lib/store/secrets'
import { CANARY, databaseText, expectClear } from '@/tests/support/canary'
import {
  ALL,
  BORROWER,
  canaryCall,
  canaryDelivery,
  canarySnapshot,
  canarySpan,
  JOURNEY,
  ODD_BODY,
  tellCanary,
} from '@/tests/support/canary-inputs'
import { createTestDatabase } from '@/tests/support/database'
import { asProtobuf, exportOf } from '@/tests/support/otlp'
import { startFakePlatform, type FakePlatform } from '@/tests/support/pulled-platform'
import { signedHeaders } from '@/tests/support/webhooks'

/** One borrower goes through every input; nothing of her may stand in the clear in the database or in what is read of it. */

const API_KEY = 'sk_live_canary_key_0001'
const REASON = 'Ticket 4711: she called about it.'
const ADMIN: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'admin@desk.example',
  role: 'admin',
  applicationIDs: null,
}

const application = { applicationID: randomUUID(), tenantID: randomUUID(), secret: `whsec_${randomUUID()}` }
const { applicationID, tenantID, secret } = application
const SECRETS = [secret, API_KEY]
let url: string
let platform: FakePlatform

beforeAll(async () => {
  url = (await createTestDatabase()).url
  platform = await startFakePlatform()
  const { baseURL } = platform
  await insertApplication({ applicationID, tenantID, name: 'Acme', environment: 'live', baseURL, apiKey: API_KEY })
  await insertSecret({ applicationID, value: secret, retireOthersAt: null })
})
afterAll(() => platform.close())

const snapshot = (sequence: number) => canarySnapshot(application, sequence)

async function webhook(text: string, options: { secret?: string; at?: Date } = {}, of = application): Promise<number> {
  const headers = { ...signedHeaders(of, text, options), 'user-agent': `sender ${ALL}` }
  const body = Buffer.from(text)
  const delivery = { headers, body, bodySize: body.byteLength, receivedAt: new Date(), peer: '203.0.113.9' }
  return (await receiveWebhook(delivery)).status
}

const batchOf = (contentType: string, bytes: Uint8Array, contentEncoding = '') => ({
  bytes,
  contentType,
  contentEncoding,
})
const json = (value: unknown) => Buffer.from(JSON.stringify(value))

async function webhooks(): Promise<void> {
  expect(await webhook(snapshot(1))).toBe(200)
  expect(await webhook(snapshot(2), { secret: 'whsec_wrong' })).toBe(401)
  expect(await webhook(snapshot(3), { at: new Date(Date.now() - 86_400_000) })).toBe(202)
  expect(await webhook(ODD_BODY)).toBe(202)
  expect(await webhook(snapshot(4), {}, { ...application, applicationID: randomUUID() })).toBe(401)
}

async function batches(): Promise<void> {
  const delivery = canaryDelivery(application, snapshot(5))
  const now = new Date()
  await ingestReportedDeliveries(batchOf('application/json', json({ records: [delivery] })), null, now)
  await ingestApiCalls(batchOf('application/json', json({ records: [canaryCall(applicationID, 'c-json')] })), null, now)
  await ingestApiCalls(batchOf('application/x-ndjson', json(canaryCall(applicationID, 'c-lines'))), null, now)
  const packed = gzipSync(json({ records: [canaryCall(applicationID, 'c-gzip')] }))
  await ingestApiCalls(batchOf('application/json', packed, 'gzip'), null, now)
  const attributes = canarySpan(applicationID, platform.baseURL)
  await ingestTraces(batchOf('application/json', json(exportOf([{ attributes }]))), null, now)
  await ingestTraces(batchOf('application/x-protobuf', asProtobuf(exportOf([{ attributes }]))), null, now)
  expect(await db().apiCall.count()).toBe(5)
}

async function pull(): Promise<void> {
  tellCanary(platform)
  const job = { applicationID, journeyID: JOURNEY, borrowerExternalID: BORROWER }
  const trigger = { actor: 'admin@desk.example', kind: 'user' as const }
  const result = await pullOne({ ...job, trigger }, randomUUID(), new AbortController().signal)
  expect(result, JSON.stringify(result)).toMatchObject({ ok: true, updated: true })
}

const told = (value: unknown) =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))

async function expectNothingInTheClear(): Promise<void> {
  await detectOnce(new Date())
  expectClear('journey', told(await readJourneyScreen(ADMIN, { journeyID: JOURNEY })), SECRETS)
  for (const { id } of await db().webhookDelivery.findMany({ select: { id: true } })) {
    expectClear(`delivery ${id}`, told(await readDelivery(ADMIN, { deliveryID: id })), SECRETS)
    expectClear(`screen of ${id}`, told(await readDeliveryScreen(ADMIN, { deliveryID: id })), SECRETS)
  }
  await expectTablesClear()
}

async function expectTablesClear(): Promise<void> {
  for (const [table, text] of await databaseText(url)) expectClear(`table ${table}`, text, SECRETS)
}

describe('a borrower who went through every input', () => {
  it('stands in the clear in no table, journey or delivery', async () => {
    await webhooks()
    await batches()
    await pull()
    await expectNothingInTheClear()
  })

  it('is told where somebody says why, and leaves no trace of it', async () => {
    for (const field of REVEALABLE) {
      const about = { applicationID, borrowerExternalID: BORROWER, field, reason: REASON }
      expect(await revealBorrowerField(ADMIN, about)).toEqual({ field, value: CANARY[field] })
    }
    expect(await db().auditEntry.count({ where: { action: 'reveal.borrower-field' } })).toBe(5)
    await expectTablesClear()
  })

  it('is gone once she is erased, and does not come back', async () => {
    const bodies = () => db().webhookDelivery.count({ where: { bodyCiphertext: { not: null } } })
    expect(await bodies()).toBeGreaterThan(0)
    const erase = { applicationID, borrowerExternalID: BORROWER, confirm: BORROWER, reason: REASON }
    await eraseBorrower(ADMIN, erase, new Date())
    expect(await bodies()).toBe(0)
    expect(await webhook(snapshot(8))).toBe(200)
    expect(await bodies()).toBe(0)
    await expectNothingInTheClear()
  })
})
