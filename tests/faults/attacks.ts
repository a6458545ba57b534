import fc from 'fast-check'
import { signWebhook } from '@/lib/platform/signature'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** One request of a stranger or of somebody careless, and the answers that it may get. */
export interface Attack {
  name: string
  path: string
  headers: Record<string, string>
  body: Uint8Array
  statuses: readonly number[]
  /** Of a batch: the positions that have to be refused, and no other. */
  refused?: number[]
}

export const RECEIVER = '/api/webhooks/platform'
const REFUSED = [401]
const SIGNATURE = 'x-al-webhook-signature'
const TIMESTAMP = 'x-al-webhook-timestamp'
const NAMES = ['x-al-event-id', 'x-al-tenant-id', 'x-al-application-id', TIMESTAMP, SIGNATURE] as const

/** Mutations of a good delivery, and bodies of any kind under a good signature. */
export function webhookAttacks(application: TestApplication): fc.Arbitrary<Attack> {
  const good = fc.uuid().map((id) => {
    const body = Buffer.from(sampleBody(application, { eventID: `evt_${id}`, journey: { journeyID: `j-${id}` } }))
    return { body, headers: signedHeaders(application, body) }
  })
  const attack = (name: string, headers: Record<string, string>, body: Uint8Array, statuses = REFUSED): Attack => {
    return { name, path: RECEIVER, headers, body, statuses }
  }
  const signed = (body: Uint8Array) => signedHeaders(application, body, { eventID: 'evt_any' })
  return fc.oneof(
    good.map(({ body, headers }) => attack('a good delivery', headers, body, [200])),
    fc.tuple(good, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([{ body, headers }, at, flip]) => {
      const changed = Buffer.from(body)
      const place = at % changed.length
      changed[place] = (changed[place] ?? 0) ^ flip
      return attack('a changed byte', headers, changed)
    }),
    fc.tuple(good, fc.nat({ max: 63 }), fc.integer({ min: 1, max: 15 })).map(([{ body, headers }, at, by]) => {
      return attack('a changed digit of the signature', { ...headers, [SIGNATURE]: otherDigit(headers, at, by) }, body)
    }),
    fc.tuple(good, fc.constantFrom(...SPELLINGS)).map(([{ body, headers }, spell]) => {
      return attack(
        'another spelling of the signature',
        { ...headers, [SIGNATURE]: spell(headers[SIGNATURE] ?? '') },
        body,
      )
    }),
    fc.tuple(good, fc.constantFrom(...NAMES)).map(([{ body, headers }, name]) => {
      return attack(
        'a missing header',
        Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)),
        body,
      )
    }),
    fc.tuple(good, fc.constantFrom(...NAMES.slice(0, 3)), fc.uuid()).map(([{ body, headers }, name, other]) => {
      return attack('a header that disagrees', { ...headers, [name]: other }, body)
    }),
    fc.tuple(good, fc.integer({ min: 1, max: 1e6 })).map(([{ body, headers }, later]) => {
      const timestamp = String(Number(headers[TIMESTAMP]) + later)
      return attack('another timestamp', { ...headers, [TIMESTAMP]: timestamp }, body)
    }),
    fc.tuple(good, fc.string({ minLength: 1 })).map(([{ body, headers }, secret]) => {
      const signature = signWebhook(`${secret}!`, headers[TIMESTAMP] ?? '', body)
      return attack('another secret', { ...headers, [SIGNATURE]: signature }, body)
    }),
    fc.tuple(good, fc.nat({ max: 9_999 })).map(([{ body, headers }, digits]) => {
      const timestamp = headers[TIMESTAMP] ?? ''
      const signature = signWebhook(application.secret, timestamp, Buffer.concat([Buffer.from(`${digits}.`), body]))
      const moved = { ...headers, [TIMESTAMP]: `${timestamp}.${digits}`, [SIGNATURE]: signature }
      return attack('a timestamp that takes the head of the body', moved, body)
    }),
    fc.uint8Array({ maxLength: 2_000 }).map((body) => attack('any bytes, signed', signed(body), body, [202])),
    fc.json().map((text) => attack('any JSON, signed', signed(Buffer.from(text)), Buffer.from(text), [202])),
    fc.tuple(fc.uint8Array({ maxLength: 500 }), good).map(([body, { headers }]) => attack('any bytes', headers, body)),
  )
}

function otherDigit(headers: Record<string, string>, at: number, by: number): string {
  const digits = [...(headers[SIGNATURE] ?? '')]
  digits[at] = ((Number.parseInt(digits[at] ?? '0', 16) + by) % 16).toString(16)
  return digits.join('')
}

/** None of them is 64 lower-case digits. */
const SPELLINGS: readonly ((signature: string) => string)[] = [
  (signature) => `${signature}a`.toUpperCase(),
  (signature) => signature.slice(1),
  (signature) => `${signature}0`,
  (signature) => `${signature}, ${signature}`,
  (signature) => `sha256=${signature}`,
  (signature) => `0x${signature}`,
]
