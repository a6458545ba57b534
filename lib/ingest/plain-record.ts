import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { isHarmless } from '@/lib/domain/redaction'
import { isStorableText } from '@/lib/domain/text'
import { AUTH_KINDS, ID_MAX, LISTED, PATH_MAX, TEXT_MAX, type ApiCallRecord } from './api-call-record'

/**
 * Recognises records as they mostly come, at a fraction of what the schema takes for them. What it says of a record is
 * what the schema would say; of everything out of the ordinary it says nothing, and the schema has to judge.
 */

const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
/** Not the 29th of February, which needs the year. */
const DAY = '(?:(?:0[13578]|1[02])-31|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8]))'
const CLOCK = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const INSTANT = new RegExp(`^\\d{4}-${DAY}T${CLOCK}:[0-5]\\d(?:\\.\\d+)?(?:Z|[+-]${CLOCK})$`)
const METHOD = /^[A-Za-z][A-Za-z_-]{0,15}$/
const FINGERPRINT = /^[\da-f]{12,64}$/i
const DIGEST = /^[\da-f]{64}$/i
const VERSION = /^\d{1,18}$/
const KINDS: ReadonlySet<unknown> = new Set(AUTH_KINDS)
const PLACES: ReadonlySet<unknown> = new Set(ENVIRONMENTS)

type Fields = Record<string, unknown>

/** The record as the schema would give it; null where the schema has to be asked. */
export function plainRecord(value: unknown): ApiCallRecord | null {
  if (!isFields(value)) return null
  for (const name in value) if (!LISTED.has(name)) return null
  if (!isRequired(value) || !isOptional(value) || !isAuth(value.auth) || !isIssued(value.issued)) return null
  const version = versionOf(value.responseVersion)
  if (version === undefined) return null
  return asRecord(version === null ? value : { ...value, responseVersion: version })
}

/** The one place that says so: every field was looked at. */
function asRecord(fields: Fields): ApiCallRecord {
  return fields as ApiCallRecord
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRequired(fields: Fields): boolean {
  const { callID, occurredAt, caller, applicationID, environment, method, path, status } = fields
  return (
    isFilled(callID, ID_MAX) &&
    (isHarmless(callID) || isStorableText(callID)) &&
    isInstant(occurredAt) &&
    isFilled(caller, ID_MAX) &&
    isHarmless(caller) &&
    !caller.startsWith(' ') &&
    !caller.endsWith(' ') &&
    typeof applicationID === 'string' &&
    GUID.test(applicationID) &&
    PLACES.has(environment) &&
    typeof method === 'string' &&
    METHOD.test(method) &&
    isFilled(path, PATH_MAX) &&
    isStatus(status)
  )
}

function isOptional(fields: Fields): boolean {
  const { retryable } = fields
  return (
    isNumber(fields.durationMs, 86_400_000) &&
    isText(fields.error, TEXT_MAX) &&
    isText(fields.errorCode, 100) &&
    isText(fields.errorMessage, TEXT_MAX) &&
    isText(fields.errorField, ID_MAX) &&
    (retryable === undefined || retryable === null || typeof retryable === 'boolean') &&
    isNumber(fields.retryAfterMs, 1e12) &&
    isText(fields.requestID, ID_MAX) &&
    isText(fields.correlationID, ID_MAX) &&
    isText(fields.idempotencyKey, ID_MAX) &&
    isMatch(fields.bodySha256, DIGEST) &&
    isText(fields.borrowerExternalID, ID_MAX) &&
    isText(fields.journeyID, ID_MAX) &&
    isText(fields.offerID, ID_MAX) &&
    isText(fields.aaSessionID, ID_MAX)
  )
}

function isAuth(auth: unknown): boolean {
  if (auth === undefined || auth === null) return true
  return isFields(auth) && KINDS.has(auth.kind) && isPlace(auth.environment) && isMatch(auth.fingerprint, FINGERPRINT)
}

function isIssued(issued: unknown): boolean {
  if (issued === undefined || issued === null) return true
  if (!isFields(issued) || !isPlace(issued.environment)) return false
  const { sessionFingerprint, sessionExpiresAt, refreshFingerprint } = issued
  const isExpiry = sessionExpiresAt === undefined || sessionExpiresAt === null || isInstant(sessionExpiresAt)
  return isExpiry && isMatch(sessionFingerprint, FINGERPRINT) && isMatch(refreshFingerprint, FINGERPRINT)
}

/** Undefined: the schema has to be asked. */
function versionOf(value: unknown): bigint | null | undefined {
  if (value === undefined || value === null) return null
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value)
  return typeof value === 'string' && VERSION.test(value) ? BigInt(value) : undefined
}

function isFilled(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= max
}

function isText(value: unknown, max: number): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.length <= max)
}

function isMatch(value: unknown, pattern: RegExp): boolean {
  return value === undefined || value === null || (typeof value === 'string' && pattern.test(value))
}

function isNumber(value: unknown, max: number): boolean {
  return value === undefined || value === null || (typeof value === 'number' && value >= 0 && value <= max)
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && INSTANT.test(value)
}

function isPlace(value: unknown): boolean {
  return value === undefined || value === null || PLACES.has(value)
}

function isStatus(value: unknown): boolean {
  return Number.isInteger(value) && (value === 0 || (Number(value) >= 100 && Number(value) <= 599))
}
