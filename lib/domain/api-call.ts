import type { Environment } from './vocabulary'

/** One call that a partner's system made to the platform, as detection reads it. Null means: not told. */
export interface ApiCall {
  callID: string
  applicationID: string
  /** Environment of the base URL that was called. */
  environment: Environment
  /** Name of the calling system. */
  caller: string
  /** Start of the call, event time. */
  occurredAt: Date
  durationMs: number | null
  method: string
  /** Raw path, query string removed. */
  path: string
  /** Route template such as `GET /journeys/{journeyID}/state`. */
  route: string
  /** HTTP status; 0 where no answer came. */
  status: number
  errorCode: string | null
  errorMessage: string | null
  errorField: string | null
  retryAfterMs: number | null
  requestID: string | null
  correlationID: string | null
  idempotencyKey: string | null
  bodySha256: string | null
  borrowerExternalID: string | null
  journeyID: string | null
  offerID: string | null
  aaSessionID: string | null
  auth: {
    kind: 'api_key' | 'session' | 'refresh' | 'none' | 'malformed'
    environment: Environment | null
    /** First 12 hex digits of the SHA-256 of the token. */
    fingerprint: string | null
  } | null
  issued: {
    sessionFingerprint: string | null
    sessionExpiresAt: Date | null
    refreshFingerprint: string | null
    environment: Environment | null
  } | null
  /** The journey version that a state read returned. */
  responseVersion: bigint | null
}
