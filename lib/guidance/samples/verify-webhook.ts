import type { CodeSample } from '../types'

/** The receiver's samples. Each is a whole module; the framework samples import `./verify-webhook`, which is the first. */

export const VERIFY_WEBHOOK: CodeSample = {
  title: 'verify-webhook.ts: the check itself, for any framework',
  language: 'ts',
  source: String.raw`import { createHmac, timingSafeEqual } from 'node:crypto'

export type WebhookVerdict = 'valid' | 'stale' | 'invalid'

const TOLERANCE_MS = 5 * 60_000
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

/** Ten digits are seconds, thirteen are milliseconds, else an ISO 8601 instant. NaN for anything looser. */
function sentAtMs(timestamp: string): number {
  if (/^\d{10}$/.test(timestamp)) return Number(timestamp) * 1000
  if (/^\d{13}$/.test(timestamp)) return Number(timestamp)
  return ISO_INSTANT.test(timestamp) ? Date.parse(timestamp) : NaN
}

/**
 * secrets: every active secret of the application. During a rotation these are two.
 * timestamp, signature: the X-AL-Webhook-* headers exactly as they came. body: the raw bytes.
 */
export function verifyWebhook(
  secrets: string[],
  timestamp: string | null | undefined,
  signature: string | null | undefined,
  body: Uint8Array,
  nowMs: number = Date.now(),
): WebhookVerdict {
  if (!timestamp || !signature) return 'invalid'
  const sentAt = sentAtMs(timestamp)
  // timingSafeEqual throws on unequal lengths, so the shape is checked first.
  if (Number.isNaN(sentAt) || !/^[0-9a-f]{64}$/.test(signature)) return 'invalid'
  const received = Buffer.from(signature, 'hex')
  const matches = secrets.map((secret) => {
    const expected = createHmac('sha256', secret).update(timestamp, 'utf8').update('.').update(body).digest()
    return timingSafeEqual(expected, received)
  })
  if (!matches.includes(true)) return 'invalid'
  return Math.abs(nowMs - sentAt) <= TOLERANCE_MS ? 'valid' : 'stale'
}
`,
}

export const NEXT_ROUTE: CodeSample = {
  title: 'Next.js: app/api/lending-webhook/route.ts',
  language: 'ts',
  source: String.raw`import { verifyWebhook } from './verify-webhook'
import { activeSecrets, saveDelivery } from './store'

export const runtime = 'nodejs'

export async function POST(request: Request): Promise<Response> {
  // arrayBuffer, never json() or text(): both decode, and decoding cannot be undone.
  const body = new Uint8Array(await request.arrayBuffer())
  const secrets = await activeSecrets(request.headers.get('x-al-application-id'))
  const verdict = verifyWebhook(
    secrets,
    request.headers.get('x-al-webhook-timestamp'),
    request.headers.get('x-al-webhook-signature'),
    body,
  )
  if (verdict === 'invalid') return new Response(null, { status: 401 })
  await saveDelivery(body, verdict) // commit first, then answer; parse afterwards
  return new Response(null, { status: verdict === 'stale' ? 202 : 200 })
}
`,
}

export const EXPRESS_ROUTE: CodeSample = {
  title: 'Express: express.raw on this route, before express.json',
  language: 'ts',
  source: String.raw`import express from 'express'
import { verifyWebhook } from './verify-webhook'
import { activeSecrets, saveDelivery } from './store'

export const app = express()

app.post('/lending-webhook', express.raw({ type: () => true, limit: '1mb' }), async (request, response) => {
  // Without a body Express leaves something that is not a Buffer here.
  const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const secrets = await activeSecrets(request.get('x-al-application-id') ?? null)
  const verdict = verifyWebhook(
    secrets,
    request.get('x-al-webhook-timestamp'),
    request.get('x-al-webhook-signature'),
    body,
  )
  if (verdict === 'invalid') {
    response.sendStatus(401)
    return
  }
  await saveDelivery(body, verdict)
  response.sendStatus(verdict === 'stale' ? 202 : 200)
})

app.use(express.json()) // for the other routes: after the webhook, never before it
`,
}

export const FASTIFY_ROUTE: CodeSample = {
  title: 'Fastify: a buffer parser that only the webhook sees',
  language: 'ts',
  source: String.raw`import Fastify from 'fastify'
import { verifyWebhook } from './verify-webhook'
import { activeSecrets, saveDelivery } from './store'

export const app = Fastify({ bodyLimit: 1024 * 1024 })

function header(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : null
}

// register() encapsulates: the routes outside keep Fastify's own JSON parser.
app.register(async (scope) => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  scope.post('/lending-webhook', async (request, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const secrets = await activeSecrets(header(request.headers['x-al-application-id']))
    const verdict = verifyWebhook(
      secrets,
      header(request.headers['x-al-webhook-timestamp']),
      header(request.headers['x-al-webhook-signature']),
      body,
    )
    if (verdict === 'invalid') return reply.code(401).send()
    await saveDelivery(body, verdict)
    return reply.code(verdict === 'stale' ? 202 : 200).send()
  })
})
`,
}

export const HEADER_CHECK: CodeSample = {
  title: 'Compare the headers with the signed body, after the signature',
  language: 'ts',
  source: String.raw`const SIGNED_FIELDS = [
  ['x-al-event-id', 'event_id'],
  ['x-al-tenant-id', 'tenant_id'],
  ['x-al-application-id', 'application_id'],
] as const

/** The headers that contradict the signed body. A field that the body lacks contradicts nothing. */
export function contradictingHeaders(headers: Headers, body: Record<string, unknown>): string[] {
  return SIGNED_FIELDS.filter(([header, field]) => {
    const sent = headers.get(header)
    const signed = body[field]
    return sent !== null && typeof signed === 'string' && sent !== signed
  }).map(([header]) => header)
}
`,
}

export const SIGN_BY_HAND: CodeSample = {
  title: 'Recompute one delivery by hand (body.bin holds the bytes as they came)',
  language: 'bash',
  source: String.raw`# SECRET and TIMESTAMP (the header exactly as sent) come from the environment: arguments show in the process list.
node -e '
const { createHmac } = require("node:crypto")
const body = require("node:fs").readFileSync(0)
const { SECRET, TIMESTAMP } = process.env
console.log(createHmac("sha256", SECRET).update(TIMESTAMP + ".").update(body).digest("hex"))
' < body.bin
`,
}
