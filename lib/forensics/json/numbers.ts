/** How libraries write numbers they have read. Compared with what they print: see docs/decisions/0040. */

const INTEGER = /^-?\d+$/
/** Written alike by every writer but one that reads all numbers as doubles and prints them so. */
const PLAIN = /^(?:0|-?[1-9]\d{0,14})$/
const INT64_MAX = 2n ** 63n - 1n

interface Decimal {
  sign: string
  /** Significant digits without a leading zero. */
  digits: string
  /** Of the first digit: 123 has 2. */
  exponent: number
}

/** The shortest digits that read back as the same double. */
function shortest(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return { sign, digits: mantissa.replace('.', ''), exponent: Number(exponent) }
}

function positional({ sign, digits, exponent }: Decimal, tail = ''): string {
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (digits.length <= exponent + 1) return `${sign}${digits.padEnd(exponent + 1, '0')}${tail}`
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}

interface Scientific {
  /** Behind a mantissa of one digit. */
  tail: string
  mark: string
  plus: string
  /** Digits of the exponent at least. */
  width: number
}

function scientific({ sign, digits, exponent }: Decimal, { tail, mark, plus, width }: Scientific): string {
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : tail
  const power = String(Math.abs(exponent)).padStart(width, '0')
  return `${sign}${digits.slice(0, 1)}${fraction}${mark}${exponent < 0 ? '-' : plus}${power}`
}

interface FloatStyle extends Scientific {
  /** Positional from this exponent … */
  from: number
  /** … up to below this one. */
  below: number
  /** Behind a positional number without a fraction. */
  whole: string
}

const PYTHON: FloatStyle = { tail: '', mark: 'e', plus: '+', width: 2, from: -4, below: 16, whole: '.0' }
const RUBY: FloatStyle = { tail: '.0', mark: 'e', plus: '+', width: 2, from: -4, below: 15, whole: '.0' }
const PHP: FloatStyle = { tail: '.0', mark: 'e', plus: '+', width: 1, from: -4, below: 17, whole: '' }
const PHP_ZERO: FloatStyle = { ...PHP, whole: '.0' }
const JAVA: FloatStyle = { tail: '.0', mark: 'E', plus: '', width: 1, from: -3, below: 7, whole: '.0' }
const DOTNET: FloatStyle = { tail: '', mark: 'E', plus: '+', width: 2, from: -5, below: 15, whole: '.0' }

function float(value: number, style: FloatStyle): string {
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity'
  const decimal = value === 0 ? { ...shortest(value), exponent: 0 } : shortest(value)
  const isPositional = decimal.exponent >= style.from && decimal.exponent < style.below
  return isPositional ? positional(decimal, style.whole) : scientific(decimal, style)
}

const integerOr = (write: (raw: string) => string) => (raw: string) =>
  INTEGER.test(raw) ? (raw === '-0' ? '0' : raw) : write(raw)

function php(raw: string, style: FloatStyle): string {
  if (!INTEGER.test(raw)) return float(Number(raw), style)
  if (raw === '-0') return '0'
  const value = BigInt(raw.slice(0, 40))
  return raw.length < 40 && value <= INT64_MAX && value >= -INT64_MAX - 1n ? raw : float(Number(raw), style)
}

function go(raw: string): string {
  const value = Number(raw)
  return Object.is(value, -0) ? '-0' : String(value)
}

function decimalOf(raw: string): { sign: string; unscaled: string; scale: number } {
  const [mantissa = '', power = '0'] = raw.replace(/^-/, '').toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const sign = raw.startsWith('-') ? '-' : ''
  return { sign, unscaled: (whole + fraction).replace(/^0+(?=\d)/, ''), scale: fraction.length - Number(power) }
}

/** Java's BigDecimal.toString. */
function bigDecimal(raw: string): string {
  const { sign, unscaled, scale } = decimalOf(raw)
  const signed = unscaled === '0' ? '' : sign
  const adjusted = unscaled.length - 1 - scale
  if (scale >= 0 && adjusted >= -6) return signed + pointed(unscaled, scale)
  const mantissa = unscaled.length > 1 ? `${unscaled.slice(0, 1)}.${unscaled.slice(1)}` : unscaled
  return `${signed}${mantissa}E${adjusted < 0 ? '-' : '+'}${Math.abs(adjusted)}`
}

const PLACES_MAX = 400

/** Postgres's numeric, as jsonb keeps it. */
function plainDecimal(raw: string): string {
  const { sign, unscaled, scale } = decimalOf(raw)
  if (Math.abs(scale) > PLACES_MAX) return raw
  const signed = /^0*$/.test(unscaled) ? '' : sign
  return signed + (scale <= 0 ? unscaled + (unscaled === '0' ? '' : '0'.repeat(-scale)) : pointed(unscaled, scale))
}

function pointed(unscaled: string, scale: number): string {
  if (scale === 0) return unscaled
  const padded = unscaled.padStart(scale + 1, '0')
  return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

const STYLES = {
  'as-written': (raw) => raw,
  javascript: (raw) => (Number.isFinite(Number(raw)) ? JSON.stringify(Number(raw)) : 'null'),
  python: integerOr((raw) => float(Number(raw), PYTHON)),
  ruby: integerOr((raw) => float(Number(raw), RUBY)),
  php: (raw) => php(raw, PHP),
  'php-zero': (raw) => php(raw, PHP_ZERO),
  go,
  java: integerOr((raw) => float(Number(raw), JAVA)),
  'java-decimal': integerOr(bigDecimal),
  'java-double': (raw) => float(Number(raw), JAVA),
  dotnet: integerOr((raw) => float(Number(raw), DOTNET)),
  plain: plainDecimal,
} as const satisfies Record<string, (raw: string) => string>
export type NumberStyle = keyof typeof STYLES

export function writeNumber(raw: string, style: NumberStyle): string {
  return STYLES[style](raw)
}

export function isPlainNumber(raw: string): boolean {
  return PLAIN.test(raw)
}
