import { gzipSync } from 'node:zlib'
import protobuf from 'protobufjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/ingest/otlp/v1/traces/route'
import descriptor from '@/lib/ingest/otlp/trace-service.json'
import { insertApplication } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { ingestRequest, ingestToken, type Sent } from '@/tests/support/calls'
import { createTestDatabase } from '@/tests/support/database'
import { asProtobuf, exportOf, readResponse, REQUEST, type SampleSpan } from '@/tests/support/otlp'

const PATH = '/api/ingest/otlp/v1/traces'
const PROTOBUF = 'application/x-protobuf'
const LIVE = '11111111-1111-4111-8111-111111111111'
const TEST = '22222222-2222-4222-8222-222222222222'
const TWIN = '33333333-3333-4333-8333-333333333333'
const DAY = 86_400_000

let token: string
beforeAll(async () => {
  await createTestDatabase()
  const common = { tenantID: LIVE, name: 'Acme', apiKey: null }
  await insertApplication({ ...common, applicationID: LIVE, environment: 'live', baseURL: 'https://platform.example' })
  await insertApplication({ ...common, applicationID: TEST, environment: 'test', baseURL: 'https://shared.example/a' })
  await insertApplication({ ...common, applicationID: TWIN, environment: 'test', baseURL: 'https://shared.example/b' })
  token = await ingestToken()
})

function post(body: string | Uint8Array, sent: Sent = {}) {
  return POST(ingestRequest(PATH, body, { token, type: PROTOBUF, ...sent }), { params: Promise.resolve({}) })
}

async function sendProtobuf(spans: SampleSpan[], sent: Sent = {}) {
  const response = await post(asProtobuf(exportOf(spans)), sent)
  expect(response.status, await response.clone().text()).toBe(200)
  expect(response.headers.get('content-type')).toBe(PROTOBUF)
  return readResponse(new Uint8Array(await response.arrayBuffer()))
}

async function sendJson(spans: SampleSpan[], sent: Sent = {}): Promise<unknown> {
  const response = await post(JSON.stringify(exportOf(spans)), { type: 'application/json', ...sent })
  expect(response.status, await response.clone().text()).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/json')
  return response.json()
}

const ids = (name: string) => ({ traceId: Buffer.from(name.padEnd(16)).toString('hex'), spanId: '00000000000000ab' })
const rowOf = (name: string) => db().apiCall.findFirst({ where: { callID: ids(name).traceId + ids(name).spanId } })

const RICH: Record<string, string | number | string[]> = {
  'http.request.method': 'POST',
  'url.full': 'https://platform.example/api/v1/headless/offers/of-1/proceed',
  'http.response.status_code': 409,
  'error.type': '409',
  'http.request.header.idempotency-key': ['idem-1'],
  'http.request.header.x-correlation-id': ['cor-1'],
  'http.response.header.retry-after': ['3'],
  'lending.error_code': 'OFFER_LOCK_CONFLICT',
  'lending.error_field': 'offerID',
  'lending.journey_id': 'j-5',
  'lending.borrower_external_id': 'CUST_5',
  'lending.body_sha256': 'c'.repeat(64),
  'lending.auth_kind': 'session',
  'lending.auth_environment': 'live',
  'lending.auth_fingerprint': '0123456789ab',
  'lending.session_fingerprint': 'ba9876543210',
  'lending.session_expires_at': '2026-01-01T00:00:00Z',
  'lending.refresh_fingerprint': 'aaaaaaaaaaaa',
}
const RICH_ROW = {
  source: 'otlp',
  caller: 'back-end',
  applicationID: LIVE,
  environment: 'live',
  method: 'POST',
  path: '/api/v1/headless/offers/of-1/proceed',
  route: 'POST /offers/{offerID}/proceed',
  status: 409,
  durationMs: 40,
  error: null,
  errorCode: 'OFFER_LOCK_CONFLICT',
  errorField: 'offerID',
  retryAfterMs: 3_000n,
  correlationID: 'cor-1',
  idempotencyKey: 'idem-1',
  bodySha256: 'c'.repeat(64),
  borrowerExternalID: 'CUST_5',
  journeyID: 'j-5',
  offerID: 'of-1',
  authKind: 'session',
  authEnvironment: 'live',
  authFingerprint: '0123456789ab',
  issuedSessionFingerprint: 'ba9876543210',
  issuedSessionExpiresAt: new Date('2026-01-01T00:00:00Z'),
  issuedRefreshFingerprint: 'aaaaaaaaaaaa',
  issuedEnvironment: 'live',
}

describe('an export of spans', () => {
  it('is read alike from protobuf and JSON, gzipped or not', async () => {
    expect(await sendProtobuf([{ ...ids('pb'), attributes: RICH }])).toEqual({})
    expect(await sendProtobuf([{ ...ids('pb-gzip'), attributes: RICH }], { gzip: true })).toEqual({})
    expect(await sendJson([{ ...ids('json'), attributes: RICH }])).toEqual({})
    expect(
      await sendJson([{ ...ids('json-gzip'), attributes: RICH, kind: 'SPAN_KIND_CLIENT' }], { gzip: true }),
    ).toEqual({})
    for (const name of ['pb', 'pb-gzip', 'json', 'json-gzip']) expect(await rowOf(name), name).toMatchObject(RICH_ROW)
  })

  it('may use the old HTTP conventions', async () => {
    const response = await post(
      JSON.stringify({
        resourceSpans: exportOf([{ ...ids('old') }]).resourceSpans.map((item) => {
          const span = item.scopeSpans[0]?.spans[0]
          if (span) {
            span.attributes = Object.entries({
              'http.method': { stringValue: 'PUT' },
              'http.url': { stringValue: 'https://platform.example/api/v1/headless/profile?a' },
              'net.peer.name': { stringValue: 'platform.example' },
              'http.status_code': { intValue: 400 },
              'http.request.header.idempotency_key': { arrayValue: { values: [{ stringValue: 'idem-old' }] } },
            }).map(([key, value]) => ({ key, value }))
          }
          return item
        }),
      }),
      { type: 'application/json' },
    )
    expect(response.status).toBe(200)
    expect(await rowOf('old')).toMatchObject({ route: 'PUT /profile', status: 400, idempotencyKey: 'idem-old' })
  })

  it('counts once, however often it is sent', async () => {
    const spans = [{ ...ids('again') }]
    await Promise.all([sendProtobuf(spans), sendJson(spans), sendProtobuf(spans)])
    expect(await db().apiCall.count({ where: { callID: ids('again').traceId + ids('again').spanId } })).toBe(1)
  })

  it('drops other spans without error: other kinds and other hosts', async () => {
    const other = {
      ...ids('other'),
      attributes: { 'server.address': 'elsewhere.example', 'url.full': 'https://elsewhere.example/' },
    }
    expect(await sendProtobuf([{ ...ids('server'), kind: 2 }, other])).toEqual({})
    expect(await rowOf('server')).toBeNull()
    expect(await rowOf('other')).toBeNull()
  })

  it('redacts, like a batch', async () => {
    await sendProtobuf([
      { ...ids('redact'), attributes: { 'url.full': 'https://platform.example/a/st_secretsecret/9876543210' } },
    ])
    expect((await rowOf('redact'))?.path).toMatch(/^\/a\/\[redacted:token:\w+\]\/\[redacted:mobile:\w+\]$/)
  })

  it('names what it refuses in partialSuccess, and stores the rest', async () => {
    const spans: SampleSpan[] = [
      { ...ids('good') },
      { traceId: '00' },
      { at: new Date(Date.now() + DAY) },
      { at: new Date(Date.now() - 365 * DAY) },
      { attributes: { 'lending.auth_kind': 'magic' } },
      { attributes: { 'http.response.status_code': 1000 } },
    ]
    const expected = { partialSuccess: { rejectedSpans: 5, errorMessage: expect.stringContaining('occurredAt') } }
    expect(await sendProtobuf(spans)).toEqual(expected)
    expect(await rowOf('good')).not.toBeNull()
    expect(await sendJson(spans)).toEqual({ partialSuccess: { ...expected.partialSuccess, rejectedSpans: '5' } })
  })
})

describe('whose call a span is', () => {
  const shared = { 'server.address': 'shared.example', 'url.full': 'https://shared.example/api/v1/headless/profile' }

  it('is told by lending.application_id, on the span or on the resource', async () => {
    await sendProtobuf([{ ...ids('by-span'), attributes: { ...shared, 'lending.application_id': TWIN.toUpperCase() } }])
    await sendProtobuf([{ ...ids('by-resource'), attributes: shared, resource: { 'lending.application_id': TEST } }])
    expect(await rowOf('by-span')).toMatchObject({ applicationID: TWIN, environment: 'test' })
    expect(await rowOf('by-resource')).toMatchObject({ applicationID: TEST })
  })

  it('else by the token; the environment is that of the address that was called', async () => {
    await sendProtobuf([{ ...ids('by-token'), attributes: shared }], { token: await ingestToken(LIVE) })
    expect(await rowOf('by-token')).toMatchObject({ applicationID: LIVE, environment: 'test' })
  })

  it('else by the host, where one application alone has it', async () => {
    await sendProtobuf([{ ...ids('by-host') }])
    expect(await rowOf('by-host')).toMatchObject({ applicationID: LIVE, environment: 'live' })
  })

  it('else by the base URL’s path; and where nothing decides, the span is refused', async () => {
    const below = { ...shared, 'url.full': 'https://shared.example/b/api/v1/headless/profile' }
    await sendProtobuf([{ ...ids('by-path'), attributes: below }])
    expect(await rowOf('by-path')).toMatchObject({ applicationID: TWIN })
    expect(await sendProtobuf([{ ...ids('undecided'), attributes: shared }])).toMatchObject({
      partialSuccess: { rejectedSpans: 1, errorMessage: expect.stringContaining('lending.application_id') },
    })
    const unknown = '5f0dc48a-0000-4000-8000-000000000000'
    expect(await sendProtobuf([{ attributes: { 'lending.application_id': unknown } }])).toMatchObject({
      partialSuccess: { rejectedSpans: 1 },
    })
  })

  it('may not be another application’s than the token’s', async () => {
    const body = asProtobuf(exportOf([{ attributes: { 'lending.application_id': LIVE } }]))
    expect((await post(body, { token: await ingestToken(TEST) })).status).toBe(403)
  })
})

describe('hostile exports', () => {
  it('needs a token with the scope', async () => {
    expect((await post(asProtobuf(exportOf([])), { token: null })).status).toBe(401)
  })

  it.each([
    ['noise', Buffer.from('not protobuf at all, nor anything else'), PROTOBUF, 400],
    ['a length beyond the end', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0x07]), PROTOBUF, 400],
    ['nested groups', Buffer.alloc(1_000_000, 0x0b), PROTOBUF, 400],
    ['JSON that is none', Buffer.from('{'), 'application/json', 400],
    ['a JSON list', Buffer.from('[]'), 'application/json', 400],
    ['spans that are no list', Buffer.from('{"resourceSpans":{}}'), 'application/json', 400],
    ['another type', Buffer.from('{}'), 'text/plain', 415],
    ['a gzip bomb', gzipSync(Buffer.alloc(100 * 1024 * 1024)), 'bomb', 413],
  ])('answers %s without a 500', async (_name, body, type, status) => {
    const request = ingestRequest(PATH, body, { token, type: type === 'bomb' ? PROTOBUF : type })
    if (type === 'bomb') request.headers.set('content-encoding', 'gzip')
    expect((await POST(request, { params: Promise.resolve({}) })).status).toBe(status)
  })

  it('takes empty exports, and nulls where something belongs', async () => {
    expect((await post(new Uint8Array())).status).toBe(200)
    for (const body of [
      {},
      { resourceSpans: null },
      { resourceSpans: [null, { scopeSpans: [{ spans: [null, 1] }] }] },
    ]) {
      expect((await post(JSON.stringify(body), { type: 'application/json' })).status).toBe(200)
    }
    const bare = { resourceSpans: [{ scopeSpans: [{ spans: [{ kind: 3 }] }] }] }
    expect((await post(JSON.stringify(bare), { type: 'application/json' })).status).toBe(200)
  })

  it('bounds the number of spans, and what a span may unfold to', async () => {
    const scope = (spans: Buffer) => framed(0x0a, framed(0x12, spans))
    const empty = Buffer.alloc(2 * 60_000)
    for (let at = 0; at < empty.length; at += 2) empty.writeUInt16BE(0x1200, at)
    expect((await post(scope(empty))).status).toBe(413)
    const clients = Buffer.concat(Array.from({ length: 5_001 }, () => Buffer.from([0x12, 0x02, 0x30, 0x03])))
    expect((await post(scope(clients))).status).toBe(413)
    const before = process.memoryUsage().rss
    const attributes = Buffer.alloc(2 * 3_500_000)
    for (let at = 0; at < attributes.length; at += 2) attributes.writeUInt16BE(0x4a00, at)
    const heavy = Buffer.concat([Buffer.from([0x30, 0x03]), attributes])
    const response = await post(scope(framed(0x12, heavy)))
    expect(readResponse(new Uint8Array(await response.arrayBuffer()))).toMatchObject({
      partialSuccess: { rejectedSpans: 1 },
    })
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it('does not overflow on deeply nested values', async () => {
    let value: Buffer = Buffer.from([0x0a, 0x01, 0x61])
    for (let depth = 0; depth < 20_000; depth++) value = framed(0x2a, framed(0x0a, value))
    const attribute = framed(0x4a, Buffer.concat([Buffer.from([0x0a, 0x01, 0x6b]), framed(0x12, value)]))
    const span = framed(0x12, Buffer.concat([Buffer.from([0x30, 0x03]), attribute]))
    expect((await post(framed(0x0a, framed(0x12, span)))).status).toBe(200)
  })
})

describe('the description of the protocol', () => {
  it('is that of the official definitions', async () => {
    const root = new protobuf.Root()
    root.resolvePath = (_origin, target) => `lib/ingest/otlp/proto/${target}`
    await root.load('opentelemetry/proto/collector/trace/v1/trace_service.proto')
    expect(root.toJSON()).toEqual(descriptor)
    expect(REQUEST.fields.resourceSpans?.id).toBe(1)
  })
})

function framed(tag: number, bytes: Buffer): Buffer {
  const length = new protobuf.Writer().uint32(bytes.byteLength).finish()
  return Buffer.concat([Buffer.from([tag]), length, bytes])
}
