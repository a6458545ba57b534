import { isAscii } from 'node:buffer'
import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'

/** What proxies, queues and careless receivers do to bytes, and its undoing. */

export interface ByteChange {
  step: string
  /** "the body …" */
  words: string
  /** Null where it does not apply. */
  apply: (body: Buffer) => Buffer | null
  /** It changes only bodies of this trait. */
  needs?: (traits: Traits) => boolean
  /** Too slow to be tried upon another change. */
  isSlow?: boolean
}

interface Traits {
  isAscii: boolean
  hasLineEnd: boolean
  isEdged: boolean
  /** Encodings are not tried on large bodies: they take long, and are hardly ever the reason. */
  isSmall: boolean
  has: (sign: string) => boolean
}

const UNPACKED_MAX = 4 * 1024 * 1024
/** Larger bodies are not packed on trial: it would take long, and what packed it is hardly ever the same. */
const PACKED_MAX = 65_536
const ENCODED_MAX = 262_144
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

const utf8 = (change: (text: string) => string) => (body: Buffer) => Buffer.from(change(body.toString('utf8')), 'utf8')
/** Without decoding, so that bytes that are no UTF-8 stay as they are. */
const binary = (change: (text: string) => string) => (body: Buffer) =>
  Buffer.from(change(body.toString('latin1')), 'latin1')
const attempt = (change: (body: Buffer) => Buffer | null) => (body: Buffer) => {
  try {
    return change(body)
  } catch {
    return null
  }
}

const behind = (body: Buffer, end: string) => Buffer.concat([body, Buffer.from(end)])

/** Line ends, white space and marks at the edges. */
const EDGES: ByteChange[] = [
  {
    step: 'bytes:newline-removed',
    words: 'without its last newline',
    apply: binary((t) => t.replace(/\r?\n$/, '')),
    needs: ({ isEdged }) => isEdged,
  },
  { step: 'bytes:newline-added', words: 'with a newline behind it', apply: (b) => behind(b, '\n') },
  { step: 'bytes:crlf-added', words: 'with a CRLF behind it', apply: (b) => behind(b, '\r\n') },
  {
    step: 'bytes:bom-removed',
    words: 'without its BOM',
    apply: (b) => (b.subarray(0, 3).equals(BOM) ? b.subarray(3) : null),
  },
  { step: 'bytes:bom-added', words: 'with a BOM before it', apply: (b) => Buffer.concat([BOM, b]) },
  {
    step: 'bytes:lf',
    words: 'with LF line ends',
    apply: binary((t) => t.replaceAll('\r\n', '\n')),
    needs: ({ hasLineEnd }) => hasLineEnd,
  },
  {
    step: 'bytes:crlf',
    words: 'with CRLF line ends',
    apply: binary((t) => t.replace(/\r?\n/g, '\r\n')),
    needs: ({ hasLineEnd }) => hasLineEnd,
  },
  {
    step: 'bytes:cr',
    words: 'with CR line ends',
    apply: binary((t) => t.replace(/\r?\n/g, '\r')),
    needs: ({ hasLineEnd }) => hasLineEnd,
  },
  {
    step: 'bytes:trimmed',
    words: 'without white space at its ends',
    apply: binary((t) => t.trim()),
    needs: ({ isEdged }) => isEdged,
  },
  {
    step: 'bytes:end-trimmed',
    words: 'without white space at its end',
    apply: binary((t) => t.trimEnd()),
    needs: ({ isEdged }) => isEdged,
  },
  {
    step: 'bytes:lines-joined',
    words: 'without its line ends',
    apply: binary((t) => t.replace(/[\r\n]+/g, '')),
    needs: ({ hasLineEnd }) => hasLineEnd,
  },
  { step: 'bytes:space-added', words: 'with a space behind it', apply: (b) => behind(b, ' ') },
  { step: 'bytes:nul-added', words: 'with a NUL behind it', apply: (b) => behind(b, '\0') },
  {
    step: 'bytes:nul-removed',
    words: 'without the NUL behind it',
    apply: binary((t) => t.replace(/\u0000+$/, '')),
    needs: ({ isEdged }) => isEdged,
  },
]

/** Character sets and normal forms. */
const CHARSETS: ByteChange[] = [
  {
    step: 'bytes:latin1',
    words: 'as Latin-1 in place of UTF-8',
    apply: toSingleByte('latin1'),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:windows-1252',
    words: 'as Windows-1252 in place of UTF-8',
    apply: toSingleByte('windows-1252'),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:utf8-from-latin1',
    words: 'as UTF-8 read from Latin-1',
    apply: (b) => Buffer.from(b.toString('latin1')),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:utf8-from-windows-1252',
    words: 'as UTF-8 read from Windows-1252',
    apply: attempt(fromWindows1252),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:nfc',
    words: 'in Unicode form NFC',
    apply: utf8((t) => t.normalize('NFC')),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:nfd',
    words: 'in Unicode form NFD',
    apply: utf8((t) => t.normalize('NFD')),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:nfkc',
    words: 'in Unicode form NFKC',
    apply: utf8((t) => t.normalize('NFKC')),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:utf16le',
    words: 'as UTF-16',
    apply: (b) => Buffer.from(b.toString('utf8'), 'utf16le'),
    needs: ({ isSmall }) => isSmall,
  },
  { step: 'bytes:utf8-from-utf16le', words: 'as UTF-8 read from UTF-16', apply: fromUtf16 },
  {
    step: 'bytes:decoded',
    words: 'with U+FFFD for bytes that are no UTF-8',
    apply: utf8((t) => t),
    needs: ({ isAscii }) => !isAscii,
  },
  {
    step: 'bytes:question-marks',
    words: 'with ? for every sign beyond ASCII',
    apply: utf8(asciiOnly('?')),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:replacement-signs',
    words: 'with U+FFFD for bytes beyond ASCII',
    apply: (b) => Buffer.from(new TextDecoder().decode(b.map((byte) => (byte > 127 ? 255 : byte)))),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
  {
    step: 'bytes:ascii-only',
    words: 'without the signs beyond ASCII',
    apply: utf8(asciiOnly('')),
    needs: ({ isAscii, isSmall }) => !isAscii && isSmall,
  },
]

/** Layers around the bytes. */
const LAYERS: ByteChange[] = [
  { step: 'bytes:gunzipped', words: 'without its gzip layer', apply: attempt(gunzip) },
  { step: 'bytes:inflated', words: 'without its deflate layer', apply: attempt(inflate) },
  { step: 'bytes:unbrotlied', words: 'without its brotli layer', apply: attempt(unbrotli) },
  { step: 'bytes:gzipped', words: 'packed by gzip', apply: gzip(6, 3), isSlow: true },
  { step: 'bytes:gzipped-best', words: 'packed by gzip at its best level', apply: gzip(9, 3, 2), isSlow: true },
  {
    step: 'bytes:gzipped-best-unknown',
    words: 'packed by gzip at its best level',
    apply: gzip(9, 255, 2),
    isSlow: true,
  },
  { step: 'bytes:gzipped-unknown', words: 'packed by gzip', apply: gzip(6, 255), isSlow: true },
  { step: 'bytes:gzipped-java', words: 'packed by gzip', apply: gzip(6, 0), isSlow: true },
  {
    step: 'bytes:base64',
    words: 'in base64',
    apply: (b) => Buffer.from(b.toString('base64')),
    needs: ({ isSmall }) => isSmall,
  },
  { step: 'bytes:base64-decoded', words: 'decoded from base64', apply: fromBase64 },
  { step: 'bytes:hex', words: 'in hex', apply: (b) => Buffer.from(b.toString('hex')), needs: ({ isSmall }) => isSmall },
  { step: 'bytes:form-value', words: 'taken out of its form field', apply: attempt(formValue) },
  {
    step: 'bytes:form-encoded',
    words: 'in percent encoding',
    apply: utf8Attempt((t) => encodeURIComponent(t)),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-plus',
    words: 'in form encoding',
    apply: utf8Attempt(formEncode),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-payload',
    words: 'as the form field payload',
    apply: utf8Attempt((t) => `payload=${formEncode(t)}`),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-body',
    words: 'as the form field body',
    apply: utf8Attempt((t) => `body=${formEncode(t)}`),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-key',
    words: 'as the name of a form field',
    apply: utf8Attempt((t) => `${formEncode(t)}=`),
    needs: ({ isSmall }) => isSmall,
  },
  {
    step: 'bytes:form-decoded',
    words: 'with its percent encoding decoded',
    apply: utf8Attempt((t) => decodeURIComponent(t)),
    needs: ({ has }) => has('%'),
  },
  {
    step: 'bytes:plus-decoded',
    words: 'with its form encoding decoded',
    apply: utf8Attempt((t) => decodeURIComponent(t.replaceAll('+', ' '))),
    needs: ({ has }) => has('%') || has('+'),
  },
  {
    step: 'bytes:plus-lost',
    words: 'with spaces for plus signs',
    apply: binary((t) => t.replaceAll('+', ' ')),
    needs: ({ has }) => has('+'),
  },
  { step: 'bytes:html-escaped', words: 'with HTML entities', apply: utf8(htmlEscape), needs: ({ isSmall }) => isSmall },
  {
    step: 'bytes:html-unescaped',
    words: 'with its HTML entities decoded',
    apply: utf8(htmlUnescape),
    needs: ({ has }) => has('&'),
  },
  {
    step: 'bytes:slashes-stripped',
    words: 'without its backslashes',
    apply: binary((t) => t.replace(/\\(.)/g, '$1')),
    needs: ({ has }) => has('\\'),
  },
]

const BYTE_CHANGES: readonly ByteChange[] = [...EDGES, ...LAYERS.slice(0, 3), ...CHARSETS, ...LAYERS.slice(3)]

/** The changes that may change this body. */
export function changesOf(body: Buffer, isFirst: boolean): ByteChange[] {
  return applicable(BYTE_CHANGES, body).filter(({ isSlow }) => isFirst || !isSlow)
}

/** Those at its ends and of its line ends. */
export function edgesOf(body: Buffer): ByteChange[] {
  return applicable(EDGES, body)
}

function applicable(changes: readonly ByteChange[], body: Buffer): ByteChange[] {
  const traits: Traits = {
    isAscii: isAscii(body),
    hasLineEnd: body.includes(10) || body.includes(13),
    isEdged: body.byteLength > 0 && ((body[0] ?? 0) <= 32 || (body.at(-1) ?? 0) <= 32),
    isSmall: body.byteLength <= ENCODED_MAX,
    has: (sign) => body.includes(sign),
  }
  return changes.filter(({ needs }) => needs?.(traits) ?? true)
}

export function byteChange(step: string): ByteChange | undefined {
  return BYTE_CHANGES.find((change) => change.step === step)
}

const LIMIT = { maxOutputLength: UNPACKED_MAX }

function gunzip(body: Buffer): Buffer | null {
  return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body, LIMIT) : null
}

function inflate(body: Buffer): Buffer | null {
  const [first = 0, second = 0] = body
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0 ? inflateSync(body, LIMIT) : null
}

/** Nothing marks brotli; JSON text is not tried. */
function unbrotli(body: Buffer): Buffer | null {
  return /^\s*[{["]/.test(body.subarray(0, 16).toString('latin1')) ? null : brotliDecompressSync(body, LIMIT)
}

/** zlib leaves the time zero; the byte of the operating system differs between languages. */
function gzip(level: number, system: number, extra = 0) {
  return (body: Buffer) => {
    if (body.byteLength > PACKED_MAX) return null
    const packed = gzipSync(body, { level })
    packed[8] = extra
    packed[9] = system
    return packed
  }
}

function toSingleByte(charset: 'latin1' | 'windows-1252') {
  return (body: Buffer): Buffer | null => {
    const text = body.toString('utf8')
    const bytes = Buffer.alloc(text.length)
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      const byte = charset === 'latin1' || code < 0x80 || code > 0xff ? singleByte(code, charset) : code
      if (byte === null) return null
      bytes[index] = byte
    }
    return bytes
  }
}

function singleByte(code: number, charset: 'latin1' | 'windows-1252'): number | null {
  if (code < 256) return code
  return charset === 'latin1' ? null : (WINDOWS_1252.get(code) ?? null)
}

const WINDOWS_1252 = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index))].map(
    (sign, index) => [sign.charCodeAt(0), 0x80 + index],
  ),
)

function fromWindows1252(body: Buffer): Buffer {
  return Buffer.from(new TextDecoder('windows-1252').decode(body))
}

function fromUtf16(body: Buffer): Buffer | null {
  return body.byteLength % 2 === 0 && body.includes(0) ? Buffer.from(body.toString('utf16le')) : null
}

function fromBase64(body: Buffer): Buffer | null {
  const text = body.toString('latin1').trim()
  return /^[A-Za-z0-9+/_-]+=*$/.test(text) ? Buffer.from(text, 'base64') : null
}

function asciiOnly(sign: string) {
  return (text: string) => text.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\u0000-\u007f]/g, sign)
}

function utf8Attempt(change: (text: string) => string) {
  return attempt(utf8(change))
}

function formEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

function formValue(body: Buffer): Buffer | null {
  const text = body.toString('utf8')
  if (!/^[\w.[\]-]{0,64}=/.test(text) && !/^%7B.*=?$/i.test(text)) return null
  const [pair] = new URLSearchParams(text)
  const value = pair?.[1] === '' ? pair[0] : pair?.[1]
  return value ? Buffer.from(value) : null
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function htmlEscape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
}

function htmlUnescape(text: string): string {
  const signs = new Map(Object.entries(ENTITIES).map(([sign, entity]) => [entity, sign]))
  return text.replace(/&(?:amp|lt|gt|quot|#39|#x27|#039);/g, (entity) => signs.get(entity) ?? "'")
}
