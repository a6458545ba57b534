import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import golden from './forensics-golden.json'

/**
 * Labelled ways to break a signature. Nothing here is shared with the product: signatures are made by hand, and the JSON
 * of other languages is what their libraries printed.
 */

export interface BrokenDelivery {
  applicationID: string
  headers: Record<string, string>
  body: Buffer
  computedSignature: string | null
  receivedAt: Date
}

export interface Breakage {
  name: string
  cause: string
  /** What the sentence must speak of. */
  words: string[]
  delivery: BrokenDelivery
}

const APPLICATION = 'fbb1fd74-c502-4419-83f3-82a2a019fc9a'
const OTHER = '11111111-2222-4333-8444-555555555555'
const TEST = '99999999-2222-4333-8444-555555555555'
const SECONDS = 1772729300
const TIMESTAMP = String(SECONDS)
const EVENT = 'evt_01JB2X4CE6'
const TENANT = '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61'
const RECEIVED_AT = new Date((SECONDS + 2) * 1000)

export const ACTIVE = 'whsec_dGhlLWFjdGl2ZS1zZWNyZXQtb2YtdG9kYXk='
export const RETIRED = 'whsec_dGhlLXJldGlyZWQtb25l'
const FOREIGN = 'whsec_c29tZWJvZHktZWxzZQ=='
const TESTING = 'whsec_aW4tdGhlLXRlc3QtZW52'
const live = { environment: 'live', status: 'active' } as const

export const SECRETS = [
  { ...live, applicationID: APPLICATION, secretID: 's-active', value: ACTIVE, hint: 'whsec_…ay=' },
  { ...live, applicationID: APPLICATION, secretID: 's-retired', value: RETIRED, status: 'retired', hint: 'whsec_…bmU' },
  { ...live, applicationID: OTHER, secretID: 's-other', value: FOREIGN, hint: 'whsec_…Q==' },
  { ...live, applicationID: TEST, environment: 'test', secretID: 's-test', value: TESTING, hint: 'whsec_…ZW52' },
] as const

export const RICH = Buffer.from(golden.rich.raw)
export const PLAIN = Buffer.from(golden.plain.raw)
const NAMED = Buffer.from(golden.plain.raw.replace('CUST_0012', 'Zoë Müller, Köln'))
const ODD_LINES = Buffer.from(JSON.stringify(JSON.parse(golden.plain.raw), null, 3))
const LINES = Buffer.from(JSON.stringify(JSON.parse(golden.plain.raw), null, 2))

interface Break {
  /** The bytes that came; RICH where nothing is said. */
  arrived?: Buffer | string
  /** The bytes that were signed; those that came where nothing is said. */
  signed?: Buffer | string
  secret?: string | Buffer
  text?: (body: Buffer) => (Buffer | string)[]
  dress?: (digest: Buffer) => string
  headers?: Record<string, string | null>
  receivedAt?: Date
}

const hex = (digest: Buffer) => digest.toString('hex')
const right = (body: Buffer) => [`${TIMESTAMP}.`, body]

export function mac(secret: string | Buffer, parts: (Buffer | string)[]): Buffer {
  return parts.reduce((hmac, part) => hmac.update(part), createHmac('sha256', secret)).digest()
}

function digestOf({ arrived = RICH, signed = arrived, secret = ACTIVE, text = right, dress = hex }: Break): string {
  return dress(mac(secret, text(Buffer.from(signed))))
}

function headersOf(signature: string, changed: Record<string, string | null> = {}): Record<string, string> {
  const all: Record<string, string | null> = {
    'content-type': 'application/json',
    'x-al-event-id': EVENT,
    'x-al-tenant-id': TENANT,
    'x-al-application-id': APPLICATION,
    'x-al-webhook-timestamp': TIMESTAMP,
    'x-al-webhook-signature': signature,
    ...changed,
  }
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}

function delivery(how: Break, signature: string, computedSignature: string | null): BrokenDelivery {
  const { arrived = RICH, headers, receivedAt = RECEIVED_AT } = how
  const body = Buffer.from(arrived)
  return { applicationID: APPLICATION, headers: headersOf(signature, headers), body, computedSignature, receivedAt }
}

/** What came does not verify. */
export function sent(name: string, cause: string, words: string[], how: Break): Breakage {
  return { name, cause, words, delivery: delivery(how, digestOf(how), null) }
}

/** What came verifies; the receiver computed something else. */
function computed(name: string, cause: string, words: string[], how: Break): Breakage {
  const signature = hex(mac(ACTIVE, right(Buffer.from(how.arrived ?? RICH))))
  return {
    name: `receiver: ${name}`,
    cause,
    words: ['receiver computed', ...words],
    delivery: delivery(how, signature, digestOf(how)),
  }
}

const ENCODING = 'signature-encoding'
const TIME = 'timestamp-omitted'
const SECRET = 'wrong-secret'
const BYTES = 'body-altered-in-transit'
const JSON_SIGNED = 'parsed-body-signed'

const encodings: Breakage[] = [
  sent('digest in upper case', ENCODING, ['upper case'], { dress: (d) => hex(d).toUpperCase() }),
  sent('digest in base64', ENCODING, ['base64'], { dress: (d) => d.toString('base64') }),
  sent('digest in base64url', ENCODING, ['base64url'], { dress: (d) => d.toString('base64url') }),
  sent('digest behind sha256=', ENCODING, ['sha256='], { dress: (d) => `sha256=${hex(d)}` }),
  sent('base64 behind sha256=', ENCODING, ['base64', 'sha256='], { dress: (d) => `sha256=${d.toString('base64')}` }),
  sent('digest behind v1=', ENCODING, ['version'], { dress: (d) => `v1=${hex(d)}` }),
  sent('digest with the timestamp as t=,v1=', ENCODING, ['version'], { dress: (d) => `t=${TIMESTAMP},v1=${hex(d)}` }),
  sent('digest cut to 40 digits', ENCODING, ['cut'], { dress: (d) => hex(d).slice(0, 40) }),
  sent('digest in quotes', ENCODING, ['quotes'], { dress: (d) => `"${hex(d)}"` }),
  sent('hex digits in base64', ENCODING, ['base64'], { dress: (d) => Buffer.from(hex(d)).toString('base64') }),
  sent('a doubled header', ENCODING, ['twice'], { dress: (d) => `${hex(d)}, ${hex(d)}` }),
  sent('a digest under each of two secrets', ENCODING, ['beside others'], {
    dress: (d) => `${'ab'.repeat(32)},${hex(d)}`,
  }),
  sent('milliseconds signed, seconds sent', ENCODING, ['milliseconds'], { text: (b) => [`${TIMESTAMP}000.`, b] }),
  sent('seconds signed, milliseconds sent', ENCODING, ['seconds'], {
    headers: { 'x-al-webhook-timestamp': `${TIMESTAMP}000` },
  }),
  sent('ISO 8601 signed, seconds sent', ENCODING, ['ISO 8601'], {
    text: (b) => [`${new Date(SECONDS * 1000).toISOString()}.`, b],
  }),
  sent('no full stop', ENCODING, ['without the full stop'], { text: (b) => [TIMESTAMP, b] }),
  sent('a colon for the full stop', ENCODING, ['colon'], { text: (b) => [`${TIMESTAMP}:`, b] }),
  sent('a newline for the full stop', ENCODING, ['newline'], { text: (b) => [`${TIMESTAMP}\n`, b] }),
  sent('body before timestamp', ENCODING, ['the body'], { text: (b) => [b, `.${TIMESTAMP}`] }),
  sent('event ID, timestamp, body', ENCODING, ['event ID'], { text: (b) => [`${EVENT}.${TIMESTAMP}.`, b] }),
  sent('timestamp, application ID, body', ENCODING, ['application ID'], {
    text: (b) => [`${TIMESTAMP}.${APPLICATION}.`, b],
  }),
  computed('digest in upper case', ENCODING, ['upper case'], { dress: (d) => hex(d).toUpperCase() }),
  computed('milliseconds in the signed text', ENCODING, ['milliseconds'], { text: (b) => [`${TIMESTAMP}000.`, b] }),
]

const times: Breakage[] = [
  sent('the body alone', TIME, ['body alone'], { text: (b) => [b] }),
  sent('an empty timestamp', TIME, ['empty timestamp'], { text: (b) => ['.', b] }),
  sent('undefined for the timestamp', TIME, ['undefined'], { text: (b) => ['undefined.', b] }),
  sent('no timestamp header', TIME, ['x-al-webhook-timestamp is missing'], {
    headers: { 'x-al-webhook-timestamp': null },
  }),
  sent('no timestamp header, body alone signed', TIME, ['missing', 'body alone'], {
    headers: { 'x-al-webhook-timestamp': null },
    text: (b) => [b],
  }),
  computed('the body alone', TIME, ['body alone'], { text: (b) => [b] }),
  sent('an old timestamp', 'timestamp-stale', ['3600 s before'], { receivedAt: new Date((SECONDS + 3600) * 1000) }),
  sent('a timestamp in the future', 'timestamp-stale', ['900 s after'], {
    receivedAt: new Date((SECONDS - 900) * 1000),
  }),
]

const secrets: Breakage[] = [
  sent('the retired secret', SECRET, ['retired', 'whsec_…bmU'], { secret: RETIRED }),
  sent('another application’s secret', SECRET, ['another application'], { secret: FOREIGN }),
  sent('another environment’s secret', SECRET, ['test environment'], { secret: TESTING }),
  sent('the secret with a newline', SECRET, ['newline'], { secret: `${ACTIVE}\n` }),
  sent('the secret with a CRLF', SECRET, ['CRLF'], { secret: `${ACTIVE}\r\n` }),
  sent('the secret with a space before it', SECRET, ['space before'], { secret: ` ${ACTIVE}` }),
  sent('the secret with a space behind it', SECRET, ['space behind'], { secret: `${ACTIVE} ` }),
  sent('the secret decoded from base64', SECRET, ['decoded from base64'], {
    secret: Buffer.from(ACTIVE.slice(6), 'base64'),
  }),
  sent('the secret without its prefix', SECRET, ['prefix'], { secret: ACTIVE.slice(6) }),
  sent('the secret in quotes', SECRET, ['quotes'], { secret: `"${ACTIVE}"` }),
  sent('the secret without its last character', SECRET, ['last character'], { secret: ACTIVE.slice(0, -1) }),
  sent('the secret without its first character', SECRET, ['first character'], { secret: ACTIVE.slice(1) }),
  sent('no secret at all', SECRET, ['empty key'], { secret: '' }),
  computed('the secret with a newline', SECRET, ['newline'], { secret: `${ACTIVE}\n` }),
  computed('the retired secret', SECRET, ['retired'], { secret: RETIRED }),
]

const latin1 = (body: Buffer) => Buffer.from(body.toString('utf8'), 'latin1')

const bytes: Breakage[] = [
  sent('a newline added', BYTES, ['newline'], { arrived: `${RICH}\n`, signed: RICH }),
  sent('a newline lost', BYTES, ['newline'], { arrived: RICH, signed: `${RICH}\n` }),
  sent('a CRLF lost', BYTES, ['CRLF'], { arrived: RICH, signed: `${RICH}\r\n` }),
  sent('a BOM added', BYTES, ['BOM'], { arrived: `\ufeff${RICH}`, signed: RICH }),
  sent('a BOM lost', BYTES, ['BOM'], { arrived: RICH, signed: `\ufeff${RICH}` }),
  sent('LF made CRLF', BYTES, ['LF line ends'], { arrived: `${LINES}`.replaceAll('\n', '\r\n'), signed: LINES }),
  sent('CRLF made LF', BYTES, ['CRLF line ends'], { arrived: LINES, signed: `${LINES}`.replaceAll('\n', '\r\n') }),
  sent('UTF-8 signed as Latin-1', BYTES, ['Latin-1'], { arrived: NAMED, signed: latin1(NAMED) }),
  sent('Latin-1 made UTF-8 on the way', BYTES, ['Latin-1'], { arrived: latin1(NAMED), signed: NAMED }),
  sent('UTF-8 encoded twice', BYTES, ['Latin-1'], { arrived: Buffer.from(NAMED.toString('latin1')), signed: NAMED }),
  sent('signs beyond ASCII made ?', BYTES, ['?'], { arrived: NAMED, signed: `${NAMED}`.replace(/[^\0-\x7f]/g, '?') }),
  sent('decomposed on the way', BYTES, ['NFC'], { arrived: `${NAMED}`.normalize('NFD'), signed: NAMED }),
  sent('composed on the way', BYTES, ['NFD'], { arrived: NAMED, signed: `${NAMED}`.normalize('NFD') }),
  sent('packed on the way', BYTES, ['gzip'], { arrived: gzipSync(RICH), signed: RICH }),
  sent('unpacked on the way', BYTES, ['gzip'], { arrived: PLAIN, signed: gzipSync(PLAIN) }),
  sent('put into a form field', BYTES, ['form field'], {
    arrived: new URLSearchParams({ payload: RICH.toString() }).toString(),
    signed: RICH,
  }),
  sent('percent-encoded before signing', BYTES, ['percent encoding'], {
    arrived: RICH,
    signed: encodeURIComponent(`${RICH}`),
  }),
  sent('in base64 on the way', BYTES, ['base64'], { arrived: RICH.toString('base64'), signed: RICH }),
  computed('a newline added', BYTES, ['newline'], { arrived: RICH, signed: `${RICH}\n` }),
]

const { raw: _rich, ...richWriters } = golden.rich
const { raw: _plain, ...plainWriters } = golden.plain
const stringified = JSON.stringify(JSON.parse(golden.rich.raw))

/** Of PLAIN, writers that change nothing are left out. */
const writers: Breakage[] = [
  ...Object.entries(richWriters).map(([name, text]) => sent(`as ${name} writes it`, JSON_SIGNED, [], { signed: text })),
  ...Object.entries(plainWriters)
    .filter(([, text]) => text !== golden.plain.raw && text !== `${golden.plain.raw}\n`)
    .map(([name, text]) =>
      computed(`small body as ${name} writes it`, JSON_SIGNED, [], { arrived: PLAIN, signed: text }),
    ),
  computed('JSON.stringify(req.body)', JSON_SIGNED, ['JSON.stringify', 'parsed JSON'], { signed: stringified }),
  computed('indented by 2', JSON_SIGNED, ['indent of 2'], { arrived: PLAIN, signed: LINES }),
  computed('indented by 4', JSON_SIGNED, ['indent of 4'], {
    arrived: PLAIN,
    signed: JSON.stringify(JSON.parse(golden.plain.raw), null, 4),
  }),
  computed('[object Object]', JSON_SIGNED, ['[object Object]'], { signed: '[object Object]' }),
  computed('an empty body', JSON_SIGNED, ['left out'], { signed: '' }),
  computed('a string of the string', JSON_SIGNED, ['twice'], { signed: JSON.stringify(`${RICH}`) }),
  sent('spaces added by Python on the way', JSON_SIGNED, [], { arrived: golden.plain.python, signed: PLAIN }),
  sent('indented on the way', JSON_SIGNED, [], { arrived: LINES, signed: PLAIN }),
  sent('slashes escaped on the way by PHP', JSON_SIGNED, [], {
    arrived: '{"url":"https:\\/\\/a.b\\/c","name":"\\u00e9"}',
    signed: '{"url":"https://a.b/c","name":"é"}',
  }),
]

const headers: Breakage[] = [
  sent('no event header', 'undetermined', ['x-al-event-id is missing'], { headers: { 'x-al-event-id': null } }),
  sent('no tenant header', 'undetermined', ['x-al-tenant-id is missing'], { headers: { 'x-al-tenant-id': null } }),
  sent('no application header', 'undetermined', ['x-al-application-id is missing'], {
    headers: { 'x-al-application-id': null },
  }),
  sent('no signature header', 'undetermined', ['x-al-webhook-signature is missing'], {
    headers: { 'x-al-webhook-signature': null },
  }),
  sent('another event in the header', 'header-mismatch', ['x-al-event-id'], {
    headers: { 'x-al-event-id': 'evt_other' },
  }),
  sent('another tenant in the header', 'header-mismatch', ['x-al-tenant-id'], { headers: { 'x-al-tenant-id': OTHER } }),
  sent('the application header of another', 'header-mismatch', ['x-al-application-id'], {
    arrived: golden.plain.raw.replace(APPLICATION, OTHER),
    secret: FOREIGN,
  }),
]

const pairs: Breakage[] = [
  sent('upper case and body alone', ENCODING, ['upper case', 'body alone'], {
    dress: (d) => hex(d).toUpperCase(),
    text: (b) => [b],
  }),
  sent('base64 and the retired secret', ENCODING, ['base64', 'retired'], {
    dress: (d) => d.toString('base64'),
    secret: RETIRED,
  }),
  sent('sha256= and JSON.stringify', ENCODING, ['sha256=', 'JSON.stringify'], {
    dress: (d) => `sha256=${hex(d)}`,
    signed: stringified,
  }),
  sent('base64 and a newline lost', ENCODING, ['base64', 'newline'], {
    dress: (d) => d.toString('base64'),
    signed: `${RICH}\n`,
  }),
  sent('milliseconds and the retired secret', ENCODING, ['milliseconds', 'retired'], {
    text: (b) => [`${TIMESTAMP}000.`, b],
    secret: RETIRED,
  }),
  sent('no full stop and a secret with a newline', ENCODING, ['full stop', 'newline'], {
    text: (b) => [TIMESTAMP, b],
    secret: `${ACTIVE}\n`,
  }),
  sent('a colon and Python', ENCODING, ['colon', 'Python'], {
    text: (b) => [`${TIMESTAMP}:`, b],
    signed: golden.rich.python,
  }),
  sent('a pipe and the retired secret', ENCODING, ['pipe', 'retired'], {
    text: (b) => [`${TIMESTAMP}|`, b],
    secret: RETIRED,
  }),
  sent('upper case and base64-decoded secret', ENCODING, ['upper case', 'decoded from base64'], {
    dress: (d) => hex(d).toUpperCase(),
    secret: Buffer.from(ACTIVE.slice(6), 'base64'),
  }),
  sent('body alone and the retired secret', TIME, ['body alone', 'retired'], { text: (b) => [b], secret: RETIRED }),
  sent('body alone and a newline added', TIME, ['body alone', 'newline'], {
    text: (b) => [b],
    arrived: `${RICH}\n`,
    signed: RICH,
  }),
  sent('body alone and JSON.stringify', TIME, ['body alone', 'JSON.stringify'], {
    text: (b) => [b],
    signed: stringified,
  }),
  sent('body alone and PHP', TIME, ['body alone', 'PHP'], { text: (b) => [b], signed: golden.rich.php }),
  sent('retired secret with a newline', SECRET, ['retired', 'newline'], { secret: `${RETIRED}\n` }),
  sent('other application’s secret decoded', SECRET, ['another application', 'base64'], {
    secret: Buffer.from(FOREIGN.slice(6), 'base64'),
  }),
  sent('retired secret and a BOM lost', SECRET, ['retired', 'BOM'], { secret: RETIRED, signed: `\ufeff${RICH}` }),
  sent('a secret with a newline and CRLF made LF', SECRET, ['newline', 'CRLF'], {
    secret: `${ACTIVE}\n`,
    arrived: LINES,
    signed: `${LINES}`.replaceAll('\n', '\r\n'),
  }),
  sent('retired secret and Go', SECRET, ['retired', 'Go'], { secret: RETIRED, signed: golden.rich.go }),
  sent('retired secret and JSON.stringify', SECRET, ['retired', 'JSON.stringify'], {
    secret: RETIRED,
    signed: stringified,
  }),
  sent('a quoted secret and Ruby', SECRET, ['quotes', 'Ruby'], { secret: `"${ACTIVE}"`, signed: golden.rich.ruby }),
  sent('test secret and Jackson', SECRET, ['test environment', 'Jackson'], {
    secret: TESTING,
    signed: golden.rich.jackson,
  }),
  sent('packed on the way, with a newline lost', BYTES, ['gzip', 'newline'], {
    arrived: gzipSync(RICH),
    signed: `${RICH}\n`,
  }),
  sent('a BOM added and LF made CRLF', BYTES, ['BOM', 'LF'], {
    arrived: `\ufeff${`${ODD_LINES}`.replaceAll('\n', '\r\n')}`,
    signed: ODD_LINES,
  }),
  sent('Latin-1 with a newline', BYTES, ['Latin-1', 'newline'], {
    arrived: NAMED,
    signed: Buffer.concat([latin1(NAMED), Buffer.from('\n')]),
  }),
  sent('packed on the way, after Python', BYTES, ['gzip', 'Python'], {
    arrived: gzipSync(RICH),
    signed: golden.rich.python,
  }),
  sent('in a form field, after JSON.stringify', BYTES, ['form field', 'JSON.stringify'], {
    arrived: new URLSearchParams({ payload: RICH.toString() }).toString(),
    signed: stringified,
  }),
  sent('Python with a newline behind it', BYTES, ['Python', 'newline'], { signed: `${golden.rich.python}\n` }),
  sent('indented, with CRLF', BYTES, ['indent', 'CRLF'], {
    arrived: PLAIN,
    signed: `${LINES}`.replaceAll('\n', '\r\n'),
  }),
  sent('numbers by JavaScript, written by Python', JSON_SIGNED, ['two libraries'], {
    signed: pythonOf(stringified),
  }),
  sent('sorted by Go, indented by 2 with spaces', JSON_SIGNED, ['Go'], { signed: golden.rich['go-2'] }),
  sent('stale and under the retired secret', SECRET, ['retired', '3600 s before'], {
    secret: RETIRED,
    receivedAt: new Date((SECONDS + 3600) * 1000),
  }),
  sent('retired secret and no event header', SECRET, ['retired', 'x-al-event-id'], {
    secret: RETIRED,
    headers: { 'x-al-event-id': null },
  }),
  computed('base64 and JSON.stringify', ENCODING, ['base64', 'JSON.stringify'], {
    dress: (d) => d.toString('base64'),
    signed: stringified,
  }),
  computed('body alone and JSON.stringify', TIME, ['body alone', 'JSON.stringify'], {
    text: (b) => [b],
    signed: stringified,
  }),
  computed('secret with a newline and PHP', SECRET, ['newline', 'PHP'], {
    secret: `${ACTIVE}\n`,
    signed: golden.rich.php,
  }),
]

/** Compact ASCII JSON with a space behind commas and colons that are no part of a string, as json.dumps puts them. */
function pythonOf(compact: string): string {
  const spaced = compact.replace(/"(?:[^"\\]|\\.)*"|[,:]/g, (part) => (part.length === 1 ? `${part} ` : part))
  return spaced.replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

export const BREAKAGES: Breakage[] = [...encodings, ...times, ...secrets, ...bytes, ...writers, ...headers, ...pairs]
