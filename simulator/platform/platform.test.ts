import { createServer, type IncomingMessage } from 'node:http'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { envelopeSchema, journeyStateSchema, sessionSchema, snapshotSchema, stepsSchema } from '@/lib/platform/contract'
import { verifyWebhook } from '@/lib/platform/signature'
import { ORDINARY } from '../world/behaviour'
import { DAY, HOUR, MINUTE, SECOND } from '../world/types'
import { startPlatform, type Platform } from './start'
import type { PlatformOptions } from './types'

const PROFILE = {
  contactNumber: '9812345670',
  pan: 'ABCPD1234E',
  panName: 'A DAS',
  personalemail: 'a.das@example.in',
  dob: '1990-04-12',
  gender: 'female',
  employmentType: 'selfEmployed',
  requestedAmount: 250_000,
}
const OPTIONS: PlatformOptions = {
  applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
  tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
  behaviour: () => ({ ...ORDINARY, noOffers: false, aaBeforeOffers: 'never', aaAfterSelection: 'never' }),
  limits: { writesPerBorrower: 60 },
}

let now = Date.parse('2026-11-18T06:00:00Z')
let platform: Platform
let keys = 0

type Data = Record<string, unknown>
interface Reply {
  status: number
  headers: Headers
  data: Data
  error: { code: string; field: string | null; retryable: boolean } | null
}

async function call(
  method: string,
  path: string,
  token: string | null,
  body?: unknown,
  extra?: HeadersInit,
): Promise<Reply> {
  keys += 1
  const headers = new Headers({ 'content-type': 'application/json' })
  if (token !== null) headers.set('authorization', `Bearer ${token}`)
  if (method !== 'GET') headers.set('idempotency-key', `key-${keys}`)
  for (const [name, value] of new Headers(extra)) {
    if (value === '') headers.delete(name)
    else headers.set(name, value)
  }
  const init: RequestInit = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }
  const response = await fetch(`${platform.baseURL}${path}`, init)
  const envelope = envelopeSchema.parse(await response.json())
  const { error } = envelope
  return {
    status: response.status,
    headers: response.headers,
    data: typeof envelope.data === 'object' && envelope.data !== null ? { ...envelope.data } : {},
    error: error
      ? { code: error.code, field: error.details?.field ?? null, retryable: error.retryable ?? false }
      : null,
  }
}

const api = (method: string, path: string, token: string | null, body?: unknown, extra?: HeadersInit): Promise<Reply> =>
  call(method, `/api/v1/headless${path}`, token, body, extra)

async function mint(borrowerExternalID = 'CUST_1'): Promise<{ session: string; refresh: string }> {
  const reply = await api('POST', '/sessions', platform.apiKey(), { borrowerExternalID })
  const session = sessionSchema.parse(reply.data)
  return { session: session.sessionToken, refresh: session.refreshToken ?? '' }
}

async function start(options: Partial<PlatformOptions> = {}): Promise<void> {
  await platform.stop()
  platform = await startPlatform({ ...OPTIONS, clock: () => now, ...options })
}

async function state(session: string, journeyID: string): Promise<ReturnType<typeof journeyStateSchema.parse>> {
  return journeyStateSchema.parse((await api('GET', `/journeys/${journeyID}/state`, session)).data)
}

/** A journey whose offers have come in. */
async function withOffers(session: string): Promise<{ journeyID: string; offerIDs: string[] }> {
  const { data } = await api('POST', '/journeys', session, { type: 'PERSONAL_LOAN' })
  const journeyID = String(data.journeyID)
  now += 10 * SECOND
  await api('PUT', '/profile', session, PROFILE)
  await api('POST', '/profile/submit', session)
  now += 20 * MINUTE
  const offers = (await state(session, journeyID)).offers ?? []
  return { journeyID, offerIDs: offers.map((offer) => offer.offerID) }
}

beforeEach(async () => {
  now = Date.parse('2026-11-18T06:00:00Z')
  platform = await startPlatform({ ...OPTIONS, clock: () => now, sessionTtlMs: DAY })
})

afterEach(async () => {
  await platform.stop()
})

describe('credentials', () => {
  test('refuse a missing key, a session in its place, the other environment, and a rotated key', async () => {
    const old = platform.apiKey()
    const { session } = await mint()
    for (const token of [null, session, 'sk_test_0123', `${old}x`]) {
      const reply = await api('POST', '/sessions', token, { borrowerExternalID: 'CUST_1' })
      expect([reply.status, reply.error?.code]).toEqual([401, 'AUTH_INVALID_API_KEY'])
    }
    platform.rotateKey()
    expect((await api('POST', '/sessions', old, { borrowerExternalID: 'CUST_1' })).status).toBe(401)
    expect((await api('POST', '/sessions', platform.apiKey(), { borrowerExternalID: 'CUST_1' })).status).toBe(201)
  })

  test('let a session expire, and a newer mint void an older session', async () => {
    await start({ sessionTtlMs: 5 * MINUTE })
    const first = await mint()
    expect((await api('GET', '/profile', first.session)).status).toBe(200)
    const second = await mint()
    expect((await api('GET', '/profile', first.session)).error?.code).toBe('AUTH_INVALID_SESSION')
    now += 6 * MINUTE
    expect((await api('GET', '/profile', second.session)).error?.code).toBe('AUTH_INVALID_SESSION')
  })

  test('rotate: a refresh gives a new pair and voids the old one at once', async () => {
    const { session, refresh } = await mint()
    const rotated = await api('POST', '/sessions/refresh', refresh)
    expect(rotated.status).toBe(200)
    expect((await api('POST', '/sessions/refresh', refresh)).error?.code).toBe('AUTH_INVALID_SESSION')
    expect((await api('GET', '/profile', session)).status).toBe(401)
    expect((await api('GET', '/profile', String(rotated.data.sessionToken))).status).toBe(200)
  })
})

describe('every answer', () => {
  test('echoes the correlation ID and names its request', async () => {
    const reply = await api('GET', '/profile', 'st_live_none', undefined, { 'x-correlation-id': 'cor_mine' })
    expect(reply.headers.get('x-correlation-id')).toBe('cor_mine')
    expect(reply.headers.get('x-request-id')).toMatch(/^req_/)
  })

  test('is an error envelope for unknown paths, wrong methods, broken bodies and other contract versions', async () => {
    const { session } = await mint()
    expect((await api('GET', '/nothing', session)).status).toBe(404)
    expect((await api('DELETE', '/profile', session)).status).toBe(405)
    expect((await api('PUT', '/profile', session, [1])).error?.field).toBe('body')
    const pinned = await api('GET', '/profile', session, undefined, { 'x-al-api-version': '2020-01-01' })
    expect(pinned.error?.field).toBe('X-AL-API-Version')
  })
})

describe('writes', () => {
  test('need an Idempotency-Key', async () => {
    const { session } = await mint()
    const reply = await api('POST', '/journeys', session, {}, { 'idempotency-key': '' })
    expect([reply.status, reply.error?.field]).toEqual([400, 'Idempotency-Key'])
  })

  test('answer a repeated key with the same answer, and refuse it with another body', async () => {
    const same = { 'idempotency-key': 'once' }
    const body = { borrowerExternalID: 'CUST_9' }
    const first = await api('POST', '/sessions', platform.apiKey(), body, same)
    const again = await api('POST', '/sessions', platform.apiKey(), body, same)
    expect(again.data).toEqual(first.data)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const other = await api('POST', '/sessions', platform.apiKey(), { borrowerExternalID: 'CUST_8' }, same)
    expect(other.error?.field).toBe('Idempotency-Key')
  })

  test('are limited, with Retry-After in seconds or as a date that is enough when obeyed', async () => {
    await start({ limits: { readsPerBorrower: 2 }, sessionTtlMs: DAY })
    const { session } = await mint()
    for (let index = 0; index < 2; index += 1) await api('GET', '/profile', session)
    const forms: string[] = []
    for (let index = 0; index < 3; index += 1) {
      const reply = await api('GET', '/profile', session)
      expect([reply.status, reply.error?.code, reply.error?.retryable]).toEqual([429, 'RATE_LIMITED', true])
      forms.push(reply.headers.get('retry-after') ?? '')
    }
    expect(forms[0]).toMatch(/^\d+$/)
    expect(forms[2]).toMatch(/GMT$/)
    now = Date.parse(forms[2] ?? '')
    expect((await api('GET', '/profile', session)).status).toBe(200)
  })
})

describe('the profile', () => {
  test.each([
    [{ ...PROFILE, contactNumber: undefined }, 'contactNumber'],
    [{ ...PROFILE, contactNumber: '12345' }, 'contactNumber'],
    [{ ...PROFILE, pan: 'ABC' }, 'pan'],
    [{ ...PROFILE, dob: '12/04/1990' }, 'dob'],
    [{ ...PROFILE, personalemail: 'nobody' }, 'personalemail'],
    [{ ...PROFILE, gender: 'F' }, 'gender'],
    [{ ...PROFILE, employmentType: 'self_employed' }, 'employmentType'],
    [{ ...PROFILE, requestedAmount: -1 }, 'requestedAmount'],
  ])('%# is refused and names the field', async (body, field) => {
    const { session } = await mint()
    const reply = await api('PUT', '/profile', session, body)
    expect([reply.status, reply.error?.code, reply.error?.field]).toEqual([400, 'VALIDATION_FAILED', field])
  })

  test('is kept, read back, and must be complete and in time to be submitted', async () => {
    const { session } = await mint()
    expect((await api('POST', '/profile/submit', session)).error?.field).toBe('contactNumber')
    await api('PUT', '/profile', session, PROFILE)
    expect((await api('GET', '/profile', session)).data).toEqual(PROFILE)
    expect((await api('POST', '/profile/submit', session)).status).toBe(409)
  })
})

describe('a journey', () => {
  test('goes from its start to disbursal by the calls of a borrower and the clock', async () => {
    const { session } = await mint()
    const { journeyID, offerIDs } = await withOffers(session)
    expect((await state(session, journeyID)).status).toBe('OFFERS_AVAILABLE')
    const offerID = offerIDs[0] ?? ''
    await api('POST', `/offers/${offerID}/proceed`, session)
    now += 15 * MINUTE
    for (let turn = 0; turn < 4; turn += 1) {
      const steps = stepsSchema.parse((await api('GET', `/offers/${offerID}/steps`, session)).data).steps
      const ready = steps.find((step) => step.status === 'READY')
      const link = String(ready?.resource?.redirectURL ?? '').slice(platform.baseURL.length)
      if (link === '') continue
      await call('POST', `${link}/begin`, null)
      await call('POST', `${link}/finish`, null)
      now += 30 * MINUTE
    }
    expect((await state(session, journeyID)).status).toBe('LENDER_PROCESSING')
    now += 3 * DAY
    expect(['DISBURSED', 'REJECTED', 'CLOSED']).toContain((await state((await mint()).session, journeyID)).status)
  })

  test('is the same one while it is active, and nobody else’s', async () => {
    const { session } = await mint()
    const first = await api('POST', '/journeys', session, {})
    const second = await api('POST', '/journeys', session, {})
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.data.journeyID).toBe(first.data.journeyID)
    const other = await mint('CUST_2')
    expect((await api('GET', `/journeys/${String(first.data.journeyID)}/state`, other.session)).status).toBe(404)
    expect((await api('POST', '/journeys', session, { type: 'CAR_LOAN' })).error?.field).toBe('type')
  })

  test('locks to the first offer proceeded; a second gets 409, a repeat of the first is fine', async () => {
    await start({
      sessionTtlMs: DAY,
      behaviour: () => ({ ...ORDINARY, noOffers: false, aaBeforeOffers: 'never', lenderCount: 2 }),
    })
    const { session } = await mint()
    const { journeyID, offerIDs } = await withOffers(session)
    const [first = '', second = ''] = offerIDs
    expect((await api('POST', `/offers/${first}/proceed`, session)).status).toBe(200)
    expect((await api('POST', `/offers/${first}/proceed`, session)).status).toBe(200)
    const conflict = await api('POST', `/offers/${second}/proceed`, session)
    expect([conflict.status, conflict.error?.code]).toEqual([409, 'OFFER_LOCK_CONFLICT'])
    const listed = await api('GET', `/journeys/${journeyID}/offers`, session)
    expect(listed.data.offers).toHaveLength(2)
    expect((await api('GET', `/offers/${first}`, session)).data.proceededAt).not.toBeNull()
    expect((await api('GET', '/offers/off_unknown', session)).status).toBe(404)
  })

  test('asks for consent, whose redirect runs out and can be renewed', async () => {
    await start({ sessionTtlMs: DAY, behaviour: () => ({ ...ORDINARY, noOffers: false, aaBeforeOffers: 'always' }) })
    const { session } = await mint()
    const { journeyID, offerIDs } = await withOffers(session)
    const offers = (await state(session, journeyID)).offers ?? []
    const offerID = offers.find((offer) => offer.aa?.required)?.offerID ?? ''
    const plain = offerIDs.find((one) => one !== offerID) ?? ''
    expect((await api('POST', '/aa/sessions', session, { offerID: plain })).status).toBe(409)
    const made = await api('POST', '/aa/sessions', session, { offerID })
    expect([made.status, made.data.state]).toEqual([201, 'REDIRECT_READY'])
    const page = `/pages/aa/${String(made.data.aaSessionID)}`
    now += HOUR
    await call('POST', `${page}/open`, null)
    expect((await state(session, journeyID)).offers?.find((offer) => offer.offerID === offerID)?.aa?.state).toBe(
      'REDIRECT_READY',
    )
    const renewed = await api('POST', `/aa/sessions/${String(made.data.aaSessionID)}/redirect`, session)
    expect(Date.parse(String(renewed.data.expiresAt))).toBeGreaterThan(now)
    await call('POST', `${page}/open`, null)
    await call('POST', `${page}/return`, null)
    now += HOUR
    expect((await state(session, journeyID)).status).toBe('OFFERS_AVAILABLE')
  })
})

describe('webhooks', () => {
  test('are signed snapshots, tried again until they are taken, and listed in the delivery log', async () => {
    const got: { headers: IncomingMessage['headers']; body: Buffer }[] = []
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        got.push({ headers: request.headers, body: Buffer.concat(chunks) })
        response.statusCode = got.length === 1 ? 503 : 200
        response.end()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const address = receiver.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await start({ webhook: { url: `http://127.0.0.1:${port}/hook`, secret: 'whsec_x' }, webhookBackoffMs: [30, 30] })
    const { session } = await mint()
    await api('POST', '/journeys', session, {})
    now += MINUTE
    platform.advance()
    await expect.poll(() => platform.webhooks.log.length).toBeGreaterThanOrEqual(3)
    for (const { headers, body } of got) {
      const timestamp = String(headers['x-al-webhook-timestamp'])
      expect(verifyWebhook('whsec_x', timestamp, body, String(headers['x-al-webhook-signature']))).toBe(true)
      expect(snapshotSchema.parse(JSON.parse(body.toString('utf8'))).event_id).toBe(headers['x-al-event-id'])
    }
    const first = await api('GET', '/webhooks/deliveries?limit=2', platform.apiKey())
    expect(first.data.deliveries).toHaveLength(2)
    const rest = await api('GET', `/webhooks/deliveries?cursor=${String(first.data.nextCursor)}`, platform.apiKey())
    expect(rest.data.nextCursor).toBeNull()
    expect((await api('GET', '/webhooks/deliveries?since=never', platform.apiKey())).error?.field).toBe('since')
    receiver.closeAllConnections()
    receiver.close()
  })
})
