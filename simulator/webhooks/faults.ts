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

interface Sound extends SignedDelivery {
  sender: Sender
  eventID: string
  timestamp: string
  signature: string
}
type Spoil = (sound: Sound) => Partial<SignedDelivery>

const withHeader = (name: string, value: (sound: Sound) => string): Spoil => {
  return (sound) => ({ headers: { ...sound.headers, [name]: value(sound) } })
}
const sentSignature = (value: (sound: Sound) => string): Spoil => withHeader(WEBHOOK_HEADERS.signature, value)
const computed = (value: (sound: Sound) => string): Spoil => {
  return (sound) => ({ computedSignature: value(sound) })
}
const overParsed = ({ sender, timestamp, body }: Sound): string =>
  signWebhook(sender.secret, timestamp, reserialised(body))
const overMangled = ({ sender, timestamp, body }: Sound): string => signWebhook(`${sender.secret}\n`, timestamp, body)
const overBodyAlone = ({ sender, body }: Sound): string => bodyDigest(sender.secret, body)

const SPOILS: Record<SignatureFault, Spoil> = {
  'sent-parsed-body': sentSignature(overParsed),
  'sent-retired-secret': sentSignature((sound) =>
    sound.sender.retiredSecret === undefined
      ? overMangled(sound)
      : signWebhook(sound.sender.retiredSecret, sound.timestamp, sound.body),
  ),
  'sent-timestamp-omitted': sentSignature(overBodyAlone),
  'sent-base64': sentSignature(({ signature }) => Buffer.from(signature, 'hex').toString('base64')),
  'sent-prefixed': sentSignature(({ signature }) => `sha256=${signature}`),
  'sent-altered-newline': ({ body }) => ({ body: Buffer.concat([body, Buffer.from('\n')]) }),
  'sent-altered-bom': ({ body }) => ({ body: Buffer.concat([Buffer.from('\uFEFF'), body]) }),
  'sent-other-tenant': withHeader(WEBHOOK_HEADERS.tenantID, () => '00000000-0000-4000-a000-000000000000'),
  'sent-other-event': withHeader(WEBHOOK_HEADERS.eventID, ({ eventID }) => `${eventID}X`),
  replayed: () => ({}),
  'computed-parsed-body': computed(overParsed),
  'computed-mangled-secret': computed(overMangled),
  'computed-timestamp-omitted': computed(overBodyAlone),
  'computed-upper-case': computed(({ signature }) => signature.toUpperCase()),
}

/** Headers and bytes of an attempt, sound or with its fault. `timestamp` is the header exactly as sent. */
export function signed(
  sender: Sender,
  eventID: string,
  timestamp: string,
  body: Buffer,
  fault: SignatureFault | null,
): SignedDelivery {
  const signature = signWebhook(sender.secret, timestamp, body)
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    [WEBHOOK_HEADERS.eventID]: eventID,
    [WEBHOOK_HEADERS.tenantID]: sender.tenantID,
    [WEBHOOK_HEADERS.applicationID]: sender.applicationID,
    [WEBHOOK_HEADERS.timestamp]: timestamp,
    [WEBHOOK_HEADERS.signature]: signature,
  }
  const sound: SignedDelivery = { headers, body }
  if (fault === null) return sound
  return { ...sound, ...SPOILS[fault]({ ...sound, sender, eventID, timestamp, signature }) }
}
