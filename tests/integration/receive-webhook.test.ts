import { beforeAll, describe, expect, it } from 'vitest'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { db } from '@/lib/store/client'
import { insertSecret, retireSecretRow } from '@/lib/store/secrets'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

let application: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
})

function send(body: string | Uint8Array, headers: Record<string, string>, peer = '203.0.113.7') {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body
  return receiveWebhook({ headers, body: bytes, bodySize: bytes.byteLength, receivedAt: new Date(), peer })
}

async function rowOf(answer: Awaited<ReturnType<typeof send>>) {
  const id = 'deliveryID' in answer.body ? answer.body.deliveryID : ''
  return db().webhookDelivery.findFirstOrThrow({ where: { id } })
}

describe('the receiver, row by row of the contract', () => {
  it('accepts a valid delivery and applies it', async () => {
    const body = sampleBody(application, { journey: { journeyID: 'j-accepted' } })
    const answer = await send(body, signedHeaders(application, body))
    expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } })
    const row = await rowOf(answer)
    expect(row).toMatchObject({
      verdict: 'verified',
      processing: 'applied',
      responseStatus: 200,
      journeyIDs: ['j-accepted'],
    })
    const journey = await db().journey.findFirstOrThrow({ where: { journeyID: 'j-accepted' } })
    expect(journey).toMatchObject({ status: 'OFFERS_AVAILABLE', nextAction: 'VIEW_OFFERS', version: 1741179022100n })
  })

  it('calls the same bytes a duplicate, even when they come at once', async () => {
    const body = sampleBody(application, { journey: { journeyID: 'j-dup' } })
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(body, signedHeaders(application, body))))
    const states = answers.map((answer) => ('status' in answer.body ? answer.body.status : ''))
    expect(states.toSorted()).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate', 'duplicate'])
    expect(await db().journeyEvent.count({ where: { journeyID: 'j-dup' } })).toBe(1)
  })

  it('quarantines other bytes under the same event ID', async () => {
    const first = sampleBody(application, { eventID: 'evt_conflict', journey: { journeyID: 'j-conflict' } })
    const other = sampleBody(application, {
      eventID: 'evt_conflict',
      journey: { journeyID: 'j-conflict', status: 'CLOSED' },
    })
    await send(first, signedHeaders(application, first))
    const answer = await send(other, signedHeaders(application, other))
    expect(answer).toMatchObject({ status: 202, body: { status: 'quarantined' } })
    expect(await rowOf(answer)).toMatchObject({ verdict: 'event-conflict', processing: 'quarantined' })
    expect(await db().journey.findFirstOrThrow({ where: { journeyID: 'j-conflict' } })).toMatchObject({
      status: 'OFFERS_AVAILABLE',
    })
  })

  it('keeps an older sequence as history and leaves the state', async () => {
    const newer = sampleBody(application, { sequence: 200, journey: { journeyID: 'j-old', status: 'KYC_PENDING' } })
    const older = sampleBody(application, { sequence: 100, journey: { journeyID: 'j-old', status: 'OFFER_SELECTED' } })
    await send(newer, signedHeaders(application, newer))
    expect(await send(older, signedHeaders(application, older))).toMatchObject({ body: { status: 'accepted' } })
    expect(await db().journey.findFirstOrThrow({ where: { journeyID: 'j-old' } })).toMatchObject({
      status: 'KYC_PENDING',
      version: 200n,
    })
    expect(await db().journeyEvent.count({ where: { journeyID: 'j-old' } })).toBe(2)
  })

  it('quarantines an authentic delivery that is late, and still takes it when it comes in time', async () => {
    const body = sampleBody(application, { journey: { journeyID: 'j-stale' } })
    const late = await send(body, signedHeaders(application, body, { at: new Date(Date.now() - 6 * 60_000) }))
    expect(late).toMatchObject({ status: 202, body: { status: 'quarantined' } })
    expect(await rowOf(late)).toMatchObject({ verdict: 'stale', cause: 'timestamp-stale', processing: 'quarantined' })
    expect(await db().journey.count({ where: { journeyID: 'j-stale' } })).toBe(0)
    expect(await send(body, signedHeaders(application, body))).toMatchObject({
      status: 200,
      body: { status: 'accepted' },
    })
    const again = await send(body, signedHeaders(application, body, { at: new Date(Date.now() - 6 * 60_000) }))
    expect(again).toMatchObject({ status: 200, body: { status: 'duplicate' } })
  })

  it('quarantines a signed body that is no snapshot', async () => {
    for (const body of ['not json', '[]', '{"event_type":"other"}', '']) {
      expect(await send(body, signedHeaders(application, body))).toMatchObject({
        status: 202,
        body: { status: 'quarantined' },
      })
    }
  })

  it('refuses every kind of wrong credential with the same bytes', async () => {
    const body = sampleBody(application)
    const good = signedHeaders(application, body)
    const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
    const refused = [
      await send(body.replace('VIEW', 'VIES'), good),
      ...(await Promise.all(
        Object.keys(good)
          .filter((name) => name.startsWith('x-al'))
          .map((name) => send(body, without(name))),
      )),
      await send(body, { ...good, 'x-al-webhook-signature': good['x-al-webhook-signature']?.toUpperCase() ?? '' }),
      await send(body, { ...good, 'x-al-webhook-signature': 'abc' }),
      await send(body, { ...good, 'x-al-webhook-timestamp': '17000000001' }),
      await send(body, { ...good, 'x-al-application-id': '00000000-0000-4000-8000-000000000000' }),
      await send(body, { ...good, 'x-al-application-id': 'nonsense' }),
      await send(body, { ...good, 'x-al-event-id': 'evt_other' }),
      await send(body, { ...good, 'x-al-tenant-id': '00000000-0000-4000-8000-000000000001' }),
    ]
    for (const answer of refused)
      expect(answer).toEqual({ status: 401, body: { error: { code: 'SIGNATURE_INVALID' } } })
  })

  it('keeps only headers and size of a body over the limit', async () => {
    const answer = await receiveWebhook({
      headers: signedHeaders(application, '{}'),
      body: null,
      bodySize: 2_000_000,
      receivedAt: new Date(),
      peer: '203.0.113.8',
    })
    expect(answer).toEqual({ status: 413, body: { error: { code: 'PAYLOAD_TOO_LARGE' } } })
    const row = await db().webhookDelivery.findFirstOrThrow({ where: { verdict: 'too-large' } })
    expect(row).toMatchObject({ bodySize: 2_000_000, bodyCiphertext: null })
  })

  it('verifies with any active secret, at once with a new one, and never with a retired one', async () => {
    const own = await addTestApplication()
    const secretID = await insertSecret({
      applicationID: own.applicationID,
      value: 'whsec_second',
      retireOthersAt: null,
    })
    const body = sampleBody(own)
    expect(await send(body, signedHeaders(own, body, { secret: 'whsec_second' }))).toMatchObject({ status: 200 })
    await insertSecret({ applicationID: own.applicationID, value: 'whsec_third', retireOthersAt: null })
    const next = sampleBody(own)
    expect(await send(next, signedHeaders(own, next, { secret: 'whsec_third' }))).toMatchObject({ status: 200 })
    await retireSecretRow(secretID, { actor: null, now: new Date() })
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    const last = sampleBody(own)
    expect(await send(last, signedHeaders(own, last, { secret: 'whsec_second' }))).toMatchObject({ status: 401 })
  })

  it('bounds what forged requests leave behind', async () => {
    const own = await addTestApplication()
    const body = sampleBody(own)
    const forged = { ...signedHeaders(own, body), 'x-al-webhook-signature': 'a'.repeat(64) }
    for (let index = 0; index < 100; index++) await send(body, forged, '198.51.100.9')
    const kept = await db().webhookDelivery.count({ where: { applicationID: own.applicationID } })
    expect(kept).toBeLessThanOrEqual(120)
    const counted = await db().refusedNoise.aggregate({
      where: { applicationID: own.applicationID },
      _sum: { counted: true },
    })
    expect(counted._sum.counted).toBe(100)
  })
})

describe('hostile bodies', () => {
  const deep = '['.repeat(10_000) + ']'.repeat(10_000)
  const cases: [string, (own: TestApplication) => string | Uint8Array][] = [
    ['a NUL in a string', (own) => sampleBody(own, { journey: { nextAction: 'A\u0000B', journeyID: 'j-nul' } })],
    ['a NUL in an ID', (own) => sampleBody(own, { journey: { journeyID: 'j\u0000' } })],
    ['lone surrogates', (own) => sampleBody(own, { journey: { nextAction: '\ud800', journeyID: 'j-sur' } })],
    ['1e200000', (own) => sampleBody(own).replace('"1.0.0"', '1e200000')],
    [
      'an attempt count of 1e200000',
      (own) =>
        sampleBody(own, {
          journey: {
            journeyID: 'j-huge',
            pendingOperations: [{ operationID: 'o', type: 'X', status: 'Y', attempts: 7777 }],
          },
        }).replace('7777', '1e200000'),
    ],
    ['duplicate keys', (own) => sampleBody(own).replace('{', '{"event_type":"x",')],
    ['__proto__', (own) => sampleBody(own).replace('{', '{"__proto__":{"polluted":true},')],
    ['invalid UTF-8', (own) => Buffer.concat([Buffer.from(sampleBody(own)), Buffer.from([0xff, 0xfe])])],
    ['a BOM', (own) => `\ufeff${sampleBody(own, { journey: { journeyID: 'j-bom' } })}`],
    ['a sequence of 2^63', (own) => sampleBody(own, { sequence: '9223372036854775808' })],
    ['10,000 nested arrays', () => deep],
    ['nested arrays in an unknown field', (own) => sampleBody(own).replace('{', `{"x":${deep},`)],
    ['year 0', (own) => sampleBody(own, { eventAt: '0000-01-01T00:00:00Z' })],
    [
      'a fractional attempt',
      (own) =>
        sampleBody(own, {
          journey: {
            journeyID: 'j-frac',
            pendingOperations: [{ operationID: 'o', type: 'X', status: 'Y', attempts: 1.5 }],
          },
        }),
    ],
  ]
  it.each(cases)('%s is stored as it came and answered with 200 or 202', async (_name, make) => {
    const body = make(application)
    const answer = await send(body, signedHeaders(application, body))
    expect([200, 202]).toContain(answer.status)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('keeps a sequence beyond 2^53 exact', async () => {
    const body = sampleBody(application, { sequence: '9007199254740993', journey: { journeyID: 'j-big' } })
    expect(await send(body, signedHeaders(application, body))).toMatchObject({ status: 200 })
    expect(await db().journey.findFirstOrThrow({ where: { journeyID: 'j-big' } })).toMatchObject({
      version: 9007199254740993n,
    })
  })

  it('does not crash on headers of any shape', async () => {
    const body = sampleBody(application)
    const headers = {
      ...signedHeaders(application, body),
      'x-al-event-id': 'a'.repeat(20_000),
      'x-al-tenant-id': '\u0000',
    }
    expect((await send(body, headers)).status).toBe(401)
  })
})
