import { z } from 'zod'
import type { ApiCall } from '@/lib/domain/api-call'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { db } from './client'
import { Prisma } from './generated/client'
import type { JourneyRef } from './journey-history'
import type { Transaction } from './transaction'

/** Calls as detection reads them, oldest first. Every reader names a window of event time, so that only its days are read. */
export interface CallWindow {
  from: Date
  /** Inclusive. */
  to: Date
  /** That many at most; default 50,000. */
  limit?: number
  /** Which of them, where there are more; default the last. */
  keep?: 'first' | 'last'
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

/** A caller's calls that failed, oldest first: the evidence that detection starts from. With a limit, the first or last of them. */
export function loadCallerFailures(
  applicationID: string,
  caller: string,
  window: CallWindow,
  at: Transaction = db(),
): Promise<ApiCall[]> {
  const hasFailed = Prisma.sql`c.application_id = ${applicationID}::uuid AND c.caller = ${caller}
    AND (c.status = 0 OR c.status >= 400)`
  return load(at, hasFailed, window)
}

export interface FollowUps {
  /** Paths that were limited: what repeated the call, and what ended the repeats. */
  paths: string[]
  /** Where sessions were refused: the borrowers of calls that failed. */
  borrowers: string[]
  /** Where sessions were refused, and calls that name no borrower failed, too. */
  unnamed: boolean
  /** API keys were refused, so whatever a key opened counts. */
  keys: boolean
  /** Writes were limited, so every write counts. */
  writes: boolean
}

/** A caller's other calls that tell how the failed ones went on. */
export function loadFollowUps(
  applicationID: string,
  caller: string,
  wanted: FollowUps,
  window: CallWindow,
  at: Transaction = db(),
): Promise<ApiCall[]> {
  const isWanted = Prisma.sql`c.application_id = ${applicationID}::uuid AND c.caller = ${caller}
    AND c.status > 0 AND c.status < 400 AND (c.path = ANY(${wanted.paths}::text[])
      OR c.borrower_external_id = ANY(${wanted.borrowers}::text[])
      OR (${wanted.unnamed}::boolean AND c.borrower_external_id IS NULL)
      OR (${wanted.keys}::boolean AND (c.auth_kind = 'api_key' OR c.route = 'POST /sessions'))
      OR (${wanted.writes}::boolean AND c.method NOT IN ('GET', 'HEAD', 'OPTIONS')))`
  return load(at, isWanted, window)
}

/** The mints and refreshes that made the given tokens. */
export function loadIssuesOfTokens(
  applicationID: string,
  fingerprints: string[],
  window: CallWindow,
  at: Transaction = db(),
): Promise<ApiCall[]> {
  const isIssue = Prisma.sql`c.application_id = ${applicationID}::uuid
    AND (c.issued_session_fingerprint = ANY(${fingerprints}::text[])
      OR c.issued_refresh_fingerprint = ANY(${fingerprints}::text[]))`
  return load(at, isIssue, window)
}

const keyUseSchema = z.array(z.object({ fingerprint: z.string(), seenAt: z.date(), workedAt: z.date().nullable() }))

/** When API keys were first used, and first worked, by fingerprint; by whichever caller. */
export async function loadKeyHistory(
  applicationID: string,
  fingerprints: string[],
  at: Transaction = db(),
): Promise<Map<string, { seenAt: Date; workedAt: Date | null }>> {
  if (fingerprints.length === 0) return new Map()
  const rows = await at.$queryRaw`
    SELECT wanted.fingerprint, seen.occurred_at AS "seenAt", worked.occurred_at AS "workedAt"
    FROM unnest(${fingerprints}::text[]) AS wanted(fingerprint)
    CROSS JOIN LATERAL (
      SELECT c.occurred_at FROM api_call c WHERE c.application_id = ${applicationID}::uuid AND c.auth_kind = 'api_key'
        AND c.auth_fingerprint = wanted.fingerprint ORDER BY c.occurred_at LIMIT 1) seen
    LEFT JOIN LATERAL (
      SELECT c.occurred_at FROM api_call c WHERE c.application_id = ${applicationID}::uuid AND c.auth_kind = 'api_key'
        AND c.auth_fingerprint = wanted.fingerprint AND c.status BETWEEN 200 AND 299
        ORDER BY c.occurred_at LIMIT 1) worked ON true`
  return new Map(keyUseSchema.parse(rows).map(({ fingerprint, ...use }) => [fingerprint, use]))
}

/** Of each journey the newest calls that its rules look at, by `applicationID|journeyID`. */
export async function loadCallsOfJourneys(tx: Transaction, journeys: JourneyRef[]): Promise<Map<string, ApiCall[]>> {
  const found = new Map<string, ApiCall[]>()
  if (journeys.length === 0) return found
  const rows = await tx.$queryRaw`
    SELECT wanted.journey_id AS "ofJourney", ${COLUMNS}
    FROM unnest(${journeys.map((j) => j.applicationID)}::uuid[], ${journeys.map((j) => j.journeyID)}::text[])
      AS wanted(application_id, journey_id)
    CROSS JOIN LATERAL (
      (SELECT * FROM api_call own WHERE own.application_id = wanted.application_id
        AND own.journey_id = wanted.journey_id AND own.route = ANY(${JOURNEY_ROUTES}::text[])
        ORDER BY own.occurred_at DESC LIMIT ${JOURNEY_CALLS_MAX})
      UNION ALL
      (SELECT own.* FROM offer o JOIN api_call own ON own.application_id = o.application_id
          AND own.offer_id = o.offer_id AND own.journey_id IS NULL AND own.route = ANY(${JOURNEY_ROUTES}::text[])
        WHERE o.application_id = wanted.application_id AND o.journey_id = wanted.journey_id
        ORDER BY own.occurred_at DESC LIMIT ${JOURNEY_CALLS_MAX})
    ) c`
  for (const { ofJourney, ...row } of z.array(rowSchema.extend({ ofJourney: z.string() })).parse(rows)) {
    const name = `${row.applicationID}|${ofJourney}`
    const calls = found.get(name)
    if (calls) calls.push(callOf(row))
    else found.set(name, [callOf(row)])
  }
  return found
}

/** Routes whose calls may decide a journey's condition. */
export const JOURNEY_ROUTES = [
  'GET /journeys/{journeyID}/state',
  'POST /offers/{offerID}/proceed',
  'GET /offers/{offerID}/steps',
]
const JOURNEY_CALLS_MAX = 5_000

async function load(at: Transaction, condition: Prisma.Sql, window: CallWindow): Promise<ApiCall[]> {
  const isFirst = window.keep === 'first'
  const order = isFirst ? Prisma.sql`c.occurred_at, c.call_id` : Prisma.sql`c.occurred_at DESC, c.call_id DESC`
  const rows = await at.$queryRaw`
    SELECT ${COLUMNS} FROM api_call c
    WHERE ${condition} AND c.occurred_at >= ${window.from} AND c.occurred_at <= ${window.to}
    ORDER BY ${order} LIMIT ${window.limit ?? LIMIT}`
  const calls = z.array(rowSchema).parse(rows).map(callOf)
  return isFirst ? calls : calls.reverse()
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
