import { createHash } from 'node:crypto'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import { createRequire } from 'node:module'

import { HttpInstrumentation, type HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http'
import { NodeSDK } from '@opentelemetry/sdk-node'

import { describeToken, fingerprint } from '../calls/types'
import type { Send } from '../partner/client'

/** What the spans of one call are told of it; the library tells the rest. */
interface Told {
  attributes: Record<string, string>
  chunks: Buffer[]
}

export interface Instrumented {
  /** Like `fetch`, by the instrumented client. */
  send: Send
  shutdown: () => Promise<void>
}

type Attributes = Record<string, string>

/**
 * A system under the OpenTelemetry SDK with its HTTP instrumentation. Where its spans go is said by the two environment
 * variables OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS alone.
 */
export function startInstrumented(serviceName: string): Instrumented {
  const told = new WeakMap<object, Told>()
  const config: HttpInstrumentationConfig = {
    headersToSpanAttributes: {
      client: { requestHeaders: ['idempotency-key', 'x-correlation-id'], responseHeaders: ['retry-after'] },
    },
    // Asked when the answer has been read, so that what it says can be told.
    applyCustomAttributesOnSpan: (span, request) => {
      const own = told.get(request)
      if (own) span.setAttributes({ ...own.attributes, ...answered(Buffer.concat(own.chunks)) })
    },
  }
  const sdk = new NodeSDK({ serviceName, instrumentations: [new HttpInstrumentation(config)] })
  sdk.start()
  // Loaded after the start, as the instrumentation wants it.
  const client: typeof import('node:http') = createRequire(import.meta.url)('node:http')
  return {
    send: (url, { method, headers, body }, known) =>
      new Promise((resolve, reject) => {
        const options: RequestOptions = { method, headers: Object.fromEntries(headers), timeout: 10_000 }
        const chunks: Buffer[] = []
        const request: ClientRequest = client.request(url, options, (response: IncomingMessage) => {
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => {
            const { statusCode = 0, headers: received } = response
            const after = received['retry-after']
            const answer = new Headers(after === undefined ? {} : { 'retry-after': after })
            resolve(new Response(Buffer.concat(chunks), { status: statusCode, headers: answer }))
          })
        })
        told.set(request, { attributes: sent(headers, body, known), chunks })
        request.on('timeout', () => request.destroy(new Error('no answer within 10 s')))
        request.on('error', reject)
        request.end(body ?? undefined)
      }),
    shutdown: () => sdk.shutdown(),
  }
}

function sent(headers: Headers, body: string | null, known: { borrowerExternalID?: string }): Attributes {
  const auth = describeToken(headers.get('authorization')?.replace(/^Bearer /, '') ?? null)
  return {
    'lending.auth_kind': auth.kind,
    ...(auth.environment ? { 'lending.auth_environment': auth.environment } : {}),
    ...(auth.fingerprint ? { 'lending.auth_fingerprint': auth.fingerprint } : {}),
    ...(body === null ? {} : { 'lending.body_sha256': createHash('sha256').update(body).digest('hex') }),
    ...(known.borrowerExternalID ? { 'lending.borrower_external_id': known.borrowerExternalID } : {}),
  }
}

/** From the platform's envelope; nothing where the answer is none. */
function answered(bytes: Buffer): Attributes {
  const { data, error } = parsed(bytes)
  const { sessionToken, refreshToken, sessionExpiresAt } = data
  const isIssue = typeof sessionToken === 'string' && typeof refreshToken === 'string'
  return {
    ...text('lending.error_code', error.code),
    ...text('lending.error_message', error.message),
    ...text('lending.error_field', record(error.details).field),
    ...(isIssue
      ? {
          'lending.session_fingerprint': fingerprint(sessionToken),
          'lending.refresh_fingerprint': fingerprint(refreshToken),
          'lending.session_expires_at': String(sessionExpiresAt),
        }
      : {}),
  }
}

function text(name: string, value: unknown): Attributes {
  return typeof value === 'string' && value !== '' ? { [name]: value } : {}
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function parsed(bytes: Buffer): { data: Record<string, unknown>; error: Record<string, unknown> } {
  try {
    const { data, error } = record(JSON.parse(bytes.toString('utf8')))
    return { data: record(data), error: record(error) }
  } catch {
    return { data: {}, error: {} }
  }
}
