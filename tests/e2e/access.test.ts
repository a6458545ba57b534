import { readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createToken } from '@/lib/commands/create-token'
import { TOKEN_SCOPES, type TokenScope } from '@/lib/domain/vocabulary'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { sendRaw, type RawAnswer } from '@/tests/support/raw-http'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** Walks every address of the production build as somebody without a login, and with tokens that may do other things. */

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const MANIFEST = '.next/app-path-routes-manifest.json'
const SYSTEM = { kind: 'system', name: 'cli' } as const

/** What answers a stranger, and nothing else: all of the contract's exceptions. */
const OPEN_PAGES = ['/login', '/_not-found', '/_global-error']
const OPEN_APIS = ['/api/health', '/api/ready', '/api/auth/[...nextauth]']
const RECEIVER = '/api/webhooks/platform'

let desk: LiveDesk
let application: TestApplication

beforeAll(async () => {
  desk = await openLiveDesk()
  application = await addTestApplication()
  const body = sampleBody(application, { journey: { journeyID: 'j-secret' } })
  const headers = signedHeaders(application, body)
  expect((await sendRaw(desk.url + RECEIVER, { body, headers })).status).toBe(200)
})

const routes = Object.values(z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(MANIFEST, 'utf8'))))
const pages = routes.filter((route) => !route.startsWith('/api/') && !OPEN_PAGES.includes(route))
const guarded = routes.filter((route) => route.startsWith('/api/') && ![...OPEN_APIS, RECEIVER].includes(route))

/** With values in the place of parameters: what exists must not answer differently from what does not. */
function addressesOf(route: string): string[] {
  const filled = (value: string) => route.replace(/\[\.{0,3}[^\]]+\]/g, value)
  return [...new Set([filled('j-secret'), filled(randomUUID()), filled('..%2f..%2fetc'), filled('')])]
}

interface Asked {
  authorization?: string
  cookie?: string
}

const ask = (method: string, address: string, headers: Asked = {}): Promise<RawAnswer> =>
  sendRaw(desk.url + address, {
    method,
    headers: { 'content-type': 'application/json', origin: desk.url, 'sec-fetch-site': 'same-origin', ...headers },
    body: ['GET', 'HEAD'].includes(method) ? undefined : '{"records":[],"status":"resolved"}',
  })

function expectClosed(answer: RawAnswer, what: string): void {
  const redirected = answer.status === 307 && /\/login(\?|$)/.test(String(answer.headers.location))
  // 308 only takes a trailing slash away; where it leads to is walked as well.
  expect(redirected || [308, 401, 404, 405].includes(answer.status), `${what} answered ${answer.status}`).toBe(true)
  expect(answer.text, what).not.toContain('OFFERS_AVAILABLE')
  expect(answer.text, what).not.toContain('CUST_0012')
}

describe('without a login', () => {
  it('the build holds the addresses that this walk knows, and more than a few', () => {
    expect(pages.length).toBeGreaterThan(8)
    expect(guarded.length).toBeGreaterThan(8)
    expect(routes).toEqual(expect.arrayContaining([...OPEN_APIS, RECEIVER, '/login']))
  })

  it.each(pages)('the page %s leads to the login, by every method', async (route) => {
    for (const address of addressesOf(route)) {
      for (const method of METHODS) expectClosed(await ask(method, address), `${method} ${address}`)
    }
  })

  it.each(pages)('the page %s gives nothing away as data either', async (route) => {
    for (const address of addressesOf(route)) {
      const answer = await sendRaw(`${desk.url}${address}?_rsc=1`, {
        method: 'GET',
        headers: { rsc: '1', 'next-router-prefetch': '1', 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
      })
      expectClosed(answer, `RSC ${address}`)
    }
  })

  it.each(guarded)('%s refuses every method, with and without bad credentials', async (route) => {
    const bad: Asked[] = [
      {},
      { authorization: 'Bearer jd_0000000000000000000000000000000000000000000' },
      { authorization: 'Basic YWRtaW46YWRtaW4=' },
      { cookie: 'next-auth.session-token=x.y.z' },
    ]
    for (const address of addressesOf(route)) {
      for (const method of METHODS) {
        if (method === 'OPTIONS') continue
        for (const headers of bad) expectClosed(await ask(method, address, headers), `${method} ${address}`)
      }
    }
  })

  it.each(guarded)('%s tells OPTIONS its methods at most, and allows no other site in', async (route) => {
    const answer = await ask('OPTIONS', addressesOf(route)[0] ?? '')
    expect([204, 404, 405]).toContain(answer.status)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('the four open addresses answer, and tell nothing but that they are there', async () => {
    expect((await ask('GET', '/api/health')).status).toBe(200)
    expect((await ask('GET', '/api/ready')).json()).toEqual({ status: 'ready' })
    expect((await ask('GET', '/login')).status).toBe(200)
    expect((await ask('GET', '/api/auth/session')).text).toBe('{}')
    expect((await ask('POST', RECEIVER)).status).toBe(401)
  })

  it('sources and files of the server are not served', async () => {
    const files = [
      '/.env',
      '/package.json',
      '/.next/BUILD_ID',
      '/prisma/schema.prisma',
      '/.data/keys.json',
      '/lib/env.ts',
    ]
    for (const file of files) expectClosed(await ask('GET', file), file)
  })
})

const ALLOWED: [string, string, TokenScope][] = [
  ['GET', '/api/v1/findings', 'read'],
  ['GET', '/api/v1/findings/00000000-0000-4000-8000-000000000000', 'read'],
  ['GET', '/api/v1/journeys', 'read'],
  ['GET', '/api/v1/journeys/j-secret', 'read'],
  ['GET', '/api/v1/deliveries', 'read'],
  ['GET', '/api/v1/deliveries/x', 'read'],
  ['GET', '/api/v1/openapi.json', 'read'],
  ['GET', '/api/v1/lookup?q=j-secret', 'read'],
  ['POST', '/api/v1/lookup', 'read'],
  ['GET', '/api/v1/views', 'read'],
  ['GET', '/api/v1/findings/groups', 'read'],
  ['GET', '/api/v1/findings/00000000-0000-4000-8000-000000000000/activity', 'read'],
  ['GET', '/api/v1/people', 'read'],
  ['GET', '/api/v1/incidents', 'read'],
  ['GET', '/api/v1/incidents/00000000-0000-4000-8000-000000000000', 'read'],
  ['GET', '/api/v1/jobs', 'read'],
  ['GET', '/api/v1/jobs/00000000-0000-4000-8000-000000000000', 'read'],
  ['GET', '/api/v1/jobs/00000000-0000-4000-8000-000000000000/rows', 'read'],
  ['POST', '/api/v1/findings/bulk', 'triage'],
  ['PATCH', '/api/v1/findings/00000000-0000-4000-8000-000000000000', 'triage'],
  ['POST', '/api/ingest/deliveries', 'ingest'],
  ['POST', '/api/sync', 'sync'],
  ['POST', '/api/journeys/j-secret/refresh', 'sync'],
]

describe('a token', () => {
  const tokens = new Map<TokenScope, string>()

  beforeAll(async () => {
    for (const scope of TOKEN_SCOPES) {
      const { token } = await createToken(SYSTEM, { name: scope, scopes: [scope] })
      tokens.set(scope, token)
    }
  })

  it.each(ALLOWED)('%s %s takes the scope %s and answers 403 to every other', async (method, address, needed) => {
    for (const [scope, token] of tokens) {
      const answer = await ask(method, address, { authorization: `Bearer ${token}` })
      if (scope === needed) expect([401, 403], `${scope}: ${answer.text}`).not.toContain(answer.status)
      else expect([scope, answer.status]).toEqual([scope, 403])
    }
  })

  it('opens no page', async () => {
    const authorization = `Bearer ${tokens.get('read') ?? ''}`
    for (const route of pages) expectClosed(await ask('GET', addressesOf(route)[0] ?? '', { authorization }), route)
  })

  it('of another application sees nothing of this one', async () => {
    const other = await addTestApplication()
    const scopes: TokenScope[] = ['read', 'ingest', 'sync']
    const { token } = await createToken(SYSTEM, { name: 'other', scopes, applicationID: other.applicationID })
    const headers = { authorization: `Bearer ${token}` }
    expect((await ask('GET', '/api/v1/journeys', headers)).json()).toMatchObject({ data: [] })
    expect((await ask('GET', '/api/v1/journeys/j-secret', headers)).status).toBe(404)
    expect((await ask('GET', '/api/v1/lookup?q=j-secret', headers)).json()).toMatchObject({ data: [] })
    for (const path of ['journeys', 'deliveries', 'findings']) {
      const answer = await ask('GET', `/api/v1/${path}?applicationID=${application.applicationID}`, headers)
      expect(answer.status, path).toBe(403)
    }
  })
})
