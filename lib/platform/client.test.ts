import { afterEach, beforeEach, expect, it } from 'vitest'
import { refuse, sessionData, startPeer, succeed, type HttpPeer, type PeerRequest } from '@/tests/support/http-peer'
import { createPlatformClient, type PlatformClient, type PlatformClientOptions } from './client'
import type { BorrowerSession } from './sessions'

let peer: HttpPeer
let clients: PlatformClient[] = []
let now = new Date()
/** Tokens that the platform still takes. */
let alive: Set<string>
let lifetimeMs: number

function client(options: Partial<PlatformClientOptions> = {}): PlatformClient {
  const made = createPlatformClient({
    baseURL: peer.baseURL,
    apiKey: 'sk_test_key',
    pace: { requestsPerSecond: 10_000, concurrent: 50 },
    backoff: { baseMs: 5, capMs: 20 },
    now: () => now,
    ...options,
  })
  clients.push(made)
  return made
}

const mints = () => peer.requests.filter(({ path }) => path.endsWith('/sessions'))

function platform(request: PeerRequest, response: Parameters<typeof succeed>[0]): void {
  if (request.path.endsWith('/sessions')) {
    const token = `st_test_${mints().length}`
    alive.add(token)
    return succeed(response, sessionData('CUST_1', token, lifetimeMs))
  }
  const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
  if (!alive.has(token)) return refuse(response, 401, { code: 'AUTH_INVALID_SESSION' })
  succeed(response, { pan: 'ABCDE1234F' })
}

beforeEach(async () => {
  now = new Date()
  alive = new Set()
  lifetimeMs = 15 * 60_000
  peer = await startPeer(platform)
})
afterEach(async () => {
  await peer.close()
  await Promise.all(clients.map((made) => made.close()))
  clients = []
})

it('mints once for a hundred reads at once, with the API key and an idempotency key', async () => {
  const made = client()
  await Promise.all(Array.from({ length: 100 }, () => made.profile('CUST_1')))
  expect(peer.requests).toHaveLength(101)
  expect(mints()).toHaveLength(1)
  expect(mints()[0]).toMatchObject({ body: '{"borrowerExternalID":"CUST_1"}' })
  expect(mints()[0]?.headers).toMatchObject({ authorization: 'Bearer sk_test_key' })
  expect(mints()[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
})

it('mints again only when the session has expired', async () => {
  const made = client()
  await made.profile('CUST_1')
  now = new Date(now.getTime() + 14 * 60_000)
  await made.profile('CUST_1')
  expect(mints()).toHaveLength(1)
  now = new Date(now.getTime() + 2 * 60_000)
  await Promise.all([made.profile('CUST_1'), made.profile('CUST_1')])
  expect(mints()).toHaveLength(2)
})

it('drops a refused session and mints once more, for all reads together', async () => {
  const made = client()
  await made.profile('CUST_1')
  alive.clear()
  await Promise.all(Array.from({ length: 20 }, () => made.profile('CUST_1')))
  expect(mints()).toHaveLength(2)
})

it('does not fight with a borrower whose own sessions end ours again and again', async () => {
  const made = client()
  await made.profile('CUST_1')
  alive.clear()
  await made.profile('CUST_1')
  alive.clear()
  await expect(made.profile('CUST_1')).rejects.toMatchObject({ code: 'SESSION_CONTESTED', status: 401 })
  expect(mints()).toHaveLength(2)
  now = new Date(now.getTime() + 6 * 60_000)
  await made.profile('CUST_1')
  expect(mints()).toHaveLength(3)
})

it('never sends a refresh token anywhere', async () => {
  const made = client()
  await made.profile('CUST_1')
  alive.clear()
  await made.profile('CUST_1')
  const sent = JSON.stringify(peer.requests.map(({ headers, body, path }) => ({ headers, body, path })))
  expect(sent).not.toContain('rt_test')
  expect(sent).not.toContain('/sessions/refresh')
})

it('tells all who wait when the API key is refused, and tries again for the next', async () => {
  peer.answer((_, response) => refuse(response, 401, { code: 'AUTH_INVALID_API_KEY' }))
  const made = client()
  const reads = await Promise.allSettled([made.profile('CUST_1'), made.profile('CUST_1')])
  expect(reads.map((read) => read.status === 'rejected' && read.reason.code)).toEqual([
    'AUTH_INVALID_API_KEY',
    'AUTH_INVALID_API_KEY',
  ])
  expect(mints()).toHaveLength(1)
  peer.answer(platform)
  expect(await made.profile('CUST_1')).toMatchObject({ pan: 'ABCDE1234F' })
})

it('asks for the same mint again where no answer came', async () => {
  peer.answer((_, response) => void response.destroy())
  const made = client({ retries: 0 })
  await expect(made.profile('CUST_1')).rejects.toMatchObject({ code: 'NETWORK' })
  peer.answer(platform)
  await made.profile('CUST_1')
  const keys = mints().map(({ headers }) => headers['idempotency-key'])
  expect(keys[0]).toBe(keys[1])
})

it('takes up a session that outlived the process', async () => {
  const kept = new Map<string, BorrowerSession>()
  const sessionStore = {
    load: async (borrower: string) => kept.get(borrower) ?? null,
    save: async (borrower: string, session: BorrowerSession) => void kept.set(borrower, session),
  }
  await client({ sessionStore }).profile('CUST_1')
  await client({ sessionStore }).profile('CUST_1')
  expect(mints()).toHaveLength(1)
})

it('lets a caller go at once when it gives up, in the middle of a wait too', async () => {
  const made = client({ backoff: { baseMs: 5_000, capMs: 5_000 } })
  peer.answer((_, response) => refuse(response, 429, { code: 'RATE_LIMITED', retryable: true }, { 'retry-after': '3' }))
  const began = performance.now()
  const read = made.profile('CUST_1', { signal: AbortSignal.timeout(100) })
  await expect(read).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(performance.now() - began).toBeLessThan(2_500)
})

it('says so where the application has no key, without a call', async () => {
  await expect(client({ apiKey: null }).profile('CUST_1')).rejects.toMatchObject({ code: 'NO_API_KEY' })
  expect(peer.requests).toHaveLength(0)
})

it.each(['..', '.', ''])('refuses the ID "%s", which would lead elsewhere', async (journeyID) => {
  await expect(client().state('CUST_1', journeyID)).rejects.toMatchObject({ code: 'UNUSABLE_ID' })
})

it('escapes IDs in paths', async () => {
  await client()
    .steps('CUST_1', 'a/../b?c')
    .catch(() => undefined)
  expect(peer.requests.at(-1)?.path).toBe('/api/v1/headless/offers/a%2F..%2Fb%3Fc/steps')
})
