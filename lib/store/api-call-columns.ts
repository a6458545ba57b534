import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { toJson } from './journey-json'

type Value = string | number | boolean | Date | null

/** The columns of `api_call` in one place: their types and where each value comes from. */
export const CALL_COLUMNS: readonly [name: string, type: string, valueOf: (call: ApiCallDraft) => Value][] = [
  ['application_id', 'uuid', (call) => call.applicationID],
  ['occurred_at', 'timestamptz', (call) => call.occurredAt.toISOString()],
  ['call_id', 'text', (call) => call.callID],
  ['source', 'text', (call) => call.source],
  ['environment', 'text', (call) => call.environment],
  ['caller', 'text', (call) => call.caller],
  ['method', 'text', (call) => call.method],
  ['path', 'text', (call) => call.path],
  ['route', 'text', (call) => call.route],
  ['status', 'int', (call) => call.status],
  ['duration_ms', 'int', (call) => call.durationMs],
  ['error', 'text', (call) => call.error],
  ['error_code', 'text', (call) => call.errorCode],
  ['error_message', 'text', (call) => call.errorMessage],
  ['error_field', 'text', (call) => call.errorField],
  ['retryable', 'boolean', (call) => call.retryable],
  ['retry_after_ms', 'bigint', (call) => call.retryAfterMs],
  ['request_id', 'text', (call) => call.requestID],
  ['correlation_id', 'text', (call) => call.correlationID],
  ['idempotency_key', 'text', (call) => call.idempotencyKey],
  ['body_sha256', 'text', (call) => call.bodySha256],
  ['borrower_external_id', 'text', (call) => call.borrowerExternalID],
  ['journey_id', 'text', (call) => call.journeyID],
  ['offer_id', 'text', (call) => call.offerID],
  ['aa_session_id', 'text', (call) => call.aaSessionID],
  ['auth_kind', 'text', (call) => call.auth?.kind ?? null],
  ['auth_environment', 'text', (call) => call.auth?.environment ?? null],
  ['auth_fingerprint', 'text', (call) => call.auth?.fingerprint ?? null],
  ['issued_session_fingerprint', 'text', (call) => call.issued?.sessionFingerprint ?? null],
  ['issued_session_expires_at', 'timestamptz', (call) => call.issued?.sessionExpiresAt?.toISOString() ?? null],
  ['issued_refresh_fingerprint', 'text', (call) => call.issued?.refreshFingerprint ?? null],
  ['issued_environment', 'text', (call) => call.issued?.environment ?? null],
  ['response_version', 'bigint', (call) => call.responseVersion?.toString() ?? null],
  ['extra', 'jsonb', (call) => (call.extra === null ? null : toJson(call.extra))],
]
