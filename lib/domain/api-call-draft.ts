import type { ApiCall } from './api-call'

export const CALL_SOURCES = ['batch', 'otlp'] as const
export type CallSource = (typeof CALL_SOURCES)[number]

/** A call that is about to be stored, with what detection does not need. */
export interface ApiCallDraft extends ApiCall {
  source: CallSource
  /** Why no answer came, or what failed besides the status. */
  error: string | null
  retryable: boolean | null
  /** Fields that the contract does not list. */
  extra: Record<string, unknown> | null
}
