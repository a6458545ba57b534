import type { PlatformError } from './errors'

export interface Meta {
  requestID: string
  correlationID: string
  timestamp: string
}

export function success(meta: Meta, data: unknown): string {
  return JSON.stringify({ ...meta, data, error: null })
}

export function failure(meta: Meta, error: PlatformError): string {
  const { code, message, options } = error
  const details = options.field === undefined ? {} : { field: options.field }
  return JSON.stringify({
    ...meta,
    data: null,
    error: { code, message, retryable: options.retryable ?? false, details },
  })
}

/** Retry-After in one of its two forms, never shorter than what is left. */
export function retryAfter(milliseconds: number, now: number, asDate: boolean): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  // An HTTP date knows no fractions: round up so that obeying it is enough.
  return asDate ? new Date(Math.ceil((now + seconds * 1000) / 1000) * 1000).toUTCString() : String(seconds)
}
