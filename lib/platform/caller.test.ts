import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { refuse, startPeer, succeed, type HttpPeer } from '@/tests/support/http-peer'
import { createCaller, type Caller, type CallerOptions } from './caller'
import { journeyStateSchema } from './contract'
import type { PlatformCall } from './transport'

/** For a peer that never answers: no test waits for it longer. */
const impatient = { timeoutMs: 200, maxAnswerBytes: 10_000 }

let peer: HttpPeer
let open: Caller[] = []
const anything = z.object({ fine: z.boolean() })
const get: PlatformCall = { method: 'GET', path: '/profile', token: 'st_test_1', scope: null, correlationID: 'pull-1' }

function caller(options: Partial<CallerOptions> = {}): Caller {
  const made = createCaller({
    baseURL: peer.baseURL,
    pace: { requestsPerSecond: 1_000, concurrent: 10 },
    limits: { timeoutMs: 5_000, maxAnswerBytes: 10_000 },
    retries: 3,
    backoff: { baseMs: 10, capMs: 50 },
    breaker: { failures: 100, openMs: 200 },
    budgetMs: 10_000,
    ...options,
  })
  open.push(made)
  return made
}

beforeEach(async () => {
  peer = await startPeer((_, response) => succeed(response, { fine: true }))
})
afterEach(async () => {
  await peer.close()
  await Promise.all(open.map((made) => made.close()))
  open = []
})

it('sends the token, the contract version and the correlation ID', async () => {
  expect(await caller().call(get, anything)).toEqual({ fine: true })
  expect(peer.requests[0]).toMatchObject({
    path: '/api/v1/headless/profile',
    headers: { authorization: 'Bearer st_test_1', 'x-al-api-version': '2026-03-05', 'x-correlation-id': 'pull-1' },
  })
})

it('keeps the idempotency key of a write over its retries', async () => {
  peer.answer((_, response) => {
    if (peer.requests.length < 3) refuse(response, 503, { code: 'BUSY', retryable: true })
    else succeed(response, { fine: true })
  })
  const post: PlatformCall = { ...get, method: 'POST', path: '/sessions', body: {}, idempotencyKey: 'key-1' }
  await caller().call(post, anything)
  expect(peer.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1', 'key-1'])
})

it('tells code, status, field and request ID of a refusal, and does not repeat what cannot succeed', async () => {
  peer.answer((_, response) => refuse(response, 400, { code: 'VALIDATION_FAILED', details: { field: 'pan' } }))
  await expect(caller().call(get, anything)).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    status: 400,
    field: 'pan',
    retryable: false,
    requestID: 'req_2',
  })
  expect(peer.requests).toHaveLength(1)
})

it.each([
  ['seconds', () => '1'],
  ['an HTTP date', () => new Date(Math.ceil(Date.now() / 1000) * 1000 + 1000).toUTCString()],
])('waits as long as Retry-After says in %s', async (_, header) => {
  let retryAt = 0
  peer.answer((_request, response) => {
    if (peer.requests.length > 1) return succeed(response, { fine: true })
    const value = header()
    retryAt = /^\d+$/.test(value) ? Date.now() + 1000 : Date.parse(value)
    refuse(response, 429, { code: 'RATE_LIMITED', retryable: true }, { 'retry-after': value })
  })
  await caller().call(get, anything)
  expect(Date.now()).toBeGreaterThanOrEqual(retryAt)
  expect(peer.requests).toHaveLength(2)
})

it('holds every call of the application after a 429, not only the refused one', async () => {
  const made = caller({ retries: 0 })
  peer.answer((_, response) => refuse(response, 429, { code: 'RATE_LIMITED' }, { 'retry-after': '1' }))
  await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1_000 })
  peer.answer((_, response) => succeed(response, { fine: true }))
  const began = performance.now()
  await made.call(get, anything)
  expect(performance.now() - began).toBeGreaterThan(900)
})

it('holds one borrower alone when only they are refused, and the application when several are', async () => {
  const made = caller({ retries: 0 })
  const of = (borrower: string) => made.call({ ...get, scope: borrower, token: borrower }, anything)
  peer.answer((request, response) => {
    if (request.headers.authorization === 'Bearer calm') return succeed(response, { fine: true })
    refuse(response, 429, { code: 'RATE_LIMITED' }, { 'retry-after': '60' })
  })
  await expect(of('hot')).rejects.toMatchObject({ status: 429 })
  await expect(of('hot')).rejects.toMatchObject({ status: 429 })
  expect(peer.requests).toHaveLength(1)
  expect(await of('calm')).toEqual({ fine: true })
  expect(made.isHeld()).toBe(false)

  await expect(of('hotter')).rejects.toMatchObject({ status: 429 })
  await expect(of('hottest')).rejects.toMatchObject({ status: 429 })
  expect(made.isHeld()).toBe(true)
  await expect(of('calm')).rejects.toMatchObject({ status: 429 })
  expect(peer.requests).toHaveLength(4)
})

it('does not wait for a Retry-After beyond its time, nor call before it', async () => {
  const made = caller()
  peer.answer((_, response) =>
    refuse(response, 429, { code: 'RATE_LIMITED', retryable: true }, { 'retry-after': '600' }),
  )
  await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'RATE_LIMITED', status: 429 })
  expect(peer.requests).toHaveLength(1)
})

it('gives up after its retries and tells the last error', async () => {
  peer.answer((_, response) => refuse(response, 500, { code: 'INTERNAL', retryable: true }))
  await expect(caller().call(get, anything)).rejects.toMatchObject({ code: 'INTERNAL', status: 500 })
  expect(peer.requests).toHaveLength(4)
})

it('opens the circuit after outages in a row, rests, and closes it with the first good answer', async () => {
  const made = caller({ retries: 0, breaker: { failures: 3, openMs: 500 } })
  peer.answer((_, response) => refuse(response, 502, { code: 'DOWN' }))
  for (const _ of [1, 2, 3]) await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'DOWN' })
  expect(made.isCircuitOpen()).toBe(true)
  await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
  expect(peer.requests).toHaveLength(3)

  await sleep(510)
  await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'DOWN' })
  await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'CIRCUIT_OPEN' })
  expect(peer.requests).toHaveLength(4)

  await sleep(510)
  peer.answer((_, response) => succeed(response, { fine: true }))
  expect(await made.call(get, anything)).toEqual({ fine: true })
  expect(made.isCircuitOpen()).toBe(false)
})

it('stays open when whoever tried the half-open circuit gave up before an answer', async () => {
  const made = caller({ retries: 0, breaker: { failures: 1, openMs: 500 } })
  peer.answer((_, response) => refuse(response, 502, { code: 'DOWN' }))
  await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'DOWN' })
  await sleep(510)
  peer.answer(() => undefined)
  await expect(made.call(get, anything, AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(made.isCircuitOpen()).toBe(true)
})

it('counts a refusal as a sign of life', async () => {
  const made = caller({ retries: 0, breaker: { failures: 2, openMs: 1_000 } })
  for (const status of [502, 404, 502, 404, 502]) {
    peer.answer((_, response) => refuse(response, status, { code: 'X' }))
    await expect(made.call(get, anything)).rejects.toMatchObject({ status })
  }
  expect(made.isCircuitOpen()).toBe(false)
})

it.each<[string, string, (response: import('node:http').ServerResponse) => void]>([
  ['an answer that never comes', 'TIMEOUT', () => undefined],
  ['an answer that stops half way', 'TIMEOUT', (response) => void response.writeHead(200).write('{"requestID":')],
  [
    'a connection cut in the middle of the answer',
    'NETWORK',
    (response) => {
      response.writeHead(200, { 'content-length': '500' }).write('{"requestID":')
      setTimeout(() => response.destroy(), 20)
    },
  ],
  ['a cut connection', 'NETWORK', (response) => void response.destroy()],
  ['a page of HTML', 'BAD_ANSWER', (response) => void response.writeHead(200).end('<html>sorry</html>')],
  ['half a JSON', 'BAD_ANSWER', (response) => void response.writeHead(200).end('{"data":{"fine":true')],
  ['JSON without an envelope', 'BAD_ANSWER', (response) => void response.writeHead(200).end('[1,2]')],
  ['data that breaks the contract', 'BAD_ANSWER', (response) => succeed(response, { fine: 'perhaps' })],
  ['an endless answer', 'ANSWER_TOO_LARGE', (response) => succeed(response, { fine: 'x'.repeat(20_000) })],
  ['a redirect', 'HTTP_302', (response) => void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
  ['an empty 500', 'HTTP_500', (response) => void response.writeHead(500).end()],
])('answers %s with the error %s', async (_, code, misbehave) => {
  peer.answer((_request, response) => misbehave(response))
  await expect(
    caller({ retries: 0, ...(code === 'TIMEOUT' && { limits: impatient }) }).call(get, anything),
  ).rejects.toMatchObject({ name: 'PlatformError', code })
})

it('reports a platform that is not there', async () => {
  const made = caller({ baseURL: 'http://127.0.0.1:1', retries: 1 })
  await expect(made.call(get, anything)).rejects.toMatchObject({ code: 'NETWORK', status: 0 })
})

it('ends a call when its time is spent, whatever retries are left', async () => {
  peer.answer(() => undefined)
  const began = performance.now()
  const call = caller({ budgetMs: 500, retries: 100, limits: impatient }).call(get, anything)
  await expect(call).rejects.toMatchObject({ name: 'PlatformError' })
  expect(performance.now() - began).toBeLessThan(5_000)
})

it('reads a version beyond 2^53 exactly', async () => {
  const data =
    '{"journeyID":"j","status":"STARTED","note":"\\"version\\": 9007199254740993","version": 9007199254740993,'
  peer.answer((_, response) => {
    response.end(`{"data":${data}"updatedAt":"2026-03-05T10:00:00Z"},"error":null}`)
  })
  const state = await caller().call(get, journeyStateSchema)
  expect(state.version).toBe(9007199254740993n)
  expect(state.note).toBe('"version": 9007199254740993')
})

it("keeps one application's silence from delaying another's calls", async () => {
  const [stuck, well] = [caller({ pace: { requestsPerSecond: 5, concurrent: 1 }, limits: impatient }), caller()]
  peer.answer((request, response) => {
    if (request.headers.authorization === 'Bearer st_test_1') return
    succeed(response, { fine: true })
  })
  const ended: string[] = []
  const stuckCalls = [1, 2, 3].map(() => stuck.call(get, anything).catch(() => ended.push('stuck')))
  await well.call({ ...get, token: 'st_test_2' }, anything)
  expect(ended).toEqual([])
  await Promise.all(stuckCalls)
}, 15_000)
