import { randomUUID } from 'node:crypto'
import type { ApiCallDraft } from '@/lib/domain/api-call-draft'

/** A state read that succeeded, as it is about to be stored, and what a test gives. */
export function draftedCall(applicationID: string, occurredAt: Date, own: Partial<ApiCallDraft> = {}): ApiCallDraft {
  return {
    callID: randomUUID(),
    applicationID,
    environment: 'live',
    caller: 'borrower-app',
    occurredAt,
    durationMs: 120,
    method: 'GET',
    path: '/api/v1/headless/journeys/j-1/state',
    route: 'GET /journeys/{journeyID}/state',
    status: 200,
    errorCode: null,
    errorMessage: null,
    errorField: null,
    retryAfterMs: null,
    requestID: null,
    correlationID: null,
    idempotencyKey: null,
    bodySha256: null,
    borrowerExternalID: null,
    journeyID: 'j-1',
    offerID: null,
    aaSessionID: null,
    auth: null,
    issued: null,
    responseVersion: null,
    source: 'batch',
    error: null,
    retryable: null,
    extra: null,
    ...own,
  }
}
