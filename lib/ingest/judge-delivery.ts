import type { Verdict } from '@/lib/domain/vocabulary'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { isSignatureWellFormed, parseWebhookTimestamp, verifyWebhook } from '@/lib/platform/signature'
import { readJson } from './read-json'
import { readSnapshot, type SnapshotContent } from './reshape-snapshot'

/** The verdict on one delivery from its headers and bytes alone: no clock, no database. Contract: ingest-api.md §1. */

/** Names in lower case; a header that came twice is joined by a comma and a space, as node does. */
export type DeliveryHeaders = Readonly<Record<string, string | undefined>>

export interface JudgeContext {
  /** The application that the header names, or null where we do not know it. */
  application: { applicationID: string; tenantID: string } | null
  activeSecrets: readonly { secretID: string; value: string }[]
  toleranceMs: number
}

export interface Judgement {
  verdict: Extract<
    Verdict,
    | 'verified'
    | 'stale'
    | 'unparseable'
    | 'signature-mismatch'
    | 'signature-malformed'
    | 'header-missing'
    | 'header-mismatch'
    | 'unknown-application'
  >
  /** Where the reason is certain without forensics. */
  cause: string | null
  /** What is missing, malformed or different, in words; null for a verified one. */
  reason: string | null
  secretID: string | null
  /** What the signed body says; null where no signature is right, or the body is no snapshot. */
  content: SnapshotContent | null
}

const NAMES = Object.values(WEBHOOK_HEADERS)

/** The body is read only once its signature is right: what strangers send must not cost a parser's time. */
export function judgeDelivery(
  delivery: { headers: DeliveryHeaders; body: Uint8Array; receivedAt: Date },
  context: JudgeContext,
): Judgement {
  const refuse = (verdict: Judgement['verdict'], reason: string, cause: string | null = null): Judgement => ({
    verdict,
    cause,
    reason,
    secretID: null,
    content: null,
  })

  const missing = NAMES.filter((name) => !delivery.headers[name])
  if (missing.length > 0) return refuse('header-missing', `Missing: ${missing.join(', ')}`, causeOfMissing(missing))
  const timestamp = delivery.headers[WEBHOOK_HEADERS.timestamp] ?? ''
  const signature = delivery.headers[WEBHOOK_HEADERS.signature] ?? ''
  if (!context.application) return refuse('unknown-application', 'No application of this ID is configured')
  const signedAt = parseWebhookTimestamp(timestamp)
  if (!signedAt) return refuse('signature-malformed', 'The timestamp is not seconds, milliseconds or ISO 8601')
  if (!isSignatureWellFormed(signature)) {
    return refuse('signature-malformed', 'The signature is not 64 lower-case hex digits')
  }
  const secret = context.activeSecrets.find(({ value }) => verifyWebhook(value, timestamp, delivery.body, signature))
  if (!secret) return refuse('signature-mismatch', 'No active secret yields this signature')

  const json = readJson(delivery.body)
  const content = json ? readSnapshot(json.value) : null
  const judged = { secretID: secret.secretID, content }
  const differing = differingHeaders(delivery.headers, json?.value, context.application.applicationID)
  if (differing.length > 0) {
    return {
      ...judged,
      verdict: 'header-mismatch',
      cause: 'header-mismatch',
      reason: `Differs from the body: ${differing.join(', ')}`,
    }
  }
  if (Math.abs(delivery.receivedAt.getTime() - signedAt.getTime()) > context.toleranceMs) {
    return { ...judged, verdict: 'stale', cause: 'timestamp-stale', reason: staleReason(delivery.receivedAt, signedAt) }
  }
  if (!content) return { ...judged, verdict: 'unparseable', cause: null, reason: 'The body is not a journey snapshot' }
  return { ...judged, verdict: 'verified', cause: null, reason: null }
}

/** What a body claims that nobody signed: a hint for those who read it, and for nothing else. */
export function claimedContent(body: Uint8Array): SnapshotContent | null {
  const json = readJson(body)
  return json ? readSnapshot(json.value) : null
}

function causeOfMissing(missing: string[]): string | null {
  return missing.includes(WEBHOOK_HEADERS.timestamp) ? 'timestamp-omitted' : null
}

/** Only what the signed body tells can disagree. The application that it tells must be the one whose secret verified. */
function differingHeaders(headers: DeliveryHeaders, body: unknown, applicationID: string): string[] {
  if (typeof body !== 'object' || body === null) return []
  const fields: Record<string, unknown> = { ...body }
  const differs = (name: string, field: string, fold: (text: string) => string) => {
    const told = fields[field]
    return typeof told === 'string' && fold(told) !== fold(headers[name] ?? '')
  }
  const isOfAnother = (told: unknown) => typeof told === 'string' && folded(told) !== folded(applicationID)
  const exact = (text: string) => text
  const folded = (text: string) => text.toLowerCase()
  return [
    differs(WEBHOOK_HEADERS.eventID, 'event_id', exact) ? WEBHOOK_HEADERS.eventID : null,
    differs(WEBHOOK_HEADERS.tenantID, 'tenant_id', folded) ? WEBHOOK_HEADERS.tenantID : null,
    differs(WEBHOOK_HEADERS.applicationID, 'application_id', folded) || isOfAnother(fields.application_id)
      ? WEBHOOK_HEADERS.applicationID
      : null,
  ].filter((name) => name !== null)
}

function staleReason(receivedAt: Date, signedAt: Date): string {
  const seconds = Math.round((receivedAt.getTime() - signedAt.getTime()) / 1000)
  return seconds > 0 ? `Signed ${seconds} s before it arrived` : `Signed ${-seconds} s in the future`
}
