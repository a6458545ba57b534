import { z } from 'zod'
import type { ApiCall } from '@/lib/domain/api-call'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { db } from './client'
import { Prisma } from './generated/client'
import type { Transaction } from './transaction'

/** Calls as detection reads them, oldest first. Every reader names a window of event time, so that only its days are read. */
export interface CallWindow {
  from: Date
  /** Inclusive. */
  to: Date
  /** The newest that many; default 50,000. */
  limit?: number
}

const LIMIT = 50_000

const environment = z.enum(ENVIRONMENTS).nullable().catch(null)
const text = z.string().nullable()

const rowSchema = z.object({
  applicationID: z.string(),
  callID: z.string(),
  environment: z.enum(ENVIRONMENTS),
  caller: z.string(),
  occurredAt: z.date(),
  durationMs: z.number().nullable(),
  method: z.string(),
  path: z.string(),
  route: z.string(),
  status: z.number(),
  errorCode: text,
  errorMessage: text,
  errorField: text,
  retryAfterMs: z.number().nullable(),
  requestID: text,
  correlationID: text,
  idempotencyKey: text,
  bodySha256: text,
  borrowerExternalID: text,
  journeyID: text,
  offerID: text,
  aaSessionID: text,
  authKind: z.enum(['api_key', 'session', 'refresh', 'none', 'malformed']).nullable(),
  authEnvironment: environment,
  authFingerprint: text,
  issuedSessionFingerprint: text,
  issuedSessionExpiresAt: z.date().nullable(),
  issuedRefreshFingerprint: text,
  issuedEnvironment: environment,
  responseVersion: z.bigint().nullable(),
})

const COLUMNS = Prisma.sql`
  c.application_id AS "applicationID", c.call_id AS "callID", c.environment, c.caller, c.occurred_at AS "occurredAt",
  c.duration_ms AS "durationMs", c.method, c.path, c.route, c.status, c.error_code AS "errorCode",
  c.error_message AS "errorMessage", c.error_field AS "errorField", c.retry_after_ms::float8 AS "retryAfterMs",
  c.request_id AS "requestID", c.correlation_id AS "correlationID", c.idempotency_key AS "idempotencyKey",
  c.body_sha256 AS "bodySha256", c.borrower_external_id AS "borrowerExternalID", c.journey_id AS "journeyID",
  c.offer_id AS "offerID", c.aa_session_id AS "aaSessionID", c.auth_kind AS "authKind",
  c.auth_environment AS "authEnvironment", c.auth_fingerprint AS "authFingerprint",
  c.issued_session_fingerprint AS "issuedSessionFingerprint", c.issued_session_expires_at AS "issuedSessionExpiresAt",
  c.issued_refresh_fingerprint AS "issuedRefreshFingerprint", c.issued_environment AS "issuedEnvironment",
  c.response_version AS "responseVersion"`

/** Every call of one calling system. */
export function loadCallerCalls(
  applicationID: string,
  caller: string,
  window: CallWindow,
  at: Transaction = db(),
): Promise<ApiCall[]> {
  return load(at, Prisma.sql`c.application_id = ${applicationID}::uuid AND c.caller = ${caller}`, window)
}

/** Every call about a journey: those that name it, and those that name one of its offers. */
export function loadJourneyCalls(
  applicationID: string,
  journeyID: string,
  window: CallWindow,
  at: Transaction = db(),
): Promise<ApiCall[]> {
  const isAbout = Prisma.sql`(c.journey_id = ${journeyID} OR (c.journey_id IS NULL AND c.offer_id IN (
    SELECT o.offer_id FROM offer o WHERE o.application_id = ${applicationID}::uuid AND o.journey_id = ${journeyID})))`
  return load(at, Prisma.sql`c.application_id = ${applicationID}::uuid AND ${isAbout}`, window)
}

/** Successful mints and refreshes for the given borrowers, whoever made them: what superseded which token, and when. */
export function loadIssues(
  applicationID: string,
  borrowerExternalIDs: string[],
  window: CallWindow,
  at: Transaction = db(),
): Promise<ApiCall[]> {
  const isIssue = Prisma.sql`c.application_id = ${applicationID}::uuid AND c.issued_session_fingerprint IS NOT NULL
    AND c.borrower_external_id = ANY(${borrowerExternalIDs}::text[])`
  return load(at, isIssue, window)
}

/** Calls that used one of the given API keys, by fingerprint: whether a key ever worked, and when. */
export function loadKeyUses(
  applicationID: string,
  fingerprints: string[],
  window: CallWindow,
  at: Transaction = db(),
): Promise<ApiCall[]> {
  const isUse = Prisma.sql`c.application_id = ${applicationID}::uuid AND c.auth_kind = 'api_key'
    AND c.auth_fingerprint = ANY(${fingerprints}::text[])`
  return load(at, isUse, window)
}

async function load(at: Transaction, condition: Prisma.Sql, window: CallWindow): Promise<ApiCall[]> {
  const rows = await at.$queryRaw`
    SELECT ${COLUMNS} FROM api_call c
    WHERE ${condition} AND c.occurred_at >= ${window.from} AND c.occurred_at <= ${window.to}
    ORDER BY c.occurred_at DESC, c.call_id DESC LIMIT ${window.limit ?? LIMIT}`
  return z.array(rowSchema).parse(rows).map(callOf).reverse()
}

function callOf(row: z.infer<typeof rowSchema>): ApiCall {
  const { authKind, authEnvironment, authFingerprint, ...rest } = row
  const { issuedSessionFingerprint, issuedSessionExpiresAt, issuedRefreshFingerprint, issuedEnvironment, ...call } =
    rest
  const auth = authKind && { kind: authKind, environment: authEnvironment, fingerprint: authFingerprint }
  const issued = {
    sessionFingerprint: issuedSessionFingerprint,
    sessionExpiresAt: issuedSessionExpiresAt,
    refreshFingerprint: issuedRefreshFingerprint,
    environment: issuedEnvironment,
  }
  const isIssue = [issuedSessionFingerprint, issuedSessionExpiresAt, issuedRefreshFingerprint].some(Boolean)
  return { ...call, auth, issued: isIssue ? issued : null }
}
