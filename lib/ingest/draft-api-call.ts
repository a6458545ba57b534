import { createHash } from 'node:crypto'
import type { ApiCallDraft, CallSource } from '@/lib/domain/api-call-draft'
import { isHarmless, redactData, redactFreeText } from '@/lib/domain/redaction'
import { barePath, routeOf } from '@/lib/domain/route-template'
import { storable, storableText } from '@/lib/domain/text'
import { extraOf, type ApiCallRecord } from './api-call-record'
import { pseudonymOf } from './pseudonym'

const FINGERPRINT_LENGTH = 12
const FINGERPRINT = /^[0-9a-f]{12,64}$/i
const SHA256 = /^[0-9a-f]{64}$/i

/** The row of a call, free of tokens and of what is a borrower's; `redacted` tells whether one was there. */
export function draftApiCall(record: ApiCallRecord, source: CallSource): { call: ApiCallDraft; redacted: boolean } {
  const redactor = new Redactor()
  const call = draftWith(record, source, redactor)
  return { call, redacted: redactor.found }
}

function draftWith(record: ApiCallRecord, source: CallSource, redactor: Redactor): ApiCallDraft {
  const method = record.method.toUpperCase()
  const path = redactor.required(barePath(record.path))
  const route = routeOf(method, path)
  return {
    source,
    callID: redactor.required(record.callID),
    applicationID: record.applicationID.toLowerCase(),
    environment: record.environment,
    caller: redactor.required(record.caller),
    occurredAt: new Date(record.occurredAt),
    durationMs: rounded(record.durationMs),
    method,
    path,
    route: route.template,
    status: record.status,
    error: redactor.text(record.error),
    errorCode: redactor.text(record.errorCode),
    errorMessage: redactor.text(record.errorMessage),
    errorField: redactor.text(record.errorField),
    retryable: record.retryable ?? null,
    retryAfterMs: rounded(record.retryAfterMs),
    requestID: redactor.text(record.requestID),
    correlationID: redactor.text(record.correlationID),
    idempotencyKey: redactor.text(record.idempotencyKey),
    bodySha256: redactor.digest(record.bodySha256),
    borrowerExternalID: redactor.text(record.borrowerExternalID),
    journeyID: route.journeyID ?? redactor.text(record.journeyID),
    offerID: route.offerID ?? redactor.text(record.offerID),
    aaSessionID: route.aaSessionID ?? redactor.text(record.aaSessionID),
    auth: authOf(record, redactor),
    issued: issuedOf(record, redactor),
    responseVersion: record.responseVersion ?? null,
    extra: redactor.data(extraOf(record)),
  }
}

function authOf({ auth }: ApiCallRecord, redactor: Redactor): ApiCallDraft['auth'] {
  if (!auth) return null
  return { kind: auth.kind, environment: auth.environment ?? null, fingerprint: redactor.fingerprint(auth.fingerprint) }
}

function issuedOf({ issued }: ApiCallRecord, redactor: Redactor): ApiCallDraft['issued'] {
  if (!issued) return null
  return {
    sessionFingerprint: redactor.fingerprint(issued.sessionFingerprint),
    sessionExpiresAt: issued.sessionExpiresAt ? new Date(issued.sessionExpiresAt) : null,
    refreshFingerprint: redactor.fingerprint(issued.refreshFingerprint),
    environment: issued.environment ?? null,
  }
}

function rounded(value: number | null | undefined): number | null {
  return value == null ? null : Math.round(value)
}

/** Redacts one record and remembers whether there was anything to redact. */
class Redactor {
  found = false

  required(text: string): string {
    if (isHarmless(text)) return text
    const redacted = redactFreeText(text, pseudonymOf)
    if (redacted !== text) this.found = true
    return storableText(redacted)
  }

  /** Empty counts as unknown. */
  text(text: string | null | undefined): string | null {
    return text ? this.required(text) : null
  }

  /** A raw token becomes its fingerprint, which is what should have come. */
  fingerprint(text: string | null | undefined): string | null {
    if (!text) return null
    if (FINGERPRINT.test(text)) return text.slice(0, FINGERPRINT_LENGTH).toLowerCase()
    this.found = true
    return /^(?:sk|st|rt)_/i.test(text) ? sha256(text).slice(0, FINGERPRINT_LENGTH) : null
  }

  digest(text: string | null | undefined): string | null {
    if (!text) return null
    if (SHA256.test(text)) return text.toLowerCase()
    this.found = true
    return null
  }

  data(data: Record<string, unknown> | null): Record<string, unknown> | null {
    if (data === null) return null
    const redacted = redactData(data, (kind, value) => {
      this.found = true
      return pseudonymOf(kind, value)
    })
    return storable(redacted) as Record<string, unknown>
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
