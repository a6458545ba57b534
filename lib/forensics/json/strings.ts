/** How libraries write strings. Compared with what they print: see docs/decisions/0040. */

/** The signs in which writers differ, and how a writer may write them. */
interface Spelling {
  quote?: 'u'
  slash?: 'escaped'
  html?: 'lower' | 'upper'
  apostrophe?: 'lower' | 'upper'
  equals?: 'lower'
  plus?: 'upper'
  bmp?: 'lower' | 'upper'
  astral?: 'lower' | 'upper'
  lineSeparator?: 'lower'
  formFeed?: 'lower'
  control?: 'upper'
  delete?: 'lower' | 'upper'
  surrogate?: 'lower' | 'upper'
}
type SignClass = keyof Spelling

const SIGNS: [SignClass, RegExp][] = [
  ['quote', /"/],
  ['slash', /\//],
  ['html', /[<>&]/],
  ['apostrophe', /'/],
  ['equals', /=/],
  ['plus', /[+`]/],
  ['bmp', /[\u0080-\u2027\u202a-\ud7ff\ue000-\uffff]/],
  ['astral', /[\ud800-\udbff][\udc00-\udfff]/],
  ['lineSeparator', /[\u2028\u2029]/],
  ['formFeed', /[\b\f]/],
  ['control', /[\u0000-\u0007\u000b\u000e-\u001f]/],
  ['delete', /\u007f/],
  ['surrogate', /[\ud800-\udfff]/],
]

const HTML_LOWER = { html: 'lower', lineSeparator: 'lower' } as const
const ASCII_LOWER = { bmp: 'lower', astral: 'lower', lineSeparator: 'lower', surrogate: 'lower' } as const
const ASCII_UPPER = { bmp: 'upper', astral: 'upper', surrogate: 'upper', control: 'upper' } as const

export const STRING_STYLES = {
  /** JSON.stringify; Ruby, and Python with ensure_ascii=False. */
  plain: { surrogate: 'lower' },
  /** Python also escapes DEL. */
  python: { ...ASCII_LOWER, delete: 'lower' },
  'ascii-lower': ASCII_LOWER,
  'ascii-upper': { ...ASCII_UPPER, lineSeparator: 'lower' },
  go: { ...HTML_LOWER },
  'go-old': { ...HTML_LOWER, formFeed: 'lower' },
  'go-no-html': { lineSeparator: 'lower' },
  'go-old-no-html': { lineSeparator: 'lower', formFeed: 'lower' },
  gson: { ...HTML_LOWER, apostrophe: 'lower', equals: 'lower' },
  jackson: { control: 'upper', astral: 'upper', surrogate: 'upper' },
  'jackson-text': { control: 'upper' },
  php: { ...ASCII_LOWER, slash: 'escaped' },
  'php-unicode': { slash: 'escaped', lineSeparator: 'lower' },
  slashes: { slash: 'escaped', surrogate: 'lower' },
  dotnet: { ...ASCII_UPPER, quote: 'u', html: 'upper', apostrophe: 'upper', plus: 'upper', delete: 'upper' },
} as const satisfies Record<string, Spelling>
/** `as-written` keeps each string as it came. */
export type StringStyle = keyof typeof STRING_STYLES | 'as-written'

const SHORT: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
}
const SPECIAL = /[\ud800-\udbff][\udc00-\udfff]|["\\/<>&'=+`\u0000-\u001f\u007f-\uffff]/g
const SPECIAL_CODES = Array.from(
  { length: 128 },
  (_, code) => code < 32 || code === 127 || '"\\/<>&\'=+`'.includes(String.fromCharCode(code)),
)

/** The classes of signs that occur: styles that write these alike write the document alike. */
export function signsIn(text: string): SignClass[] {
  return SIGNS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)
}

export function styleKey(style: StringStyle, signs: SignClass[]): string {
  if (style === 'as-written') return style
  const spelling: Spelling = STRING_STYLES[style]
  return signs.map((sign) => spelling[sign] ?? '-').join()
}

/** `raw` is a string with its quotes. */
export function isSpecial(raw: string): boolean {
  for (let index = 1; index < raw.length - 1; index++) {
    if (SPECIAL_CODES[Math.min(raw.charCodeAt(index), 127)]) return true
  }
  return false
}

/** With its quotes. */
export function writeString(text: string, style: Exclude<StringStyle, 'as-written'>): string {
  const spelling: Spelling = STRING_STYLES[style]
  const known = KNOWN_SIGNS[style] ?? new Map<string, string>()
  const write = (sign: string) => {
    const found = known.get(sign)
    if (found !== undefined) return found
    const written = writeSign(sign, spelling)
    if (known.size < KNOWN_MAX) known.set(sign, written)
    return written
  }
  return `"${text.replace(SPECIAL, write)}"`
}

const KNOWN_MAX = 2_000
const KNOWN_SIGNS = Object.fromEntries(Object.keys(STRING_STYLES).map((style) => [style, new Map<string, string>()]))

function writeSign(sign: string, spelling: Spelling): string {
  if (sign.length === 2) return spelling.astral ? escaped(sign, spelling.astral) : sign
  if (sign === '"') return spelling.quote ? '\\u0022' : '\\"'
  if (sign === '\b' || sign === '\f') return spelling.formFeed ? escaped(sign, 'lower') : (SHORT[sign] ?? sign)
  const short = SHORT[sign]
  if (short !== undefined) return short
  if (sign === '/') return spelling.slash ? '\\/' : sign
  const form = formOf(sign, spelling)
  return form ? escaped(sign, form) : sign
}

function formOf(sign: string, spelling: Spelling): 'lower' | 'upper' | undefined {
  if (sign < ' ') return spelling.control ?? 'lower'
  if (sign === '<' || sign === '>' || sign === '&') return spelling.html
  if (sign === "'") return spelling.apostrophe
  if (sign === '=') return spelling.equals
  if (sign === '+' || sign === '`') return spelling.plus
  if (sign === '\u007f') return spelling.delete
  if (sign === '\u2028' || sign === '\u2029') return spelling.lineSeparator
  if (sign >= '\ud800' && sign <= '\udfff') return spelling.surrogate
  return spelling.bmp
}

function escaped(sign: string, form: 'lower' | 'upper'): string {
  let text = ''
  for (let index = 0; index < sign.length; index++) {
    const hex = sign.charCodeAt(index).toString(16).padStart(4, '0')
    text += `\\u${form === 'upper' ? hex.toUpperCase() : hex}`
  }
  return text
}
