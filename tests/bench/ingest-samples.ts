import { randomBytes, randomUUID } from 'node:crypto'
import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { apiCallSchema } from '@/lib/ingest/api-call-record'
import { draftApiCall } from '@/lib/ingest/draft-api-call'
import { sampleCall } from '@/tests/support/calls'
import { asProtobuf, exportOf } from '@/tests/support/otlp'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** Traffic as healthy partners have it: many journeys, some dozens of callers, a few errors. Every ID is new. */

const JOURNEYS = 1_000
const CALLERS = 40
const SPREAD_MS = 10 * 60_000
const ROUTES = [
  ['GET', '/state'],
  ['GET', '/offers'],
  ['GET', '/state'],
  ['POST', '/consents'],
] as const

export interface Sample {
  path: string
  headers: Record<string, string>
  body: string | Uint8Array
}

export function webhookSample(application: TestApplication, index: number): Sample {
  const at = new Date()
  const body = sampleBody(application, {
    eventID: `evt_${randomUUID()}`,
    eventAt: at.toISOString(),
    sequence: at.getTime() * 1000 + index,
    borrower: { borrowerExternalID: `CUST_${index % JOURNEYS}` },
    journey: { journeyID: `00000000-0000-4000-8000-${String(index % JOURNEYS).padStart(12, '0')}` },
  })
  return { path: '/api/webhooks/platform', headers: signedHeaders(application, body), body }
}

function statusOf(index: number): number {
  if (index % 100 === 7) return 422
  return index % 100 === 57 ? 429 : 200
}

function recordOf(application: TestApplication, index: number): Record<string, unknown> {
  const [method, tail] = ROUTES[index % ROUTES.length] ?? ['GET', '/state']
  const status = statusOf(index)
  return sampleCall(application, {
    occurredAt: new Date(Date.now() - Math.random() * SPREAD_MS).toISOString(),
    durationMs: 20 + (index % 400),
    caller: `system-${index % CALLERS}`,
    method,
    path: `/api/v1/headless/journeys/j-${index % JOURNEYS}${tail}`,
    status,
    requestID: randomUUID(),
    correlationID: randomUUID(),
    ...(status === 429 && { errorCode: 'RATE_LIMITED', retryAfterMs: 1_000 }),
    ...(status === 422 && { errorCode: 'VALIDATION_FAILED', errorField: 'pan' }),
    ...(method === 'POST' && { idempotencyKey: randomUUID(), bodySha256: randomBytes(32).toString('hex') }),
  })
}

function recordsOf(application: TestApplication, batch: number, size: number): Record<string, unknown>[] {
  return Array.from({ length: size }, (_, index) => recordOf(application, batch * size + index))
}

export function batchSample(application: TestApplication, token: string, batch: number, size: number): Sample {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ records: recordsOf(application, batch, size) })
  return { path: '/api/ingest/api-calls', headers, body }
}

/** The same records as the rows that they become. */
export function rowsSample(application: TestApplication, batch: number, size: number): ApiCallDraft[] {
  return recordsOf(application, batch, size).map((record) => draftApiCall(apiCallSchema.parse(record), 'batch').call)
}

/** One export of one service, as the SDK's batch processor sends it. */
export function exportSample(application: TestApplication, token: string, batch: number, size: number): Sample {
  const request = exportOf(recordsOf(application, batch, size).map((record) => spanOf(record)))
  const [first] = request.resourceSpans
  const spans = request.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
  const whole = first ? [{ ...first, scopeSpans: [{ scope: { name: 'http' }, spans }] }] : []
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-protobuf' }
  return { path: '/api/ingest/otlp/v1/traces', headers, body: asProtobuf({ resourceSpans: whole }) }
}

function spanOf(record: Record<string, unknown>): Parameters<typeof exportOf>[0][number] {
  const text = (name: string) => (record[name] === undefined ? undefined : String(record[name]))
  const attributes = {
    'http.request.method': text('method'),
    'url.full': `https://platform.example${String(record.path)}`,
    'http.response.status_code': Number(record.status),
    'http.request.header.x-correlation-id': text('correlationID'),
    'http.request.header.idempotency-key': text('idempotencyKey'),
    'lending.error_code': text('errorCode'),
    'lending.error_field': text('errorField'),
    'lending.body_sha256': text('bodySha256'),
    'lending.auth_kind': 'session',
    'lending.auth_environment': 'live',
    'lending.auth_fingerprint': '0123456789ab',
  }
  const known = Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return {
    at: new Date(String(record.occurredAt)),
    durationMs: Number(record.durationMs),
    attributes: Object.fromEntries(known) as Record<string, string | number>,
    resource: { 'service.name': String(record.caller) },
  }
}
