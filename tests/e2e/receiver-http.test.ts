import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createToken } from '@/lib/commands/create-token'
import { signWebhook } from '@/lib/platform/signature'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { receiverClient, sha256, type ReceiverClient } from '@/tests/support/receiver-client'
import { sendRaw } from '@/tests/support/raw-http'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** Each row of the receiver's contract, over real HTTP against the production server. */

const SYSTEM = { kind: 'system', name: 'cli' } as const
const MiB = 1024 * 1024
const REFUSAL = '{"error":{"code":"SIGNATURE_INVALID"}}'
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

let desk: LiveDesk
let client: ReceiverClient
let application: TestApplication

beforeAll(async () => {
  desk = await openLiveDesk()
  const { token } = await createToken(SYSTEM, { name: 'reader', scopes: ['read'] })
  client = receiverClient(desk.url, token, desk.database.url)
  application = await addTestApplication()
})

const post = (body: string | Uint8Array, own = application, options: Parameters<typeof signedHeaders>[2] = {}) =>
  client.post(body, signedHeaders(own, body, options))

describe('a valid delivery', () => {
  it('is accepted, kept as verified and applied', async () => {
    const body = sampleBody(application, { journey: { journeyID: 'j-accepted' } })
    const answer = await post(body)
    expect(answer.status).toBe(200)
    expect(answer.json()).toEqual({ status: 'accepted', deliveryID: expect.any(String) })
    expect(await client.deliveryOf(answer)).toMatchObject({
      verdict: 'verified',
      processing: 'applied',
      responseStatus: 200,
      attempt: 1,
      journeyIDs: ['j-accepted'],
      bodySha256: sha256(body),
    })
    expect(await client.read('/api/v1/journeys/j-accepted')).toMatchObject({
      status: 'OFFERS_AVAILABLE',
      version: '1741179022100',
    })
  })

  it('is accepted once and a duplicate ever after, also when its copies come at the same time', async () => {
    const body = sampleBody(application, { journey: { journeyID: 'j-twice' } })
    const headers = signedHeaders(application, body)
    const answers = await Promise.all(Array.from({ length: 6 }, () => client.post(body, headers)))
    const states = answers.map((answer) => Object(answer.json()).status)
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200))
    expect(states.toSorted()).toEqual(['accepted', ...Array(5).fill('duplicate')])
    expect(new Set(answers.map((answer) => Object(answer.json()).deliveryID)).size).toBe(1)
    const kept = (await client.newest()).filter(({ bodySha256 }) => bodySha256 === sha256(body))
    expect(kept.map(({ attempt }) => attempt).toSorted()).toEqual([1, 2, 3, 4, 5, 6])
    expect(kept.filter(({ processing }) => processing === 'applied')).toHaveLength(1)
    const { timeline } = await client.read('/api/v1/journeys/j-twice')
    expect(Array.isArray(timeline) && timeline.filter(({ kind }) => kind === 'status')).toHaveLength(1)
  })

  it('is quarantined where its event ID came with other bytes before', async () => {
    const [eventID, journeyID] = ['evt_conflict', 'j-conflict']
    await post(sampleBody(application, { eventID, journey: { journeyID } }))
    const answer = await post(sampleBody(application, { eventID, journey: { journeyID, status: 'CLOSED' } }))
    expect(answer.status).toBe(202)
    expect(answer.json()).toEqual({ status: 'quarantined', deliveryID: expect.any(String) })
    expect(await client.deliveryOf(answer)).toMatchObject({ verdict: 'event-conflict', processing: 'quarantined' })
    expect(await client.read(`/api/v1/journeys/${journeyID}`)).toMatchObject({ status: 'OFFERS_AVAILABLE' })
  })

  it('of an older sequence is accepted, becomes history and leaves the state alone', async () => {
    const journeyID = 'j-older'
    const told = (sequence: number, status: string, minutes: number) =>
      post(
        sampleBody(application, {
          sequence,
          eventAt: minutesAgo(minutes).toISOString(),
          journey: { journeyID, status },
        }),
      )
    await told(200, 'KYC_PENDING', 10)
    const answer = await told(100, 'OFFER_SELECTED', 20)
    expect(answer.status).toBe(200)
    expect(answer.json()).toMatchObject({ status: 'accepted' })
    const journey = await client.read(`/api/v1/journeys/${journeyID}`)
    expect(journey).toMatchObject({ status: 'KYC_PENDING', version: '200' })
    expect(JSON.stringify(journey.timeline)).toContain('OFFER_SELECTED')
  })

  it.each([
    ['ten digits', () => String(Math.floor(Date.now() / 1000))],
    ['thirteen digits', () => String(Date.now())],
    ['ISO 8601', () => new Date().toISOString()],
    ['ISO 8601 with an offset', () => new Date(Date.now() + 19_800_000).toISOString().replace('Z', '+05:30')],
  ])('may tell its time in %s', async (_form, now) => {
    const body = sampleBody(application)
    const timestamp = now()
    const signature = signWebhook(application.secret, timestamp, Buffer.from(body))
    const headers = { ...signedHeaders(application, body), 'x-al-webhook-timestamp': timestamp }
    expect((await client.post(body, { ...headers, 'x-al-webhook-signature': signature })).status).toBe(200)
  })
})

describe('an authentic delivery that cannot be applied', () => {
  it.each([
    ['late', 6],
    ['ahead of time', -6],
  ])('is quarantined as stale where it is %s', async (_how, minutes) => {
    const journeyID = `j-stale${minutes}`
    const answer = await post(sampleBody(application, { journey: { journeyID } }), application, {
      at: minutesAgo(minutes),
    })
    expect(answer.status).toBe(202)
    expect(answer.json()).toEqual({ status: 'quarantined', deliveryID: expect.any(String) })
    expect(await client.deliveryOf(answer)).toMatchObject({
      verdict: 'stale',
      cause: 'timestamp-stale',
      processing: 'quarantined',
    })
    await expect(client.read(`/api/v1/journeys/${journeyID}`)).rejects.toThrow('404')
  })

  it('is applied at once where the application takes stale deliveries', async () => {
    const own = await addTestApplication()
    await desk.cli(['settings', 'set', 'webhook.applyStale', 'true', '--application', own.applicationID])
    const body = sampleBody(own, { journey: { journeyID: 'j-apply-stale' } })
    const answer = await post(body, own, { at: minutesAgo(60) })
    expect(await client.deliveryOf(answer)).toMatchObject({ verdict: 'stale', processing: 'applied' })
    expect(await client.read('/api/v1/journeys/j-apply-stale')).toMatchObject({ status: 'OFFERS_AVAILABLE' })
  })

  it.each([
    ['no JSON', 'not json'],
    ['nothing at all', ''],
    ['a list', '[]'],
    ['another event', '{"event_type":"other"}'],
    ['a snapshot without its event ID', '{"event_type":"journey.snapshot","sequence":1,"borrower":{"journeys":[]}}'],
  ])('is quarantined with its bytes where it is %s', async (_what, text) => {
    const answer = await post(text)
    expect(answer.status).toBe(202)
    expect(answer.json()).toEqual({ status: 'quarantined', deliveryID: expect.any(String) })
    expect(await client.deliveryOf(answer)).toMatchObject({
      verdict: 'unparseable',
      processing: 'quarantined',
      bodySize: Buffer.byteLength(text),
      bodySha256: sha256(text),
    })
  })
})

type Headers = Record<string, string>
type Change = (headers: Headers) => Headers | Record<string, string | string[]>
const without =
  (name: string): Change =>
  (headers) =>
    Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))
const signatureOf = (headers: Headers) => headers['x-al-webhook-signature'] ?? ''
const resigned =
  (timestamp: string, body: string): Change =>
  (headers) => ({
    ...headers,
    'x-al-webhook-timestamp': timestamp,
    'x-al-webhook-signature': signWebhook(application.secret, timestamp, Buffer.from(body)),
  })

const refusals: [string, string, (body: string) => Change][] = [
  ['a wrong secret', 'signature-mismatch', (body) => () => signedHeaders(application, body, { secret: 'whsec_other' })],
  ['no signature', 'header-missing', () => without('x-al-webhook-signature')],
  ['no timestamp', 'header-missing', () => without('x-al-webhook-timestamp')],
  ['no event ID', 'header-missing', () => without('x-al-event-id')],
  ['no tenant', 'header-missing', () => without('x-al-tenant-id')],
  ['no application', 'header-missing', () => without('x-al-application-id')],
  [
    'an upper-case signature',
    'signature-malformed',
    () => (headers) => ({
      ...headers,
      'x-al-webhook-signature': signatureOf(headers).toUpperCase(),
    }),
  ],
  [
    'a prefixed signature',
    'signature-malformed',
    () => (headers) => ({
      ...headers,
      'x-al-webhook-signature': `sha256=${signatureOf(headers)}`,
    }),
  ],
  ['a short signature', 'signature-malformed', () => (headers) => ({ ...headers, 'x-al-webhook-signature': 'abc' })],
  [
    'the signature header twice',
    'signature-malformed',
    () => (headers) => ({
      ...headers,
      'x-al-webhook-signature': [signatureOf(headers), signatureOf(headers)],
    }),
  ],
  ['eleven digits of time', 'signature-malformed', (body) => resigned('17000000001', body)],
  ['a time with a fraction', 'signature-malformed', (body) => resigned(`${Date.now() / 1000}`, body)],
  ['a date without a time', 'signature-malformed', (body) => resigned('2026-03-05', body)],
  [
    'an application we do not know',
    'unknown-application',
    () => (headers) => ({
      ...headers,
      'x-al-application-id': randomUUID(),
    }),
  ],
  [
    'an application that is no ID',
    'unknown-application',
    () => (headers) => ({
      ...headers,
      'x-al-application-id': "' OR 1=1 --",
    }),
  ],
  ['another event ID in the header', 'header-mismatch', () => (headers) => ({ ...headers, 'x-al-event-id': 'evt_x' })],
  [
    'another tenant in the header',
    'header-mismatch',
    () => (headers) => ({
      ...headers,
      'x-al-tenant-id': randomUUID(),
    }),
  ],
]

describe('a delivery that nobody vouches for', () => {
  it.each(refusals)(
    'with %s is refused in the same bytes, kept as %s and explained',
    async (_what, verdict, change) => {
      const body = sampleBody(application, { journey: { journeyID: 'j-refused' } })
      const answer = await sendRaw(`${desk.url}/api/webhooks/platform`, {
        body,
        headers: change(body)(signedHeaders(application, body)),
      })
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 401, text: REFUSAL })
      const kept = await client.deliveryWithBody(body)
      expect(kept).toMatchObject({ verdict, responseStatus: 401, processing: 'none' })
      await expect(client.read('/api/v1/journeys/j-refused')).rejects.toThrow('404')
    },
  )

  it('answers with the same headers too, whatever the reason', async () => {
    const body = sampleBody(application)
    const good = signedHeaders(application, body)
    const changes = [without('x-al-tenant-id'), without('x-al-webhook-signature'), resigned('2026-03-05', body)]
    const answers = await Promise.all(
      changes.map((change) => sendRaw(`${desk.url}/api/webhooks/platform`, { body, headers: change(good) })),
    )
    const told = answers.map(({ headers }) =>
      Object.entries(headers).filter(([name]) => !['date', 'x-request-id'].includes(name)),
    )
    expect(told[1]).toEqual(told[0])
    expect(told[2]).toEqual(told[0])
  })

  it('is refused where one application signs for another, and where one byte changed', async () => {
    const other = await addTestApplication()
    const body = sampleBody(application)
    const swapped = await client.post(body, signedHeaders(other, body))
    const changed = await client.post(body.replace('VIEW', 'VIEV'), signedHeaders(application, body))
    for (const { status, text } of [swapped, changed]) expect({ status, text }).toEqual({ status: 401, text: REFUSAL })
    expect(await client.deliveryWithBody(body)).toMatchObject({ verdict: 'header-mismatch' })
  })

  it('is explained within five seconds', async () => {
    const body = sampleBody(application)
    await client.post(body, {
      ...signedHeaders(application, body),
      'x-al-webhook-signature': signWebhook(application.secret, '', Buffer.from(body)),
    })
    await vi.waitFor(
      async () => {
        const kept = await client.deliveryWithBody(body)
        expect(kept?.forensics?.sentence).toMatch(/\w/)
      },
      { timeout: 5_000, interval: 200 },
    )
  })
})

describe('a body beyond the limit', () => {
  const large = Buffer.alloc(MiB + 1, 'x')

  it('is refused by its declared length, and headers and size are all that is kept', async () => {
    const own = await addTestApplication()
    const answer = await post(large, own)
    expect({ status: answer.status, text: answer.text }).toEqual({
      status: 413,
      text: '{"error":{"code":"PAYLOAD_TOO_LARGE"}}',
    })
    const kept = (await client.newest()).find(({ applicationID }) => applicationID === own.applicationID)
    expect(kept).toMatchObject({
      verdict: 'too-large',
      bodySize: large.byteLength,
      bodySha256: null,
      responseStatus: 413,
    })
  })

  it('is refused as it comes where it declares no length', async () => {
    const own = await addTestApplication()
    const answer = await client.post(large, signedHeaders(own, large), { chunkBytes: 64 * 1024 })
    expect(answer.status).toBe(413)
    const kept = (await client.newest()).find(({ applicationID }) => applicationID === own.applicationID)
    expect(kept).toMatchObject({ verdict: 'too-large', bodySha256: null })
  })

  it.each([
    ['one byte below', MiB - 1, undefined],
    ['exactly at', MiB, undefined],
    ['one byte below, in pieces,', MiB - 1, 10_007],
  ])('%s it is verified whole, byte for byte', async (_where, size, chunkBytes) => {
    const sample = sampleBody(application, { journey: { journeyID: `j-large-${size}-${chunkBytes ?? 0}` } })
    const body = sample.replace('{', `{"filler":"${'é'.repeat(1000)}","padding":"`)
    const padded = body.replace('"padding":"', `"padding":"${'p'.repeat(size - Buffer.byteLength(body) - 2)}",`)
    expect(Buffer.byteLength(padded)).toBe(size)
    const answer = await client.post(padded, signedHeaders(application, padded), chunkBytes ? { chunkBytes } : {})
    expect(answer.status, answer.text).toBe(200)
    expect(await client.deliveryOf(answer)).toMatchObject({
      verdict: 'verified',
      processing: 'applied',
      bodySize: size,
      bodySha256: sha256(padded),
    })
  })
})

describe('other methods', () => {
  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s is answered 405 and leaves nothing behind',
    async (method) => {
      const body = sampleBody(application)
      const before = await client.rowCount()
      const answer = await client.post(body, signedHeaders(application, body), { method })
      expect(answer.status).toBe(405)
      expect(answer.headers.allow).toContain('POST')
      expect(await client.rowCount()).toBe(before)
    },
  )
})

describe('secrets', () => {
  it('verify side by side while they rotate, and a retired one stops within five seconds', async () => {
    const own = await addTestApplication()
    const argv = ['secret', 'add', '--application', own.applicationID, '--overlap', '24h']
    const { secretID, value } = await desk.cli(argv)
    const second = String(value)
    const status = async (secret: string) => (await post(sampleBody(own), own, { secret })).status
    expect([await status(second), await status(own.secret)]).toEqual([200, 200])
    await desk.cli(['secret', 'retire', '--id', String(secretID)])
    const retiredAt = Date.now()
    await vi.waitFor(async () => expect(await status(second)).toBe(401), { timeout: 5_000, interval: 250 })
    expect(Date.now() - retiredAt).toBeLessThan(5_000)
    expect(await status(own.secret)).toBe(200)
  })
})
