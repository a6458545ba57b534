import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { detectOnce } from '@/lib/detect/run'
import { DeskError } from '@/lib/errors'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { ingestReportedDeliveries } from '@/lib/ingest/reported-deliveries'
import { db } from '@/lib/store/client'
import { signWebhook } from '@/lib/platform/signature'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

let own: TestApplication
let other: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  own = await addTestApplication()
  other = await addTestApplication()
})

type Fields = Record<string, unknown>

/** A record whose signature is right, of a journey of its own. */
function record(overrides: Fields = {}, application = own, body?: string): Fields {
  const bytes = body ?? sampleBody(application, { journey: { journeyID: `j-${randomUUID()}` } })
  const receivedAt = new Date()
  return {
    deliveryID: `del_${randomUUID()}`,
    applicationID: application.applicationID,
    receivedAt: receivedAt.toISOString(),
    headers: signedHeaders(application, bytes, { at: receivedAt }),
    rawBodyBase64: Buffer.from(bytes).toString('base64'),
    outcome: 'accepted',
    responseStatus: 200,
    ...overrides,
  }
}

const json = (records: unknown[]) => send(JSON.stringify({ records }))

function send(
  body: string | Uint8Array,
  { type = 'application/json', encoding = '', allowed = null as string | null } = {},
) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return ingestReportedDeliveries({ bytes, contentType: type, contentEncoding: encoding }, allowed, new Date())
}

const rowOf = (deliveryID: unknown) =>
  db().webhookDelivery.findFirstOrThrow({ where: { reportedDeliveryID: String(deliveryID) } })

async function detectAll() {
  while ((await detectOnce(new Date())) > 0);
}

describe('the shape of a batch', () => {
  it('is JSON, NDJSON, plain or gzipped, and an empty one is nothing wrong', async () => {
    const lines = [record(), record()].map((item) => JSON.stringify(item)).join('\r\n')
    const good = { accepted: 2, duplicates: 0, rejected: [] }
    expect(await json([record(), record()])).toEqual(good)
    expect(await send(lines + '\n\n', { type: 'application/x-ndjson; charset=utf-8' })).toEqual(good)
    const zipped = gzipSync(JSON.stringify({ records: [record(), record()] }))
    expect(await send(zipped, { encoding: 'GZIP' })).toEqual(good)
    expect(await json([])).toEqual({ accepted: 0, duplicates: 0, rejected: [] })
    expect(await send('', { type: 'application/x-ndjson' })).toEqual({ accepted: 0, duplicates: 0, rejected: [] })
  })

  it.each([
    ['a gzip bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)), { encoding: 'gzip' }, 'PAYLOAD_TOO_LARGE'],
    ['more than 8 MiB as they are', Buffer.alloc(8 * 1024 * 1024 + 1, 32), {}, 'PAYLOAD_TOO_LARGE'],
    ['5,001 records', JSON.stringify({ records: Array.from({ length: 5_001 }, () => 1) }), {}, 'PAYLOAD_TOO_LARGE'],
    ['5,001 lines', '1\n'.repeat(5_001), { type: 'application/x-ndjson' }, 'PAYLOAD_TOO_LARGE'],
    ['what is no gzip', '{"records":[]}', { encoding: 'gzip' }, 'BAD_REQUEST'],
    ['a gzip cut short', gzipSync('{"records":[]}').subarray(0, 12), { encoding: 'gzip' }, 'BAD_REQUEST'],
    ['another encoding', '{"records":[]}', { encoding: 'br' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['another type', '{"records":[]}', { type: 'text/plain' }, 'UNSUPPORTED_MEDIA_TYPE'],
    ['no JSON', '{"records":[', {}, 'BAD_REQUEST'],
    ['another document', '[]', {}, 'BAD_REQUEST'],
    ['records that are no list', '{"records":{}}', {}, 'BAD_REQUEST'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), {}, 'BAD_REQUEST'],
  ])('%s is refused as a whole', async (_name, body, options, code) => {
    await expect(send(body, options)).rejects.toMatchObject({ name: 'DeskError', code })
  })

  it('takes 5,000 records', async () => {
    const answer = await send('1\n'.repeat(5_000), { type: 'application/x-ndjson' })
    expect(answer).toMatchObject({ accepted: 0, duplicates: 0 })
    expect(answer.rejected).toHaveLength(5_000)
  })
})

describe('good records beside bad ones', () => {
  it('are stored, and the bad ones are named by index, code, message and path', async () => {
    const good = record()
    const { rejected, accepted } = await json([
      record({ deliveryID: undefined }),
      good,
      record({ receivedAt: 'yesterday' }),
      record({ applicationID: randomUUID() }),
      record({ rawBodyBase64: '%%%' }),
      record({ receivedAt: '2001-01-01T00:00:00Z' }),
      record({ receivedAt: new Date(Date.now() + 2 * 3_600_000).toISOString() }),
      record({ rawBodyBase64: Buffer.alloc(1024 * 1024 + 1).toString('base64') }),
      record({ outcome: 'perhaps' }),
      'text',
      null,
    ])
    expect(accepted).toBe(1)
    expect(rejected.map(({ index, code, path }) => [index, code, path])).toEqual([
      [0, 'INVALID', 'deliveryID'],
      [2, 'INVALID', 'receivedAt'],
      [3, 'UNKNOWN_APPLICATION', 'applicationID'],
      [4, 'INVALID', 'rawBodyBase64'],
      [5, 'TIME_OUT_OF_RANGE', 'receivedAt'],
      [6, 'TIME_OUT_OF_RANGE', 'receivedAt'],
      [7, 'BODY_TOO_LARGE', 'rawBodyBase64'],
      [8, 'INVALID', 'outcome'],
      [9, 'INVALID', ''],
      [10, 'INVALID', ''],
    ])
    for (const { message } of rejected) expect(message.length).toBeGreaterThan(5)
    expect(await rowOf(good.deliveryID)).toMatchObject({
      verdict: 'verified',
      processing: 'applied',
      source: 'reported',
    })
  })

  it('treats null as absent', async () => {
    const plain = record()
    const { accepted } = await json([
      { ...plain, eventID: null, attempt: null, durationMs: null, responseStatus: null, computedSignature: null },
      { ...record(), headers: null, outcome: null },
    ])
    expect(accepted).toBe(2)
    expect(await rowOf(plain.deliveryID)).toMatchObject({ attempt: 1, durationMs: null, responseStatus: null })
  })

  it('names a line that is no JSON and takes its neighbours', async () => {
    const lines = [JSON.stringify(record()), '{', JSON.stringify(record())].join('\n')
    const answer = await send(lines, { type: 'application/x-ndjson' })
    expect(answer).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'UNREADABLE' }] })
  })

  it('names a record that is nested 10,000 deep and takes its neighbours', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    const bad = JSON.stringify(record({ x: 'HERE' })).replace('"HERE"', deep)
    const answer = await send(`{"records":[${JSON.stringify(record())},${bad},${JSON.stringify(record())}]}`)
    expect(answer).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'UNREADABLE' }] })
  })
})

describe('a delivery ID counts once', () => {
  it('within a batch, across batches and when they come at once', async () => {
    const one = record()
    expect(await json([one, one])).toMatchObject({ accepted: 1, duplicates: 1 })
    expect(await json([one])).toMatchObject({ accepted: 0, duplicates: 1 })
    const many = Array.from({ length: 20 }, () => record())
    const answers = await Promise.all([json(many), json(many.toReversed()), json(many), json(many.toReversed())])
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(20)
    expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(60)
    const ids = many.map(({ deliveryID }) => String(deliveryID))
    expect(await db().webhookDelivery.count({ where: { reportedDeliveryID: { in: ids } } })).toBe(20)
  })

  it('and is the application’s own: two may use the same', async () => {
    const deliveryID = `del_${randomUUID()}`
    const answer = await json([record({ deliveryID }), record({ deliveryID }, other)])
    expect(answer).toMatchObject({ accepted: 2, duplicates: 0 })
  })
})

describe('an application’s token', () => {
  it('takes its own records in either case and refuses a batch that names another’s, storing nothing', async () => {
    const mine = record({ applicationID: own.applicationID.toUpperCase() })
    const theirs = record({}, other)
    const allowed = own.applicationID
    await expect(send(JSON.stringify({ records: [mine, theirs] }), { allowed })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(await db().webhookDelivery.count({ where: { reportedDeliveryID: String(mine.deliveryID) } })).toBe(0)
    expect(await send(JSON.stringify({ records: [mine] }), { allowed })).toMatchObject({ accepted: 1 })
  })

  it('cannot write another application’s journeys through a body that names it', async () => {
    const body = sampleBody(other, { journey: { journeyID: 'j-not-yours', status: 'DISBURSED' } })
    const headers = signedHeaders(other, body, { secret: own.secret })
    const forged = record({ headers, rawBodyBase64: Buffer.from(body).toString('base64') })
    expect(await json([forged])).toMatchObject({ accepted: 1 })
    expect(await rowOf(forged.deliveryID)).toMatchObject({ verdict: 'header-mismatch', processing: 'none' })
    expect(await db().journey.count({ where: { journeyID: 'j-not-yours' } })).toBe(0)
  })
})

describe('a reported delivery is verified by us too', () => {
  it('and its event is applied once, whichever way it came first', async () => {
    for (const first of ['receiver', 'reported']) {
      const body = sampleBody(own, { journey: { journeyID: `j-both-${first}` } })
      const bytes = Buffer.from(body)
      const receive = () =>
        receiveWebhook({
          headers: signedHeaders(own, body),
          body: bytes,
          bodySize: bytes.byteLength,
          receivedAt: new Date(),
          peer: '203.0.113.7',
        })
      const report = () => json([record({}, own, body)])
      if (first === 'receiver') {
        expect(await receive()).toMatchObject({ body: { status: 'accepted' } })
        expect(await report()).toMatchObject({ accepted: 1 })
      } else {
        expect(await report()).toMatchObject({ accepted: 1 })
        expect(await receive()).toMatchObject({ body: { status: 'duplicate' } })
      }
      expect(await db().journeyEvent.count({ where: { journeyID: `j-both-${first}` } })).toBe(1)
      const rows = await db().webhookDelivery.findMany({
        where: { journeyIDs: { has: `j-both-${first}` } },
        select: { processing: true },
      })
      expect(rows.map(({ processing }) => processing).toSorted()).toEqual(['applied', 'skipped'])
    }
  })

  it('with the tolerance judged against its own receivedAt', async () => {
    const yesterday = new Date(Date.now() - 86_400_000)
    const at = (date: Date, signedAt: Date) => {
      const body = sampleBody(own, { journey: { journeyID: `j-${randomUUID()}` } })
      const headers = signedHeaders(own, body, { at: signedAt })
      return record({ headers, receivedAt: date.toISOString() }, own, body)
    }
    const [fresh, stale] = [at(yesterday, yesterday), at(yesterday, new Date(yesterday.getTime() - 301_000))]
    const lateToday = at(new Date(), yesterday)
    expect(await json([fresh, stale, lateToday])).toMatchObject({ accepted: 3 })
    expect(await rowOf(fresh.deliveryID)).toMatchObject({ verdict: 'verified', processing: 'applied' })
    expect(await rowOf(stale.deliveryID)).toMatchObject({ verdict: 'stale', cause: 'timestamp-stale' })
    expect(await rowOf(lateToday.deliveryID)).toMatchObject({ verdict: 'stale', processing: 'quarantined' })
  })

  it('with header names in any case and doubled headers as lists', async () => {
    const body = sampleBody(own, { journey: { journeyID: `j-${randomUUID()}` } })
    const headers = Object.entries(signedHeaders(own, body))
    const upper = Object.fromEntries(headers.map(([name, value]) => [name.toUpperCase(), value]))
    const listed = Object.fromEntries(headers.map(([name, value]) => [name, [value]]))
    const doubled = Object.fromEntries(headers.map(([name, value]) => [name, [value, value]]))
    const records = [record({ headers: upper }, own, body), record({ headers: listed }, own, body)]
    const bad = record({ headers: doubled }, own, body)
    expect(await json([...records, bad])).toMatchObject({ accepted: 3 })
    for (const good of records) expect(await rowOf(good.deliveryID)).toMatchObject({ verdict: 'verified' })
    expect((await rowOf(bad.deliveryID)).verdict).toBe('signature-malformed')
  })

  it('and what the receiver computed is explained by the next detection', async () => {
    const body = sampleBody(own, { journey: { journeyID: `j-${randomUUID()}` } })
    const headers = signedHeaders(own, body)
    const timestamp = headers['x-al-webhook-timestamp'] ?? ''
    const bytes = Buffer.from(body)
    const indented = Buffer.from(JSON.stringify(JSON.parse(body), null, 2))
    const digest = (text: string, secret = own.secret, of = bytes) => signWebhook(secret, text, of)
    const cases = [
      ['parsed-body-signed', digest(timestamp, own.secret, indented)],
      ['wrong-secret', digest(timestamp, other.secret)],
      ['signature-encoding', (headers['x-al-webhook-signature'] ?? '').toUpperCase()],
      ['signature-encoding', digest(`${timestamp}000`)],
      ['undetermined', 'not a digest'],
    ] as const
    const records = cases.map(([, computedSignature]) =>
      record({ headers, computedSignature, outcome: 'rejected', responseStatus: 401 }, own, body),
    )
    expect(await json(records)).toMatchObject({ accepted: cases.length })
    await detectAll()
    for (const [index, [cause]] of cases.entries()) {
      const row = await rowOf(records[index]?.deliveryID)
      expect(row).toMatchObject({ cause, verdict: 'verified', reportedOutcome: 'rejected', responseStatus: 401 })
      expect(row.forensics).toMatchObject({ cause })
    }
  })
})

describe('extra fields', () => {
  it('are kept up to 4 KiB, long integers exact, and left out beyond', async () => {
    const kept = record({ traceID: 'abc', nested: { a: [1, null] }, big: 'BIG', none: null })
    const large = record({ dump: 'x'.repeat(4_097) })
    const edge = record({ d: 'x'.repeat(4_096 - '{"d":""}'.length) })
    const text = JSON.stringify({ records: [kept, large, edge] }).replace('"BIG"', '12345678901234567890')
    expect(await send(text)).toMatchObject({ accepted: 3, rejected: [] })
    const extra = { traceID: 'abc', nested: { a: [1, null] }, big: '12345678901234567890' }
    expect((await rowOf(kept.deliveryID)).extra).toEqual(extra)
    expect((await rowOf(large.deliveryID)).extra).toBeNull()
    expect((await rowOf(edge.deliveryID)).extra).toHaveProperty('d')
  })
})

describe('hostile records', () => {
  const noisy = Array.from({ length: 2_000 }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
  ).join('')
  const cases: [string, () => unknown][] = [
    ['an event ID of 2,000 signs', () => record({ eventID: noisy, rawBodyBase64: '' })],
    ['a NUL in the delivery ID', () => record({ deliveryID: 'a\u0000b' })],
    [
      'lone surrogates everywhere',
      () => record({ eventID: '\ud800', computedSignature: '\udfff', x: { '\ud800': '\ud800' } }),
    ],
    [
      'NUL everywhere',
      () =>
        record({ eventID: '\u0000', computedSignature: '\u0000', x: '\u0000', headers: { 'x-al-event-id': '\u0000' } }),
    ],
    ['__proto__ as a header', () => JSON.parse('{"__proto__":{"a":1},"deliveryID":"p"}')],
    ['members of every object', () => record({ constructor: 'x', toString: 'y', headers: { constructor: 'x' } })],
    ['headers that are no object', () => record({ headers: [1, 2] })],
    ['numbers where text belongs', () => record({ deliveryID: 7 })],
    ['an attempt of 1e308', () => record({ attempt: 1e308 })],
    ['a leap day that is none', () => record({ receivedAt: '2026-02-30T10:00:00Z' })],
    ['the year 0', () => record({ receivedAt: '0000-01-01T00:00:00Z' })],
    ['an offset that is none', () => record({ receivedAt: '2026-03-01T10:00:00+99:99' })],
    ['an empty body', () => record({}, own, '')],
    ['a body of brackets', () => record({}, own, '['.repeat(20_000))],
    [
      'a profile with members of every object',
      () =>
        record(
          {},
          own,
          sampleBody(own, { borrower: { profile: { constructor: 'x', valueOf: 'y', hasOwnProperty: true } } }),
        ),
    ],
    [
      'an offer ID of 2,000 signs',
      () => record({}, own, sampleBody(own, { journey: { offers: [{ offerID: noisy }] } })),
    ],
    [
      'an AA session of 2,000 signs',
      () => record({}, own, sampleBody(own, { journey: { offers: [{ offerID: 'o', aa: { aaSessionID: noisy } }] } })),
    ],
    [
      'a step ID of 2,000 signs',
      () =>
        record(
          {},
          own,
          sampleBody(own, {
            journey: { offers: [{ offerID: 'o', steps: [{ stepID: noisy, type: 'KYC', status: 'READY' }] }] },
          }),
        ),
    ],
    [
      'a step type of 2,000 signs',
      () =>
        record(
          {},
          own,
          sampleBody(own, {
            journey: { offers: [{ offerID: 'o', steps: [{ stepID: 's', type: noisy, status: noisy }] }] },
          }),
        ),
    ],
    [
      'an operation ID of 2,000 signs',
      () =>
        record(
          {},
          own,
          sampleBody(own, { journey: { pendingOperations: [{ operationID: noisy, type: 'X', status: 'Y' }] } }),
        ),
    ],
    [
      'the same journey twice in one body',
      () =>
        record(
          {},
          own,
          sampleBody(own, {
            borrower: {
              journeys: [
                { journeyID: 'twice', status: 'STARTED' },
                { journeyID: 'twice', status: 'CLOSED' },
              ],
            },
          }),
        ),
    ],
  ]

  it.each(cases)('%s: never throws anything but a DeskError, and its neighbour is stored', async (_name, make) => {
    const good = record()
    try {
      const answer = await json([make(), good])
      expect(answer.accepted).toBeGreaterThanOrEqual(1)
      expect((await rowOf(good.deliveryID)).processing).toBe('applied')
    } catch (error) {
      expect(error).toBeInstanceOf(DeskError)
      throw error
    }
  })
})

it('lets batches of the same journeys and detection run at once', async () => {
  const bodies = Array.from({ length: 30 }, (_, index) =>
    sampleBody(own, { sequence: 500 + index, journey: { journeyID: `j-busy-${index % 6}`, status: 'OFFERS_PENDING' } }),
  )
  const batches = Array.from({ length: 6 }, (_, turn) => {
    const records = bodies.slice(turn * 5, turn * 5 + 5).map((body) => record({}, own, body))
    return turn % 2 === 0 ? records : records.toReversed()
  })
  const work = batches.flatMap((records) => [json(records), detectOnce(new Date())])
  await expect(Promise.all(work)).resolves.toHaveLength(12)
  expect(await db().journeyEvent.count({ where: { journeyID: { startsWith: 'j-busy-' } } })).toBe(30)
})
