import { createHmac, timingSafeEqual } from 'node:crypto'

/** The platform's webhook signature: lower-case hex HMAC-SHA256 over `timestamp` + `.` + raw body bytes. */

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/

/** Ten digits (seconds), thirteen digits (milliseconds) or an ISO 8601 instant; null for anything else. */
export function parseWebhookTimestamp(header: string): Date | null {
  if (/^\d{10}$/.test(header)) return new Date(Number(header) * 1000)
  if (/^\d{13}$/.test(header)) return new Date(Number(header))
  if (!ISO_INSTANT.test(header)) return null
  const at = new Date(header)
  return Number.isNaN(at.getTime()) ? null : at
}

export function isSignatureWellFormed(header: string): boolean {
  return /^[0-9a-f]{64}$/.test(header)
}

/** The digest that the platform sends. `timestamp` is the header exactly as sent. */
export function signWebhook(secret: string, timestamp: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(timestamp, 'utf8').update('.').update(body).digest('hex')
}

/** Constant time in the signature's content; false, never a throw, for a signature of another shape. */
export function verifyWebhook(secret: string, timestamp: string, body: Uint8Array, signature: string): boolean {
  if (!isSignatureWellFormed(signature)) return false
  const expected = createHmac('sha256', secret).update(timestamp, 'utf8').update('.').update(body).digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
}
