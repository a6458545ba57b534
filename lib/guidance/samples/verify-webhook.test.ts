import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { signWebhook } from '@/lib/platform/signature'
import { compileSample, loadSample } from './load-sample'
import { EXPRESS_ROUTE, FASTIFY_ROUTE, HEADER_CHECK, NEXT_ROUTE, SIGN_BY_HAND, VERIFY_WEBHOOK } from './verify-webhook'

type Verdict = 'valid' | 'stale' | 'invalid'
type Header = string | null | undefined

const verifyModule = loadSample<{
  verifyWebhook: (secrets: string[], timestamp: Header, signature: Header, body: Uint8Array, nowMs?: number) => Verdict
}>(VERIFY_WEBHOOK)
const { verifyWebhook } = verifyModule

const SECRET = 'whsec_current'
const NOW = new Date('2026-03-05T16:48:20.000Z')
const SECONDS = String(NOW.getTime() / 1000)
const utf8 = (text: string) => new TextEncoder().encode(text)
const BODY = utf8('{"event_id": "evt_01JB2X4CE6", "amount": 1.0}')

function verdictOf(change: Partial<{ secrets: string[]; timestamp: Header; signature: Header; body: Uint8Array }>) {
  const timestamp = 'timestamp' in change ? change.timestamp : SECONDS
  const given = { secrets: [SECRET], timestamp, signature: signWebhook(SECRET, timestamp ?? '', BODY), body: BODY }
  const { secrets, signature, body } = { ...given, ...change }
  return verifyWebhook(secrets, timestamp, signature, body, NOW.getTime())
}

describe('the verifying sample', () => {
  it.each([
    ['seconds', SECONDS],
    ['milliseconds', String(NOW.getTime())],
    ['an ISO 8601 instant', '2026-03-05T16:48:20Z'],
    ['an ISO 8601 instant with an offset', '2026-03-05T22:18:20.000+05:30'],
  ])('accepts what the platform signs with a timestamp in %s', (_form, timestamp) => {
    expect(verdictOf({ timestamp })).toBe('valid')
  })

  it('accepts any active secret while one is being rotated', () => {
    expect(verdictOf({ secrets: ['whsec_next', SECRET] })).toBe('valid')
    expect(verdictOf({ secrets: [SECRET, 'whsec_previous'] })).toBe('valid')
  })

  it('refuses one changed byte', () => {
    for (let at = 0; at < BODY.length; at += 1) {
      const body = BODY.map((byte, index) => (index === at ? byte ^ 1 : byte))
      expect(verdictOf({ body })).toBe('invalid')
    }
  })

  it('refuses the body after a JSON round trip', () => {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(BODY))
    expect(verdictOf({ body: utf8(JSON.stringify(parsed)) })).toBe('invalid')
  })

  it('verifies bytes that are no text at all', () => {
    const body = Uint8Array.from([0xef, 0xbb, 0xbf, 0x00, 0xff, 0xfe, 0x0d, 0x0a])
    expect(verdictOf({ body, signature: signWebhook(SECRET, SECONDS, body) })).toBe('valid')
  })

  it('refuses another secret and the lack of any', () => {
    expect(verdictOf({ secrets: ['whsec_other'] })).toBe('invalid')
    expect(verdictOf({ secrets: [] })).toBe('invalid')
  })

  const good = signWebhook(SECRET, SECONDS, BODY)
  it.each([
    ['an empty one', ''],
    ['a missing one', null],
    ['a shorter one', good.slice(0, 62)],
    ['a longer one', `${good}00`],
    ['upper case', good.toUpperCase()],
    ['base64', Buffer.from(good, 'hex').toString('base64')],
    ['a prefix', `sha256=${good}`],
    ['a doubled header', `${good}, ${good}`],
    ['letters beyond hex', 'z'.repeat(64)],
    ['characters of several bytes', '€'.repeat(64)],
  ])('refuses without a throw a signature that is %s', (_shape, signature) => {
    expect(verdictOf({ signature })).toBe('invalid')
  })

  it.each(['', '1700000000.123', '170000000', '1.7e12', '2026-03-05', 'Thu, 05 Mar 2026 16:48:20 GMT', ' 1772729300'])(
    'refuses the timestamp %j, however well it is signed',
    (timestamp) => expect(verdictOf({ timestamp })).toBe('invalid'),
  )

  it('calls a valid signature stale once its timestamp is more than five minutes away, either way', () => {
    const at = (offsetMs: number) => verdictOf({ timestamp: String(NOW.getTime() + offsetMs) })
    expect([at(-300_000), at(300_000)]).toEqual(['valid', 'valid'])
    expect([at(-300_001), at(300_001)]).toEqual(['stale', 'stale'])
  })
})

describe('the Next.js sample', () => {
  async function post(body: Uint8Array<ArrayBuffer>, timestamp: string, signature: string) {
    const saved: { body: Uint8Array; verdict: Verdict }[] = []
    const route = loadSample<{ POST: (request: Request) => Promise<Response> }>(NEXT_ROUTE, {
      './verify-webhook': verifyModule,
      './store': {
        activeSecrets: async (applicationID: string | null) => (applicationID === 'app_1' ? [SECRET] : []),
        saveDelivery: async (saving: Uint8Array, verdict: Verdict) => saved.push({ body: saving, verdict }),
      },
    })
    const headers = {
      'content-type': 'application/json',
      'x-al-application-id': 'app_1',
      'x-al-webhook-timestamp': timestamp,
      'x-al-webhook-signature': signature,
    }
    const request = new Request('https://partner.example/api/lending-webhook', { method: 'POST', headers, body })
    const response = await route.POST(request)
    return { status: response.status, saved }
  }
  const recent = String(Date.now())

  it('stores the very bytes that were signed and answers 200', async () => {
    const body = Uint8Array.from([0xef, 0xbb, 0xbf, ...BODY, 0xff])
    const { status, saved } = await post(body, recent, signWebhook(SECRET, recent, body))
    expect(status).toBe(200)
    expect(saved).toEqual([{ body, verdict: 'valid' }])
  })

  it('answers 401 and stores nothing when the signature is wrong', async () => {
    expect(await post(BODY, recent, signWebhook('whsec_other', recent, BODY))).toEqual({ status: 401, saved: [] })
  })

  it('keeps an authentic late delivery and answers 202', async () => {
    const { status, saved } = await post(BODY, '1700000000', signWebhook(SECRET, '1700000000', BODY))
    expect([status, saved[0]?.verdict]).toEqual([202, 'stale'])
  })
})

describe('the Express and Fastify samples', () => {
  // Neither framework is a dependency of ours, so these two are compiled and not run.
  it.each([EXPRESS_ROUTE, FASTIFY_ROUTE])('compile: $title', (sample) => {
    expect(compileSample(sample)).toContain('verifyWebhook')
  })

  it('take the raw body before any JSON parser', () => {
    expect(EXPRESS_ROUTE.source.indexOf('express.raw(')).toBeLessThan(EXPRESS_ROUTE.source.indexOf('express.json('))
    expect(FASTIFY_ROUTE.source).toContain("parseAs: 'buffer'")
  })
})

describe('the header sample', () => {
  const { contradictingHeaders } = loadSample<{
    contradictingHeaders: (headers: Headers, body: Record<string, unknown>) => string[]
  }>(HEADER_CHECK)
  const headers = new Headers({ 'X-AL-Event-ID': 'evt_1', 'X-AL-Tenant-ID': 'ten_1', 'X-AL-Application-ID': 'app_1' })

  it('names the header that disagrees with the signed body', () => {
    const body = { event_id: 'evt_1', tenant_id: 'ten_2', application_id: 'app_1' }
    expect(contradictingHeaders(headers, body)).toEqual(['x-al-tenant-id'])
  })

  it('finds no contradiction where the body lacks the field', () => {
    expect(contradictingHeaders(headers, {})).toEqual([])
  })
})

describe('the sample that recomputes by hand', () => {
  it('prints the digest that the platform sends', () => {
    const script = SIGN_BY_HAND.source.replace('< body.bin', '')
    const env = { ...process.env, SECRET, TIMESTAMP: SECONDS }
    const printed = execFileSync('bash', ['-c', script], { input: BODY, env, encoding: 'utf8' })
    expect(printed.trim()).toBe(signWebhook(SECRET, SECONDS, BODY))
  })
})
