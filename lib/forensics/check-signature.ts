import { timingSafeEqual } from 'node:crypto'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { isSignatureWellFormed, parseWebhookTimestamp, signWebhook } from '@/lib/platform/signature'
import type { ExplainInput } from './explain-failure'

/** What each secret gives for these bytes and headers: the computation that a receiver makes, laid open. */

export interface CheckedSecret {
  secretID: string | null
  applicationID: string
  value: string
  status: 'active' | 'retired'
  hint: string
}

export interface ComputedDigest {
  secretID: string | null
  hint: string
  status: 'active' | 'retired'
  /** Whole, so never to be shown where it matches nothing: it would sign these bytes. */
  digest: string
  matchesSignature: boolean
  matchesReceiver: boolean
}

export interface SignatureCheck {
  /** `holds`: an active secret gives the signature; `unchecked`: something is missing or malformed. */
  state: 'holds' | 'fails' | 'unchecked'
  /** What is missing or malformed; null otherwise. */
  problem: string | null
  signedAt: Date | null
  /** Of the application's own secrets. */
  digests: ComputedDigest[]
}

export function checkSignature(input: ExplainInput, secrets: CheckedSecret[]): SignatureCheck {
  const timestamp = input.headers[WEBHOOK_HEADERS.timestamp]
  const signature = input.headers[WEBHOOK_HEADERS.signature]
  const signedAt = timestamp ? parseWebhookTimestamp(timestamp) : null
  const digests = timestamp
    ? secrets.filter(isOf(input.applicationID)).map((secret) => digestOf(secret, timestamp, input))
    : []
  const problem = problemOf(input.headers, timestamp, signature)
  const holds = digests.some(({ status, matchesSignature }) => status === 'active' && matchesSignature)
  return { state: problem ? 'unchecked' : holds ? 'holds' : 'fails', problem, signedAt, digests }
}

function isOf(applicationID: string) {
  return (secret: CheckedSecret) => secret.applicationID === applicationID
}

function digestOf(secret: CheckedSecret, timestamp: string, input: ExplainInput): ComputedDigest {
  const digest = signWebhook(secret.value, timestamp, input.body)
  const { secretID, hint, status } = secret
  const matches = (claimed: string | null | undefined) => isSame(claimed ?? '', digest)
  return {
    secretID,
    hint,
    status,
    digest,
    matchesSignature: matches(input.headers[WEBHOOK_HEADERS.signature]),
    matchesReceiver: matches(input.computedSignature),
  }
}

function isSame(claimed: string, digest: string): boolean {
  return isSignatureWellFormed(claimed) && timingSafeEqual(Buffer.from(claimed), Buffer.from(digest))
}

function problemOf(headers: Record<string, string>, timestamp?: string, signature?: string): string | null {
  const missing = Object.values(WEBHOOK_HEADERS).filter((name) => !headers[name])
  if (missing.length > 0) return `Missing: ${missing.join(', ')}.`
  if (timestamp && !parseWebhookTimestamp(timestamp)) {
    return 'The timestamp is not ten digits (seconds), thirteen digits (milliseconds) or ISO 8601.'
  }
  if (signature && !isSignatureWellFormed(signature)) return 'The signature is not 64 lower-case hex digits.'
  return null
}
