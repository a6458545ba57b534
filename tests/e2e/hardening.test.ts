import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startDesk } from '@/tests/support/desk'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { sendRaw, type RawAnswer } from '@/tests/support/raw-http'

/** What holds for every answer of the running server, whoever gives it: pages, routes, mounts, files, errors, refusals. */

let desk: LiveDesk
let token: string
/** Begun first and waited for last. */
let slow: Promise<string>

beforeAll(async () => {
  desk = await openLiveDesk()
  slow = sendBytes(desk.url, 'GET / HTTP/1.1\r\nHost: x\r\n')
  token = String((await desk.cli(['token', 'create', '--name', 'r', '--scope', 'read'])).token)
})

const stylesheet = () => {
  const folder = path.resolve('.next/static/chunks')
  const file = readdirSync(folder).find((name) => name.endsWith('.css'))
  return `/_next/static/chunks/${file ?? 'missing.css'}`
}
const ask = (method: string, address: string, headers: Record<string, string> = {}, body?: string) =>
  sendRaw(desk.url + address, { method, headers, body })

/** One of each kind of answer that the server gives. */
const ANSWERS: [string, () => Promise<RawAnswer>][] = [
  ['a page', () => ask('GET', '/login')],
  ['a redirect', () => ask('GET', '/journeys')],
  ['data of a page', () => ask('GET', '/login?_rsc=1', { rsc: '1' })],
  ['a missing page', () => ask('GET', '/login/nothing')],
  ['an answer of the API', () => ask('GET', '/api/v1/journeys', { authorization: `Bearer ${token}` })],
  ['an error of the API', () => ask('GET', '/api/v1/journeys')],
  ['an export', () => ask('GET', '/api/v1/exports/journeys', { authorization: `Bearer ${token}` })],
  ['an unknown address of the API', () => ask('GET', '/api/nothing')],
  ['a wrong method', () => ask('DELETE', '/api/health')],
  ['an unknown method', () => ask('PROPFIND', '/')],
  ['health', () => ask('GET', '/api/health')],
  ['readiness', () => ask('GET', '/api/ready')],
  ['the session of nobody', () => ask('GET', '/api/auth/session')],
  ['a refused webhook', () => ask('POST', '/api/webhooks/platform', {}, '{}')],
  ['a refused batch', () => ask('POST', '/api/ingest/api-calls', {}, '{}')],
  ['a body that is too large', () => ask('POST', '/login', { 'content-length': '70000' }, 'x'.repeat(70_000))],
]

describe('every answer', () => {
  it.each(ANSWERS)('carries the headers that keep others out: %s', async (_what, answer) => {
    const { headers } = await answer()
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['referrer-policy']).toBe('same-origin')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(headers['content-security-policy']).toMatch(/frame-ancestors 'none'/)
    expect(headers['content-security-policy']).toMatch(/base-uri 'none'/)
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it.each(ANSWERS)('is stored nowhere: %s', async (_what, answer) => {
    expect((await answer()).headers['cache-control']).toMatch(/no-store/)
  })

  it.each(ANSWERS)('has a request ID of its own: %s', async (_what, answer) => {
    const [one, two] = [await answer(), await answer()]
    expect(one.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(one.headers['x-request-id']).not.toBe(two.headers['x-request-id'])
  })

  it('takes no request ID from outside, where a name or number could stand', async () => {
    const answer = await ask('GET', '/api/health', { 'x-request-id': 'ABCDE1234F' })
    expect(JSON.stringify(answer.headers)).not.toContain('ABCDE1234F')
  })

  it('of the build is kept by the browser, and guarded all the same', async () => {
    const { status, headers } = await ask('GET', stylesheet())
    expect(status).toBe(200)
    expect(headers['cache-control']).toMatch(/immutable/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })
})

describe('a page', () => {
  it('runs scripts and styles by its nonce alone', async () => {
    const { headers, text } = await ask('GET', '/login')
    const policy = String(headers['content-security-policy'])
    const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic';/.exec(policy)?.[1] ?? ''
    expect(policy).toContain(`style-src-elem 'self' 'nonce-${nonce}'`)
    expect(policy).toContain("object-src 'none'")
    expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toMatch(/unsafe-/)
    const inline = [...text.matchAll(/<(?:script|style)(?![^>]*\bsrc=)([^>]*)>/g)].map(([, attributes]) => attributes)
    expect(inline.length).toBeGreaterThan(0)
    for (const attributes of inline) expect(attributes).toContain(`nonce="${nonce}"`)
  })
})

describe('a request', () => {
  it('of more than 64 KiB is refused where nothing reads that much', async () => {
    const large = 'x'.repeat(70_000)
    const bodies: [string, Record<string, string>][] = [
      ['/login', {}],
      ['/api/auth/callback/credentials', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['/api/v1/lookup', { 'content-type': 'application/json', authorization: `Bearer ${token}` }],
    ]
    for (const [address, headers] of bodies) {
      const answer = await ask('POST', address, headers, large)
      expect([address, answer.status]).toEqual([address, 413])
      expect(answer.json()).toMatchObject({ error: { code: 'PAYLOAD_TOO_LARGE' } })
    }
  })

  it('of unknown length is refused where nothing counts it', async () => {
    const answer = await sendRaw(`${desk.url}/api/auth/callback/credentials`, {
      method: 'POST',
      headers: { 'transfer-encoding': 'chunked' },
      body: 'x'.repeat(2_000),
      chunkBytes: 100,
    })
    expect([answer.status, answer.json()]).toMatchObject([400, { error: { code: 'BAD_REQUEST' } }])
  })

  it('that is none is told so with the same headers, and hung up on', async () => {
    const answer = await sendBytes(desk.url, 'NONSENSE\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/X-Content-Type-Options: nosniff/i)
    expect(answer).toContain('"code":"BAD_REQUEST"')
  })

  it('that asks for a trace is refused', async () => {
    for (const address of ['/', '/api/v1/journeys', '/api/webhooks/platform']) {
      expect([address, (await ask('TRACE', address)).status]).toEqual([address, 405])
    }
  })

  it('with more headers than fit is told so', async () => {
    const answer = await sendBytes(desk.url, `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('whose headers do not come is let go after ten seconds, with others served meanwhile', async () => {
    expect((await ask('GET', '/api/health')).status).toBe(200)
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /)
  })
})

describe('behind https', () => {
  it('cookies are tied to this host and every answer asks for https', async () => {
    const env = { ...desk.database.env, NEXTAUTH_URL: 'https://desk.example', LOG_LEVEL: 'warn' }
    const DESK_SECURITY_CONTACT = 'mailto:security@desk.example'
    const secure = await startDesk({ ...env, DESK_ROLE: 'web', DESK_SECURITY_CONTACT })
    try {
      const answer = await sendRaw(`${secure.url}/api/auth/csrf`, { method: 'GET' })
      const cookies = [answer.headers['set-cookie'] ?? []].flat()
      expect(cookies.length).toBeGreaterThan(0)
      for (const cookie of cookies) {
        expect(cookie).toMatch(/^__Host-/)
        expect(cookie).toMatch(/; ?Secure/i)
        expect(cookie).toMatch(/; ?SameSite=(Lax|Strict)/i)
      }
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
      const contact = await sendRaw(`${secure.url}/.well-known/security.txt`, { method: 'GET' })
      expect([contact.status, contact.text]).toEqual([
        200,
        expect.stringContaining(`Contact: ${DESK_SECURITY_CONTACT}`),
      ])
    } finally {
      await secure.stop()
    }
  })
})

describe('the build', () => {
  it('holds no Server Action', () => {
    const manifest = z.object({ node: z.record(z.string(), z.unknown()), edge: z.record(z.string(), z.unknown()) })
    const { node, edge } = manifest.parse(
      JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')),
    )
    expect([Object.keys(node), Object.keys(edge)]).toEqual([[], []])
  })

  it('tells browsers no source', () => {
    const files = readdirSync('.next/static', { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
  })
})

/** Bytes as they are, and whatever comes back until the server hangs up. */
function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
