/** Codes of our own, beside the platform's (AUTH_INVALID_SESSION, RATE_LIMITED, …), which are kept as they came. */
export const OWN_CODES = {
  network: 'NETWORK',
  timeout: 'TIMEOUT',
  badAnswer: 'BAD_ANSWER',
  tooLarge: 'ANSWER_TOO_LARGE',
  circuitOpen: 'CIRCUIT_OPEN',
  versionMoved: 'VERSION_MOVED',
  sessionContested: 'SESSION_CONTESTED',
  noApiKey: 'NO_API_KEY',
  outOfTime: 'OUT_OF_TIME',
  httpStatus: (status: number) => `HTTP_${status}`,
} as const

export interface PlatformFailure {
  code: string
  /** HTTP status; 0 where no answer came. */
  status: number
  /** Our own words. The platform's message is left out, since it may quote personal data. */
  message: string
  field?: string | null
  retryable?: boolean
  retryAfterMs?: number | null
  requestID?: string | null
  correlationID?: string | null
}

/** One call to the platform that did not end well. Safe to log: it holds no token and no personal data. */
export class PlatformError extends Error {
  readonly code: string
  readonly status: number
  readonly field: string | null
  readonly retryable: boolean
  readonly retryAfterMs: number | null
  readonly requestID: string | null
  readonly correlationID: string | null

  constructor(failure: PlatformFailure, options?: { cause?: unknown }) {
    super(failure.message, options)
    this.name = 'PlatformError'
    this.code = failure.code
    this.status = failure.status
    this.field = failure.field ?? null
    this.retryable = failure.retryable ?? false
    this.retryAfterMs = failure.retryAfterMs ?? null
    this.requestID = failure.requestID ?? null
    this.correlationID = failure.correlationID ?? null
  }

  /** The platform itself is in trouble, as opposed to refusing this one call: what the circuit breaker counts. */
  get isOutage(): boolean {
    const silent = this.code === OWN_CODES.network || this.code === OWN_CODES.timeout
    return silent || this.status >= 500 || (this.code === OWN_CODES.badAnswer && this.retryable)
  }
}
