import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { NextRequest } from 'next/server'
import { encode } from 'next-auth/jwt'
import { unstable_doesMiddlewareMatch as doesProxyMatch } from 'next/experimental/testing/server'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CREDENTIAL_PATHS, isPublicPath, OPEN_PATHS } from '@/lib/auth/public-paths'
import { config, proxy } from '@/proxy'
import { createTestDatabase, TEST_KEYS } from '@/tests/support/database'

beforeAll(async () => {
  await createTestDatabase()
})

const HOME = 'http://localhost:3000'
const matches = (url: string) => doesProxyMatch({ config, nextConfig: {}, url: HOME + url })

async function visit(url: string, cookie?: string) {
  return proxy(new NextRequest(HOME + url, { headers: cookie ? { cookie } : {} }))
}

async function sessionCookie() {
  const token = { sub: randomUUID(), sessionID: randomUUID() }
  return `next-auth.session-token=${await encode({ token, secret: TEST_KEYS.NEXTAUTH_SECRET, maxAge: 60 })}`
}

/** Every address under app/, with sample values for its parameters. */
function addresses(leaf: string): string[] {
  const app = path.join(process.cwd(), 'app')
  return readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === leaf)
    .map((file) => path.dirname(file).split(path.sep))
    .map((parts) =>
      parts.filter((part) => !/^\(.*\)$/.test(part) && part !== '.').map((part) => part.replace(/^\[.*\]$/, 'x')),
    )
    .map((parts) => `/${parts.join('/')}`)
}

describe('without a session', () => {
  it('every page but the login leads to the login and back', async () => {
    const pages = [...addresses('page.tsx'), '/journeys', '/findings/x', '/settings/users', '/anything/else', '/loginx']
    for (const page of pages.filter((address) => address !== '/login')) {
      expect(matches(page), page).toBe(true)
      expect(isPublicPath(page), page).toBe(false)
      const answer = await visit(`${page}?a=1&b=%2F`)
      expect(answer.status, page).toBe(307)
      const to = new URL(answer.headers.get('location') ?? '', HOME)
      expect([to.origin, to.pathname, to.searchParams.get('callbackUrl')]).toEqual([
        HOME,
        '/login',
        `${page}?a=1&b=%2F`,
      ])
    }
  })

  it('a forged or expired cookie is none', async () => {
    const forged = await encode({
      token: { sub: randomUUID(), sessionID: randomUUID() },
      secret: 'some other secret, 32 letters ..',
    })
    for (const value of ['x', forged]) {
      expect((await visit('/', `next-auth.session-token=${value}`)).status).toBe(307)
    }
  })

  it('every API route answers for itself: it is open by the list, or asks for a credential', async () => {
    for (const address of addresses('route.ts')) {
      expect(isPublicPath(address), `${address} is missing from lib/auth/public-paths.ts`).toBe(true)
      if (OPEN_PATHS.some((open) => address === open || address.startsWith(`${open}/`))) continue
      if (address.startsWith('/api/webhooks')) continue // the signature; its own tests
      await refusesStrangers(address)
    }
  })
})

const handlers = z.record(z.string(), z.unknown())

async function refusesStrangers(address: string) {
  const file = addressFile(address)
  const exported = handlers.parse(await import(file))
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    const handler = exported[method]
    if (typeof handler !== 'function') continue
    const context = { params: Promise.resolve({ journeyID: 'x', findingID: randomUUID(), deliveryID: 'x' }) }
    const body = method === 'GET' ? null : '{}'
    const answer: unknown = await handler(
      new Request(HOME + address, { method, body, headers: { 'content-type': 'application/json' } }),
      context,
    )
    expect([401, 405], `${method} ${address}`).toContain(answer instanceof Response && answer.status)
  }
}

function addressFile(address: string): string {
  const app = path.join(process.cwd(), 'app')
  const found = readdirSync(app, { recursive: true, encoding: 'utf8' }).find(
    (file) => path.basename(file) === 'route.ts' && `/${path.dirname(file).replace(/\[[^\]]+\]/g, 'x')}` === address,
  )
  return path.join(app, found ?? '')
}

describe('the matcher', () => {
  it('never covers an API or ingest path, nor the files of the build', () => {
    const paths = [...OPEN_PATHS, ...CREDENTIAL_PATHS].filter((open) => open.startsWith('/api'))
    const never = [
      ...paths,
      ...paths.map((open) => `${open}/x/y`),
      ...addresses('route.ts'),
      '/api',
      '/api/webhooks/platform',
      '/api/ingest/deliveries',
      '/api/ingest/otlp/v1/traces',
      '/_next/static/chunks/a.js',
    ]
    for (const address of never) expect(matches(address), address).toBe(false)
  })
})

describe('a page', () => {
  it('gets a nonce of its own and headers that keep others out', async () => {
    const cookie = await sessionCookie()
    const [one, two] = [await visit('/', cookie), await visit('/', cookie)]
    const nonceOf = (answer: Response) =>
      /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
    expect(nonceOf(one)).toBeTruthy()
    expect(nonceOf(one)).not.toBe(nonceOf(two))
    const policy = one.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(one.headers.get('x-middleware-request-x-nonce')).toBe(nonceOf(one))
    expect(one.headers.get('x-content-type-options')).toBe('nosniff')
    expect(one.headers.get('x-frame-options')).toBe('DENY')
  })

  it('the login needs no session and is never redirected', async () => {
    const answer = await visit('/login?callbackUrl=%2Fjourneys')
    expect(answer.headers.get('location')).toBeNull()
    expect(answer.headers.get('x-middleware-next')).toBe('1')
  })
})
