/** An answer of the platform that is not a success. */
export class PlatformError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly options: { retryable?: boolean; field?: string; retryAfterMs?: number } = {},
  ) {
    super(message)
    this.name = 'PlatformError'
  }
}

export const invalidKey = (why: string): PlatformError => new PlatformError(401, 'AUTH_INVALID_API_KEY', why)
export const invalidSession = (why: string): PlatformError => new PlatformError(401, 'AUTH_INVALID_SESSION', why)
export const invalidField = (field: string, why: string): PlatformError =>
  new PlatformError(400, 'VALIDATION_FAILED', why, { field })
export const notFound = (what: string): PlatformError => new PlatformError(404, 'NOT_FOUND', `${what} does not exist`)
export const wrongState = (why: string): PlatformError => new PlatformError(409, 'JOURNEY_STATE_CONFLICT', why)
export const limited = (retryAfterMs: number): PlatformError =>
  new PlatformError(429, 'RATE_LIMITED', 'Too many requests', { retryable: true, retryAfterMs })
