import { beforeAll, describe, expect, it, vi } from 'vitest'
import { signWebhook } from '@/lib/platform/signature'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { receiverClient, sha256, type ReceiverClient } from '@/tests/support/receiver-client'
import { sendRaw } from '@/tests/support/raw-http'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** The way of a newcomer: everything made by the command line, then the documented sample, then the worst of bodies. */

const REFUSAL = '{"error":{"code":"SIGNATURE_INVALID"}}'
const SAMPLE = `{"schema_version":"1.0.0","event_type":"journey.snapshot","event_id":"evt_01JB2X4CE6",
 "event_at":"2026-03-05T16:48:20.000Z","snapshot_generated_at":"2026-03-05T16:48:20.000Z","sequence":1741179022100,
 "issuer":{"source":"credit-api","trigger":"journey.offer.updated"},
 "tenant_id":"8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61","application_id":"fbb1fd74-c502-4419-83f3-82a2a019fc9a",
 "borrower":{"borrowerExternalID":"CUST_0012",
   "journeys":[{"journeyID":"b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9","status":"OFFERS_AVAILABLE","nextAction":"VIEW_OFFERS"}]}}`

let desk: LiveDesk
let client: ReceiverClient
const application: TestApplication = {
  applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
  tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
  secret: '',
}

beforeAll(async () => {
  desk = await openLiveDesk()
  const ids = ['--tenant', application.tenantID, '--application', application.applicationID]
  const at = ['--environment', 'live', '--base-url', 'https://platform.example']
  await desk.cli(['application', 'add', '--name', 'Acme live', ...ids, ...at])
  const [secret, token] = await Promise.all([
    desk.cli(['secret', 'add', '--application', application.applicationID]),
    desk.cli(['token', 'create', '--name', 'reader', '--scope', 'read']),
  ])
  application.secret = String(secret.value)
  client = receiverClient(desk.url, String(token.token), desk.database.url)
})

const post = (body: string | Uint8Array) => client.post(body, signedHeaders(application, body))

describe('the documented sample, signed with a secret of the command line', () => {
  it('is accepted, refused with one changed byte, and a duplicate when it is repeated', async () => {
    const headers = signedHeaders(application, SAMPLE)
    const changed = await client.post(SAMPLE.replace('VIEW_OFFERS', 'VIEW_OFFERZ'), headers)
    expect([changed.status, changed.text]).toEqual([401, REFUSAL])
    const first = await client.post(SAMPLE, headers)
    expect([first.status, first.json()]).toEqual([200, { status: 'accepted', deliveryID: expect.any(String) }])
    const again = await client.post(SAMPLE, headers)
    expect([again.status, again.json()]).toEqual([200, { status: 'duplicate', deliveryID: expect.any(String) }])
  })

  it.each([
    ['event ID', 'x-al-event-id', 'evt_01JB2X4CE7'],
    ['tenant', 'x-al-tenant-id', 'fbb1fd74-c502-4419-83f3-82a2a019fc9a'],
    ['application', 'x-al-application-id', '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61'],
    ['timestamp', 'x-al-webhook-timestamp', '1741193300'],
    ['signature', 'x-al-webhook-signature', signWebhook('another', '1741193300', Buffer.from(SAMPLE))],
  ])('is refused with another %s in its header', async (_what, name, value) => {
    const answer = await client.post(SAMPLE, { ...signedHeaders(application, SAMPLE), [name]: value })
    expect([answer.status, answer.text]).toEqual([401, REFUSAL])
  })

  it('is there to be read, with all that came of it', async () => {
    const expected = {
      borrowerExternalID: 'CUST_0012',
      applicationID: application.applicationID,
      environment: 'live',
      status: 'OFFERS_AVAILABLE',
      nextAction: 'VIEW_OFFERS',
      owner: 'borrower',
      stuck: false,
      version: '1741179022100',
    }
    const read = () => client.read('/api/v1/journeys/b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9')
    await vi.waitFor(async () => expect(await read()).toMatchObject(expected), { timeout: 5_000, interval: 100 })
    const verdicts = (await client.newest()).map(({ verdict }) => verdict)
    expect(verdicts).toEqual(expect.arrayContaining(['verified', 'duplicate', 'signature-mismatch', 'header-mismatch']))
  })

  it('of a journey that waits too long shows its finding within five seconds', async () => {
    const since = new Date(Date.now() - 20 * 60_000).toISOString()
    const operation = { operationID: 'op-1', type: 'LENDER_DISPATCH', status: 'IN_FLIGHT', startedAt: since }
    const journey = { journeyID: 'j-stuck', status: 'OFFERS_PENDING', pendingOperations: [operation] }
    const answer = await post(sampleBody(application, { eventAt: since, journey }))
    const answeredAt = Date.now()
    expect(answer.status).toBe(200)
    const found = await vi.waitFor(
      async () => {
        const { data } = await client.read('/api/v1/findings?subjectType=journey&subjectID=j-stuck')
        expect(data).toHaveLength(1)
        return data
      },
      { timeout: 5_000, interval: 100 },
    )
    expect(Date.now() - answeredAt).toBeLessThan(5_000)
    expect(found).toMatchObject([
      { condition: 'offers-pending', cause: 'lender-dispatch-in-flight', status: 'open', environment: 'live' },
    ])
    expect(await client.read('/api/v1/journeys/j-stuck')).toMatchObject({ stuck: true, owner: 'lender' })
  })
})

const deep = '['.repeat(10_000) + ']'.repeat(10_000)
const spliced = (journeyID: string, field: string) =>
  sampleBody(application, { journey: { journeyID } }).replace('{', `{${field},`)
const huge = (journeyID: string, of: string, by: string) =>
  sampleBody(application, {
    journey: { journeyID, pendingOperations: [{ operationID: 'o', type: 'X', status: 'Y', attempts: 7777 }] },
  }).replace(of, by)

const hostile: [string, (journeyID: string) => string | Uint8Array][] = [
  ['NUL in a string', (id) => sampleBody(application, { journey: { journeyID: id, nextAction: 'A\u0000B' } })],
  ['NUL in an ID', (id) => sampleBody(application, { journey: { journeyID: `${id}\u0000` } })],
  [
    'NUL bytes between the tokens',
    (id) => sampleBody(application, { journey: { journeyID: id } }).replace(':', ':\u0000'),
  ],
  ['lone surrogates', (id) => sampleBody(application, { journey: { journeyID: id, nextAction: '\ud800x\udc00' } })],
  ['a lone surrogate in an ID', (id) => sampleBody(application, { journey: { journeyID: `${id}\ud800` } })],
  ['1e200000', (id) => spliced(id, '"x":1e200000')],
  ['1e200000 for a count', (id) => huge(id, '7777', '1e200000')],
  [
    '1e200000 for a sequence',
    (id) => sampleBody(application, { journey: { journeyID: id } }).replace('1741179022100', '1e200000'),
  ],
  ['duplicate keys', (id) => spliced(id, '"event_type":"x","sequence":1')],
  ['__proto__', (id) => spliced(id, '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}')],
  [
    'invalid UTF-8',
    (id) =>
      Buffer.concat([
        Buffer.from(sampleBody(application, { journey: { journeyID: id } })),
        Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
      ]),
  ],
  [
    'invalid UTF-8 inside a string',
    (id) =>
      Buffer.from(sampleBody(application, { journey: { journeyID: id, nextAction: '~' } })).map((byte) =>
        byte === 0x7e ? 0xff : byte,
      ),
  ],
  ['a BOM', (id) => `\ufeff${sampleBody(application, { journey: { journeyID: id } })}`],
  [
    'a sequence of 2^63',
    (id) => sampleBody(application, { sequence: '9223372036854775808', journey: { journeyID: id } }),
  ],
  [
    'a sequence of 2^63 − 1',
    (id) => sampleBody(application, { sequence: '9223372036854775807', journey: { journeyID: id } }),
  ],
  ['a negative sequence', (id) => sampleBody(application, { sequence: '-1', journey: { journeyID: id } })],
  ['10,000 nested arrays', () => deep],
  ['10,000 nested arrays in a field', (id) => spliced(id, `"x":${deep}`)],
  ['10,000 nested objects', () => '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ['10,000 open brackets', () => '['.repeat(10_000)],
  ['the year 0', (id) => sampleBody(application, { eventAt: '0000-01-01T00:00:00Z', journey: { journeyID: id } })],
  [
    'the year 275760',
    (id) => sampleBody(application, { eventAt: '+275760-09-13T00:00:00Z', journey: { journeyID: id } }),
  ],
  ['an ID of 100,000 letters', (id) => sampleBody(application, { journey: { journeyID: id + 'x'.repeat(100_000) } })],
  ['an event ID of 5,000 letters', () => sampleBody(application, { eventID: `evt_${'x'.repeat(5_000)}` })],
  [
    '10,000 journeys',
    (id) =>
      sampleBody(application, {
        borrower: {
          journeys: Array.from({ length: 10_000 }, (_, index) => ({ journeyID: `${id}-${index}`, status: 'STARTED' })),
        },
      }),
  ],
  [
    'the same journey twice',
    (id) =>
      sampleBody(application, {
        borrower: {
          journeys: [
            { journeyID: id, status: 'STARTED' },
            { journeyID: id, status: 'CLOSED' },
          ],
        },
      }),
  ],
  [
    'fields of other types',
    (id) =>
      sampleBody(application, {
        journey: { journeyID: id, nextAction: { a: 1 }, offers: 'none', pendingOperations: { 0: 1 } },
      }),
  ],
  [
    'null everywhere',
    (id) =>
      sampleBody(application, {
        journey: { journeyID: id, nextAction: null, offers: null, pendingOperations: null, type: null },
      }),
  ],
]

describe('a signed body with', () => {
  it.each(hostile)('%s is kept as it came and answered 200 or 202', async (name, make) => {
    const body = make(`j-${name.replace(/\W+/g, '-')}`)
    const answer = await post(body)
    expect([200, 202], `${answer.status} ${answer.text}`).toContain(answer.status)
    const kept = await client.deliveryOf(answer)
    expect(kept).toMatchObject({ bodySize: Buffer.byteLength(body), bodySha256: sha256(body) })
  })

  it('any of these leaves the desk in health: it takes the next webhook, and every list can be read', async () => {
    expect((await post(sampleBody(application))).status).toBe(200)
    for (const path of ['/api/v1/journeys?limit=200', '/api/v1/findings', '/api/v1/deliveries?limit=200']) {
      expect(await client.read(path)).toHaveProperty('data')
    }
    expect((await sendRaw(`${desk.url}/api/ready`, { method: 'GET' })).status).toBe(200)
  })
})

describe('unsigned noise', () => {
  it('is bounded by its source, whatever address it claims for itself', async () => {
    const body = sampleBody(application)
    const forged = { ...signedHeaders(application, body), 'x-al-webhook-signature': 'a'.repeat(64) }
    const before = await client.rowCount()
    const claimed = (index: number) => ({
      ...forged,
      'x-forwarded-for': `198.51.100.${index}`,
      'x-desk-peer': `${index}`,
    })
    for (let from = 0; from < 200; from += 20) {
      const sent = Array.from({ length: 20 }, (_, index) => client.post(body, claimed(from + index)))
      for (const { status, text } of await Promise.all(sent)) expect([status, text]).toEqual([401, REFUSAL])
    }
    // Two windows at most, where the minute turned meanwhile.
    expect((await client.rowCount()) - before).toBeLessThanOrEqual(120)
  })
})
