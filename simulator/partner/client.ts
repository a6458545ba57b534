import { createHash } from 'node:crypto'

import { API_PREFIX, envelopeSchema } from '@/lib/platform/contract'
import { describeToken, fingerprint, type ApiCall, type IssuedTokens } from '../calls/types'
import { retryAfterMs } from '../history/post'
import type { Environment } from '../platform/types'
import type { Random } from '../world/random'

type Known = Partial<Pick<ApiCall, 'borrowerExternalID' | 'journeyID' | 'offerID'>>

/** Sends one request; `known` is what the caller knows of it besides. */
export type Send = (
  url: string,
  request: { method: string; headers: Headers; body: string | null },
  known: Known,
) => Promise<Response>

export interface ClientOptions {
  /** Service name of the calling system. */
  caller: string
  baseURL: string
  applicationID: string
  environment: Environment
  random: Random
  clock: () => number
  onCall: (call: ApiCall) => void
  /** Default: `fetch`. */
  send?: Send
}

export interface Reply {
  status: number
  data: Record<string, unknown>
  code: string | null
  retryAfterMs: number | null
}

export interface CallDetails {
  body?: unknown
  idempotencyKey?: string
  known?: Known
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function issuedBy(data: Record<string, unknown>, environment: Environment): IssuedTokens | null {
  const { sessionToken, refreshToken, sessionExpiresAt } = data
  if (typeof sessionToken !== 'string' || typeof refreshToken !== 'string') return null
  return {
    sessionFingerprint: fingerprint(sessionToken),
    sessionExpiresAt: String(sessionExpiresAt),
    refreshFingerprint: fingerprint(refreshToken),
    environment,
  }
}

const byFetch: Send = (url, request) => fetch(url, { ...request, signal: AbortSignal.timeout(10_000) })

/** A partner's system calling the platform over HTTP; it writes down every call, never a token or a body. */
export class PartnerClient {
  constructor(private readonly options: ClientOptions) {}

  async call(method: string, path: string, token: string | null, details: CallDetails = {}): Promise<Reply> {
    const { random, clock, caller, applicationID, environment } = this.options
    const body = details.body === undefined ? null : JSON.stringify(details.body)
    const isWrite = method !== 'GET'
    const occurredAt = clock()
    const record: ApiCall = {
      callID: `call_${random.hex(24)}`,
      occurredAt: new Date(occurredAt).toISOString(),
      durationMs: 0,
      caller,
      applicationID,
      environment,
      method,
      path: `${API_PREFIX}${path.split('?')[0] ?? path}`,
      status: 0,
      correlationID: `cor_${random.hex(16)}`,
      auth: describeToken(token),
      ...(isWrite ? { idempotencyKey: details.idempotencyKey ?? `idem_${random.hex(16)}` } : {}),
      ...(isWrite && body !== null ? { bodySha256: createHash('sha256').update(body).digest('hex') } : {}),
      ...details.known,
    }
    const startedAt = performance.now()
    const reply = await this.send(record, path, token, body, details.known ?? {})
    record.durationMs = Math.round(performance.now() - startedAt)
    this.options.onCall(record)
    return reply
  }

  private async send(
    record: ApiCall,
    path: string,
    token: string | null,
    body: string | null,
    known: Known,
  ): Promise<Reply> {
    const headers = new Headers({ 'x-correlation-id': record.correlationID ?? '' })
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    if (record.idempotencyKey !== undefined) headers.set('idempotency-key', record.idempotencyKey)
    if (body !== null) headers.set('content-type', 'application/json')
    try {
      const url = `${this.options.baseURL}${API_PREFIX}${path}`
      const send = this.options.send ?? byFetch
      const response = await send(url, { method: record.method, headers, body }, known)
      return this.read(record, response, await response.json())
    } catch (error) {
      record.error = error instanceof Error ? error.name : 'no answer'
      return { status: 0, data: {}, code: null, retryAfterMs: null }
    }
  }

  private read(record: ApiCall, response: Response, json: unknown): Reply {
    const envelope = envelopeSchema.parse(json)
    const data = isRecord(envelope.data) ? envelope.data : {}
    const wait = retryAfterMs(response.headers.get('retry-after'), this.options.clock())
    record.status = response.status
    record.requestID = envelope.requestID ?? ''
    if (envelope.error) {
      record.errorCode = envelope.error.code
      record.errorMessage = envelope.error.message ?? ''
      record.retryable = envelope.error.retryable ?? false
      if (envelope.error.details?.field) record.errorField = envelope.error.details.field
    }
    if (wait !== null) record.retryAfterMs = wait
    if (typeof data.version === 'number') record.responseVersion = String(data.version)
    const issued = issuedBy(data, this.options.environment)
    if (issued) record.issued = issued
    return { status: response.status, data, code: envelope.error?.code ?? null, retryAfterMs: wait }
  }

  /** A page the borrower is sent to; no call of the partner's, so it is not written down. */
  async visit(url: string): Promise<void> {
    await fetch(url, { method: 'POST', signal: AbortSignal.timeout(10_000) }).then((response) => response.arrayBuffer())
  }
}
