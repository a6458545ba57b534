import type { Environment } from '@/lib/domain/vocabulary'
import { parseRetryAfter } from '@/lib/platform/retry-after'
import { urlOf } from './application-of-span'
import { textAttribute, type OtlpSpan } from './span'

/** Captured headers keep their dashes in the stable conventions and lose them in the old ones. */
const RETRY_AFTER = ['http.response.header.retry-after', 'http.response.header.retry_after'] as const
const CORRELATION_ID = ['http.request.header.x-correlation-id', 'http.request.header.x_correlation_id'] as const
const IDEMPOTENCY_KEY = ['http.request.header.idempotency-key', 'http.request.header.idempotency_key'] as const

/**
 * A CLIENT span as a record of `POST /api/ingest/api-calls`, whose schema judges it. Stable HTTP semantic conventions
 * come first, the old names are accepted.
 */
export function recordOfSpan(span: OtlpSpan, owner: { applicationID: string; environment: Environment }) {
  const text: TextOf = (name, ...others) => textAttribute(span.attributes, name, ...others)
  const status = Number(text('http.response.status_code', 'http.status_code') ?? 0)
  return {
    callID: span.traceID && span.spanID ? span.traceID + span.spanID : null,
    occurredAt: instantOf(span.startMs),
    durationMs: span.endMs >= span.startMs ? span.endMs - span.startMs : null,
    caller: textAttribute(span.resource, 'service.name') ?? 'unknown_service',
    ...owner,
    method: methodOf(span),
    path: urlOf(span)?.pathname ?? text('url.path', 'http.target', 'url.full', 'http.url'),
    status,
    error: errorOf(span, status),
    errorCode: text('lending.error_code'),
    errorMessage: text('lending.error_message'),
    errorField: text('lending.error_field'),
    retryable: flagOf(text('lending.retryable')),
    retryAfterMs: retryAfterOf(span),
    requestID: text('lending.request_id'),
    correlationID: text(...CORRELATION_ID),
    idempotencyKey: text(...IDEMPOTENCY_KEY),
    bodySha256: text('lending.body_sha256'),
    borrowerExternalID: text('lending.borrower_external_id'),
    journeyID: text('lending.journey_id'),
    offerID: text('lending.offer_id'),
    aaSessionID: text('lending.aa_session_id'),
    auth: authOf(text),
    issued: issuedOf(text, owner.environment),
    responseVersion: text('lending.response_version'),
  }
}

type TextOf = (name: string, ...others: string[]) => string | null

function authOf(text: TextOf) {
  const kind = text('lending.auth_kind')
  if (!kind) return null
  return { kind, environment: text('lending.auth_environment'), fingerprint: text('lending.auth_fingerprint') }
}

/** What a base URL issues belongs to its environment. */
function issuedOf(text: TextOf, environment: Environment) {
  const sessionFingerprint = text('lending.session_fingerprint')
  const sessionExpiresAt = text('lending.session_expires_at')
  const refreshFingerprint = text('lending.refresh_fingerprint')
  if (!sessionFingerprint && !sessionExpiresAt && !refreshFingerprint) return null
  return { sessionFingerprint, sessionExpiresAt, refreshFingerprint, environment }
}

function methodOf({ attributes }: OtlpSpan): string | null {
  const method = textAttribute(attributes, 'http.request.method', 'http.method')
  return method === '_OTHER' ? (textAttribute(attributes, 'http.request.method_original') ?? method) : method
}

function retryAfterOf({ attributes, startMs, endMs }: OtlpSpan): number | null {
  const value = textAttribute(attributes, ...RETRY_AFTER)
  return value === null ? null : parseRetryAfter(value, new Date(endMs || startMs))
}

/** The conventions repeat the status as the error's type; that says nothing more. */
function errorOf(span: OtlpSpan, status: number): string | null {
  const type = textAttribute(span.attributes, 'error.type', 'http.error_name')
  if (type && type !== String(status)) return type
  return status === 0 ? (textAttribute(span.attributes, 'http.error_message') ?? span.statusMessage) : null
}

function flagOf(text: string | null): boolean | null {
  return text === 'true' ? true : text === 'false' ? false : null
}

function instantOf(ms: number): string | null {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null
}
