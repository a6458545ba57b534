import { z } from 'zod'
import { DeskError } from '@/lib/errors'

/** What somebody pastes into the debugger. It is never stored and never logged. */

export const PASTED_BYTES_MAX = 1024 * 1024
export const BODY_ENCODINGS = ['text', 'hex', 'base64'] as const
export type BodyEncoding = (typeof BODY_ENCODINGS)[number]

const HEADERS_MAX = 20_000
const SECRET_MAX = 1_000

export const PastedDeliverySchema = z.strictObject({
  body: z.string({ error: 'must be text' }),
  encoding: z.enum(BODY_ENCODINGS, { error: `must be one of ${BODY_ENCODINGS.join(', ')}` }).default('text'),
  /** As they stand in a request, a line each, or as an object. */
  headers: z.union([z.string().max(HEADERS_MAX), z.record(z.string(), z.string().max(HEADERS_MAX))], {
    error: 'must be lines of "name: value" or an object of texts',
  }),
  secret: z.string().max(SECRET_MAX, { error: 'must be at most 1,000 characters' }).optional(),
  /** Its known secrets are tried too. */
  applicationID: z.guid({ error: 'must be the UUID of an application' }).optional(),
  /** The digest that the receiver computed. */
  computedSignature: z.string().max(2_000, { error: 'must be at most 2,000 characters' }).optional(),
  receivedAt: z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time with an offset' }).optional(),
})
export type PastedDelivery = z.input<typeof PastedDeliverySchema>

/** Names in lower case, values trimmed; the request line and `curl -H '…'` around a header are passed over. */
export function pastedHeaders(headers: string | Record<string, string>): Record<string, string> {
  const lines = typeof headers === 'string' ? headers.split(/\r?\n/).map(splitHeader) : Object.entries(headers)
  const pairs = lines.flatMap((pair) => (pair ? [[pair[0].trim().toLowerCase(), pair[1].trim()] as const] : []))
  return Object.fromEntries(pairs.filter(([name]) => name !== '' && name !== '__proto__'))
}

function splitHeader(line: string): [string, string] | null {
  const bare = line
    .trim()
    .replace(/^(?:curl\s.*?)?(?:-H|--header)\s+/, '')
    .replace(/\s*\\$/, '')
  const parts = /^"([\w-]+)"\s*:\s*"(.*)",?$/.exec(bare) ?? /^([\w-]+)\s*:\s*(.*)$/.exec(unquoted(bare))
  return parts ? [parts[1] ?? '', parts[2] ?? ''] : null
}

function unquoted(text: string): string {
  return text.replace(/^(['"])(.*)\1$/, '$2')
}

/** Throws BAD_REQUEST where it is not what its encoding says, or too much. */
export function pastedBytes(body: string, encoding: BodyEncoding): Uint8Array {
  const bytes = decode(body, encoding)
  if (bytes.byteLength > PASTED_BYTES_MAX) throw new DeskError('BAD_REQUEST', 'body: holds more than 1 MiB')
  return bytes
}

const HEX = /^(?:[0-9a-f]{2})*$/i
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/

function decode(body: string, encoding: BodyEncoding): Uint8Array {
  if (encoding === 'text') return new TextEncoder().encode(body)
  const bare = body.replace(/\s+/g, '')
  if (encoding === 'hex') {
    const digits = bare.replace(/^0x/i, '')
    if (!HEX.test(digits))
      throw new DeskError('BAD_REQUEST', 'body: is not hex; two digits a byte, spaces may stand between')
    return Uint8Array.from(Buffer.from(digits, 'hex'))
  }
  const standard = bare.replaceAll('-', '+').replaceAll('_', '/')
  if (!BASE64.test(standard)) throw new DeskError('BAD_REQUEST', 'body: is not base64')
  return Uint8Array.from(Buffer.from(standard, 'base64'))
}
