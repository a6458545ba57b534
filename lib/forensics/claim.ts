/** The digest as it is claimed, and the clothes that it may wear. */

export interface Claim {
  /** Lower-case hex of the digest, or of its beginning. */
  hex: string
  /** Null where it is 64 lower-case hex digits and nothing else. */
  steps: string[]
  /** "It is written …" */
  words: string[]
}

const DIGEST_HEX = 64
/** Of a digest cut short, so many digits must be left that it cannot be met by chance: 64 bits. */
const CUT_HEX_MIN = 16
const CUT_BASE64_MIN = 12
const CLAIM_MAX = 1_000
/** Who rotates secrets may send a digest under each. */
const PARTS_MAX = 4

interface Undressed {
  text: string
  steps: string[]
  words: string[]
}

/** Each reading of the text; none where it cannot be a digest. */
export function readClaim(claimed: string): Claim[] {
  if (claimed.length > CLAIM_MAX) return []
  const readings = undress(claimed).flatMap(({ text, steps, words }) =>
    decode(text).map((found) => ({
      hex: found.hex,
      steps: [...steps, ...(found.step ? [found.step] : [])],
      words: [...words, ...(found.words ? [found.words] : [])],
    })),
  )
  return readings.filter((claim, index) => readings.findIndex(({ hex }) => hex === claim.hex) === index)
}

export function matches(claim: Claim, digestHex: string): boolean {
  return claim.hex.length === DIGEST_HEX ? claim.hex === digestHex : digestHex.startsWith(claim.hex)
}

export function isCut(claim: Claim): boolean {
  return claim.hex.length < DIGEST_HEX
}

/** Without what stands around it: white space, quotes, a prefix, a second copy, percent encoding. */
function undress(claimed: string): Undressed[] {
  let current: Undressed = { text: claimed, steps: [], words: [] }
  const take = (text: string, step: string, words: string) => {
    if (text !== current.text) current = { text, steps: [...current.steps, step], words: [...current.words, words] }
  }
  take(current.text.trim(), 'encoding:white-space', 'with white space around it')
  take(unquoted(current.text), 'encoding:quoted', 'in quotes')
  take(unescaped(current.text), 'encoding:percent', 'in percent encoding')
  const [first = '', ...others] = current.text.split(/\s*,\s*/)
  if (others.length > 0 && others.every((part) => part === first)) {
    take(first, 'encoding:doubled', 'twice, joined by a comma: the header came twice')
  }
  const parts = [first, ...others]
  const several =
    current.text === claimed.trim() && parts.length > 1 && parts.length <= PARTS_MAX
      ? parts.map((text) => ({ text, steps: ['encoding:several'], words: ['beside others, where one is expected'] }))
      : []
  const whole = current
  const value = /(?:^|[,;\s])v\d=([^,;\s]+)/.exec(current.text)?.[1]
  if (value) take(value, 'encoding:prefix', 'behind a version, as other platforms do')
  else take(withoutPrefix(current.text), 'encoding:prefix', `with the prefix ${prefixOf(current.text)}`)
  return [...(whole === current ? [whole] : [current, whole]), ...several]
}

const PREFIX = /^(?:hmac[-_]?)?(?:sha-?\d{1,3}|v\d|signature|hmac|0x|digest|s)(?:[=:,\s]\s*|(?<=0x))/i

function prefixOf(text: string): string {
  return PREFIX.exec(text)?.[0].trim() ?? ''
}

function withoutPrefix(text: string): string {
  return unquoted(text.replace(PREFIX, ''))
}

function unquoted(text: string): string {
  return /^b?(["'])(.*)\1$/.exec(text)?.[2] ?? text
}

function unescaped(text: string): string {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text
  } catch {
    return text
  }
}

interface Decoded {
  hex: string
  step: string | null
  words: string | null
}

function decode(text: string): Decoded[] {
  return [...decodeHex(text), ...decodeBase64(text)]
}

function decodeHex(text: string): Decoded[] {
  const bare = text.replace(/[:\- ]/g, '')
  if (!/^[0-9a-fA-F]+$/.test(bare)) return []
  const hex = bare.toLowerCase()
  const isParted = bare !== text
  if (hex.length === DIGEST_HEX) {
    if (isParted) return [{ hex, step: 'encoding:parted', words: 'with separators between its bytes' }]
    return hex === text
      ? [{ hex, step: null, words: null }]
      : [{ hex, step: 'encoding:upper-case', words: 'in upper case' }]
  }
  if (hex.length === DIGEST_HEX * 2) {
    const inner = Buffer.from(hex, 'hex').toString('latin1')
    if (/^[0-9a-f]{64}$/i.test(inner))
      return [{ hex: inner.toLowerCase(), step: 'encoding:hex-of-hex', words: 'as hex of its hex digits' }]
  }
  if (hex.length < CUT_HEX_MIN || hex.length > DIGEST_HEX || isParted) return []
  return [{ hex, step: 'encoding:cut', words: `cut to ${hex.length} digits` }]
}

function decodeBase64(text: string): Decoded[] {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || text.length < CUT_BASE64_MIN) return []
  const name = /[_-]/.test(text) ? 'base64url' : 'base64'
  const bytes = Buffer.from(text, 'base64')
  const inner = bytes.toString('latin1')
  if (/^[0-9a-f]{64}$/i.test(inner)) {
    return [{ hex: inner.toLowerCase(), step: 'encoding:base64-of-hex', words: 'as base64 of its hex digits' }]
  }
  const hex = bytes.toString('hex')
  if (bytes.byteLength === 32) return [{ hex, step: `encoding:${name}`, words: `in ${name}` }]
  if (bytes.byteLength > 32 || bytes.byteLength < 8) return []
  /** The last sign of a cut text may hold bits of the byte that was cut. */
  const whole = hex.slice(0, Math.floor((text.replace(/=+$/, '').length * 6) / 8) * 2)
  return [{ hex: whole, step: `encoding:${name}-cut`, words: `in ${name}, cut to ${text.length} signs` }]
}
