import { Agent, errors, request } from 'undici'
import { z } from 'zod'
import { parseAnswer, type Attempt, type RawAnswer } from './answer'
import { API_PREFIX, PLATFORM_CONTRACT_VERSION } from './contract'
import { OWN_CODES, PlatformError } from './errors'

export interface PlatformCall {
  method: 'GET' | 'POST'
  /** Below the API's prefix, each ID passed through `segment()`. */
  path: string
  query?: Record<string, string>
  token: string
  /** The borrower whose limits the call counts against; null for a call with the API key. */
  scope: string | null
  body?: unknown
  /** Required for writes; the same over all retries of one write. */
  idempotencyKey?: string
  correlationID: string
}

export interface TransportLimits {
  timeoutMs: number
  maxAnswerBytes: number
}

/** One ID as one segment of a path. Throws on what a URL parser would read as a step up the path. */
export function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') throw new PlatformError({ ...UNUSABLE_ID, message: 'An ID is unusable.' })
  return encodeURIComponent(id)
}
const UNUSABLE_ID = { code: 'UNUSABLE_ID', status: 0 }

/** Connections of one application; another application's stalled sockets cannot use them up. */
export function createAgent(limits: TransportLimits): Agent {
  return new Agent({
    connect: { timeout: limits.timeoutMs },
    maxResponseSize: limits.maxAnswerBytes,
    keepAliveTimeout: 10_000,
  })
}

/**
 * One HTTP attempt. Redirects are not followed: a bearer token goes to the configured host alone. Never throws for
 * what the platform or the network does; throws the signal's reason when the caller gives up.
 */
export async function attemptCall<T>(
  target: { agent: Agent; baseURL: string; limits: TransportLimits },
  call: PlatformCall,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<Attempt<T>> {
  const name = `${call.method} ${call.path}`
  const timeout = AbortSignal.timeout(target.limits.timeoutMs)
  try {
    const raw = await exchange(target, call, AbortSignal.any([signal, timeout]))
    return parseAnswer(raw, schema, name, new Date())
  } catch (error) {
    signal.throwIfAborted()
    return { ok: false, error: transportError(error, timeout.aborted, name) }
  }
}

async function exchange(
  target: { agent: Agent; baseURL: string },
  call: PlatformCall,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const answer = await request(callURL(target.baseURL, call), {
    dispatcher: target.agent,
    method: call.method,
    signal,
    headers: callHeaders(call),
    body: call.body === undefined ? undefined : JSON.stringify(call.body),
  })
  const retryAfter = answer.headers['retry-after']
  return {
    status: answer.statusCode,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
    text: await answer.body.text(),
  }
}

function callURL(baseURL: string, call: PlatformCall): URL {
  const url = new URL(baseURL.replace(/\/+$/, '') + API_PREFIX + call.path)
  for (const [key, value] of Object.entries(call.query ?? {})) url.searchParams.set(key, value)
  return url
}

function callHeaders(call: PlatformCall): Record<string, string> {
  return {
    accept: 'application/json',
    authorization: `Bearer ${call.token}`,
    'x-correlation-id': call.correlationID,
    'x-al-api-version': PLATFORM_CONTRACT_VERSION,
    ...(call.idempotencyKey ? { 'idempotency-key': call.idempotencyKey } : {}),
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
  }
}

const TIMEOUTS = [errors.ConnectTimeoutError, errors.HeadersTimeoutError, errors.BodyTimeoutError]

function transportError(error: unknown, timedOut: boolean, name: string): PlatformError {
  const options = { cause: error }
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    return new PlatformError(
      { code: OWN_CODES.tooLarge, status: 0, message: `${name}: the answer is too large.` },
      options,
    )
  }
  if (timedOut || TIMEOUTS.some((kind) => error instanceof kind)) {
    const message = `${name}: no whole answer in time.`
    return new PlatformError({ code: OWN_CODES.timeout, status: 0, message, retryable: true }, options)
  }
  const message = `${name}: the connection failed.`
  return new PlatformError({ code: OWN_CODES.network, status: 0, message, retryable: true }, options)
}
