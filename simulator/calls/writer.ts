import { API_PREFIX } from '@/lib/platform/contract'
import type { Environment } from '../platform/types'
import type { Random } from '../world/random'
import { MINUTE } from '../world/types'
import type { ApiCall, CallAuth } from './types'

/** A borrower's session as the call log knows it: fingerprints alone. */
export interface LoggedSession {
  session: string
  refresh: string
  expiresAt: number
}

export const SESSION_TTL = 30 * MINUTE

type Given = Pick<ApiCall, 'caller' | 'method' | 'path' | 'auth'> & Partial<ApiCall>

const MESSAGES: Record<string, { status: number; message: string; retryable: boolean }> = {
  AUTH_INVALID_API_KEY: { status: 401, message: 'The API key is not valid', retryable: false },
  AUTH_INVALID_SESSION: { status: 401, message: 'The session is not valid', retryable: false },
  OFFER_LOCK_CONFLICT: { status: 409, message: 'Another offer was already proceeded', retryable: false },
  RATE_LIMITED: { status: 429, message: 'Too many requests', retryable: true },
}

/** Writes call records as a partner's systems would: IDs of their own, an idempotency key and a digest on writes. */
export class CallWriter {
  readonly calls: ApiCall[] = []

  constructor(
    private readonly random: Random,
    readonly applicationID: string,
    /** Of the base URL that is called. */
    readonly environment: Environment,
  ) {}

  get otherEnvironment(): Environment {
    return this.environment === 'live' ? 'test' : 'live'
  }

  add(at: number, given: Given): ApiCall {
    const { random } = this
    const isWrite = given.method !== 'GET'
    const call: ApiCall = {
      callID: `call_${random.hex(24)}`,
      occurredAt: new Date(Math.round(at)).toISOString(),
      durationMs: Math.round(random.logNormal(isWrite ? 140 : 70, 0.5)),
      applicationID: this.applicationID,
      environment: this.environment,
      status: isWrite ? 201 : 200,
      requestID: `req_${random.hex(20)}`,
      correlationID: `cor_${random.hex(16)}`,
      ...(isWrite ? { idempotencyKey: `idem_${random.hex(16)}`, bodySha256: random.hex(64) } : {}),
      ...given,
      path: `${API_PREFIX}${given.path}`,
    }
    this.calls.push(call)
    return call
  }

  /** An answer with a documented error. */
  refuse(at: number, code: string, given: Given): ApiCall {
    const known = MESSAGES[code] ?? { status: 400, message: code, retryable: false }
    const error = { errorCode: code, errorMessage: known.message, retryable: known.retryable }
    return this.add(at, { status: known.status, ...error, ...given })
  }

  fingerprint(): string {
    return this.random.hex(12)
  }

  /** A successful mint by the partner's back end. */
  mint(
    at: number,
    caller: string,
    keyFingerprint: string,
    borrowerExternalID: string,
    environment = this.environment,
  ): LoggedSession {
    const made = { session: this.fingerprint(), refresh: this.fingerprint(), expiresAt: Math.round(at) + SESSION_TTL }
    this.add(at, {
      caller,
      method: 'POST',
      path: '/sessions',
      environment,
      auth: this.key(keyFingerprint, environment),
      borrowerExternalID,
      issued: issued(made, environment),
    })
    return made
  }

  /** A successful refresh: a new pair, the old one void. */
  refreshed(at: number, caller: string, before: LoggedSession, borrowerExternalID: string): LoggedSession {
    const made = { session: this.fingerprint(), refresh: this.fingerprint(), expiresAt: Math.round(at) + SESSION_TTL }
    const of = { caller, auth: this.refresh(before), borrowerExternalID, issued: issued(made, this.environment) }
    this.add(at, { ...of, method: 'POST', path: '/sessions/refresh', status: 200 })
    return made
  }

  key(fingerprint: string, environment = this.environment): CallAuth {
    return { kind: 'api_key', environment, fingerprint }
  }

  session(of: { session: string }): CallAuth {
    return { kind: 'session', environment: this.environment, fingerprint: of.session }
  }

  refresh(of: { refresh: string }): CallAuth {
    return { kind: 'refresh', environment: this.environment, fingerprint: of.refresh }
  }
}

function issued(made: LoggedSession, environment: Environment): NonNullable<ApiCall['issued']> {
  return {
    sessionFingerprint: made.session,
    sessionExpiresAt: new Date(made.expiresAt).toISOString(),
    refreshFingerprint: made.refresh,
    environment,
  }
}
