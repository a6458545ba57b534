import { createHash } from 'node:crypto'

import type { Environment } from '../platform/types'

/** A record of `POST /api/ingest/api-calls`: one call that a partner's system made to the platform. */
export interface ApiCall {
  callID: string
  occurredAt: string
  durationMs: number
  caller: string
  applicationID: string
  environment: Environment
  method: string
  path: string
  status: number
  error?: string
  errorCode?: string
  errorMessage?: string
  errorField?: string
  retryable?: boolean
  retryAfterMs?: number
  requestID?: string
  correlationID?: string
  idempotencyKey?: string
  bodySha256?: string
  borrowerExternalID?: string
  journeyID?: string
  offerID?: string
  aaSessionID?: string
  auth: CallAuth
  issued?: IssuedTokens
  responseVersion?: string
}

export interface CallAuth {
  kind: 'api_key' | 'session' | 'refresh' | 'none' | 'malformed'
  environment: Environment | null
  fingerprint: string | null
}

export interface IssuedTokens {
  sessionFingerprint: string
  sessionExpiresAt: string
  refreshFingerprint: string
  environment: Environment
}

/** First 12 hex digits of the SHA-256 of a token; the token itself is never recorded. */
export function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 12)
}

/** What a credential looked like, from its prefix. */
export function describeToken(token: string | null): CallAuth {
  if (token === null) return { kind: 'none', environment: null, fingerprint: null }
  const match = /^(sk|st|rt)_(?:(live|test)_)?[A-Za-z0-9]+$/.exec(token)
  if (!match) return { kind: 'malformed', environment: null, fingerprint: fingerprint(token) }
  const kind = match[1] === 'sk' ? 'api_key' : match[1] === 'st' ? 'session' : 'refresh'
  const environment = match[2] === 'live' || match[2] === 'test' ? match[2] : null
  return { kind, environment, fingerprint: fingerprint(token) }
}
