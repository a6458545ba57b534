import { createHmac } from 'node:crypto'

import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { signWebhook } from '@/lib/platform/signature'
import type { Sender } from './types'

/**
 * What goes wrong with a signature. `sent-…`: what arrives does not verify. `computed-…`: what arrives is right, but
 * the partner's receiver computed something else, refused it, and reports what it computed.
 */
export const SIGNATURE_FAULTS = [
  'sent-parsed-body',
  'sent-retired-secret',
  'sent-timestamp-omitted',
  'sent-base64',
  'sent-prefixed',
  'sent-altered-newline',
  'sent-altered-bom',
  'sent-other-tenant',
  'sent-other-event',
  'replayed',
  'computed-parsed-body',
  'computed-mangled-secret',
  'computed-timestamp-omitted',
  'computed-upper-case',
] as const
export type SignatureFault = (typeof SIGNATURE_FAULTS)[number]

export const FAULT_CAUSE: Record<SignatureFault, string> = {
  'sent-parsed-body': 'parsed-body-signed',
  'sent-retired-secret': 'wrong-secret',
  'sent-timestamp-omitted': 'timestamp-omitted',
  'sent-base64': 'signature-encoding',
  'sent-prefixed': 'signature-encoding',
  'sent-altered-newline': 'body-altered-in-transit',
  'sent-altered-bom': 'body-altered-in-transit',
  'sent-other-tenant': 'header-mismatch',
  'sent-other-event': 'header-mismatch',
  replayed: 'timestamp-stale',
  'computed-parsed-body': 'parsed-body-signed',
  'computed-mangled-secret': 'wrong-secret',
  'computed-timestamp-omitted': 'timestamp-omitted',
  'computed-upper-case': 'signature-encoding',
}

/** Whether what arrived verifies, so that its snapshot counts although the receiver may have refused it. */
export function arrivesIntact(fault: SignatureFault | null): boolean {
  return fault === null || fault.startsWith('computed-')
}

export interface SignedDelivery {
  headers: Record<string, string>
  body: Buffer
  computedSignature?: string
}

function reserialised(body: Buffer): Buffer {
  const parsed: unknown = JSON.parse(body.toString('utf8'))
  return Buffer.from(JSON.stringify(parsed), 'utf8')
}

function bodyDigest(secret: string, body: Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}

/** Headers and bytes of an attempt, sound or with its fault. */
export function signed(
  sender: Sender,
  eventID: string,
  timestamp: string,
  body: Buffer,
  fault: SignatureFault | null,
): SignedDelivery {
  const { secret } = sender
  const signature = signWebhook(secret, timestamp, body)
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    [WEBHOOK_HEADERS.eventID]: eventID,
    [WEBHOOK_HEADERS.tenantID]: sender.tenantID,
    [WEBHOOK_HEADERS.applicationID]: sender.applicationID,
    [WEBHOOK_HEADERS.timestamp]: timestamp,
    [WEBHOOK_HEADERS.signature]: signature,
  }
  const signedAs = (value: string): SignedDelivery => ({
    headers: { ...headers, [WEBHOOK_HEADERS.signature]: value },
    body,
  })
  switch (fault) {
    case 'sent-parsed-body':
      return signedAs(signWebhook(secret, timestamp, reserialised(body)))
    case 'sent-retired-secret':
      return signedAs(signWebhook(sender.retiredSecret ?? `${secret}\n`, timestamp, body))
    case 'sent-timestamp-omitted':
      return signedAs(bodyDigest(secret, body))
    case 'sent-base64':
      return signedAs(Buffer.from(signature, 'hex').toString('base64'))
    case 'sent-prefixed':
      return signedAs(`sha256=${signature}`)
    case 'sent-altered-newline':
      return { headers, body: Buffer.concat([body, Buffer.from('\n')]) }
    case 'sent-altered-bom':
      return { headers, body: Buffer.concat([Buffer.from('\uFEFF'), body]) }
    case 'sent-other-tenant':
      return { headers: { ...headers, [WEBHOOK_HEADERS.tenantID]: '00000000-0000-4000-a000-000000000000' }, body }
    case 'sent-other-event':
      return { headers: { ...headers, [WEBHOOK_HEADERS.eventID]: `${eventID}X` }, body }
    case 'computed-parsed-body':
      return { headers, body, computedSignature: signWebhook(secret, timestamp, reserialised(body)) }
    case 'computed-mangled-secret':
      return { headers, body, computedSignature: signWebhook(`${secret}\n`, timestamp, body) }
    case 'computed-timestamp-omitted':
      return { headers, body, computedSignature: bodyDigest(secret, body) }
    case 'computed-upper-case':
      return { headers, body, computedSignature: signature.toUpperCase() }
    default:
      return { headers, body }
  }
}
