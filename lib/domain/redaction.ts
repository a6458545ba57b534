import { isPersonalKey, replaceNamedValues } from './personal-keys'

/** Finds what must not be stored in clear: raw tokens, PANs, mobile numbers, e-mail addresses and dates of birth, whole. */

/** `personal`: no pattern tells it, but the name of its field does. */
export type RedactedKind = 'token' | 'pan' | 'mobile' | 'email' | 'birth-date' | 'personal'

/** Stands for a value that was taken out. The same value always has the same, so that repeats stay recognisable. */
export type Pseudonym = (kind: RedactedKind, value: string) => string

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const TOKEN = '(?:sk|st|rt)_(?:(?:live|test)_[a-z0-9_-]+|[a-z0-9_-]{6,})'
const PAN = '[a-z]{5}\\d{4}[a-z]'
const MOBILE = '(?:(?:\\+|%2b|00)?91[ -]?|0)?[6-9]\\d{4}[ -]?\\d{5}'

/** A day without an hour, in a year in which borrowers of age were born: the platform's own dates are later. */
const YEAR = '(?:19\\d\\d|200\\d)'
const MONTH = '(?:0?[1-9]|1[0-2])'
const DAY = '(?:0?[1-9]|[12]\\d|3[01])'
const BETWEEN = '(?:[-/.]|%2f)'
const BIRTH_DATE = `(?:${YEAR}${BETWEEN}${MONTH}${BETWEEN}${DAY}|${DAY}${BETWEEN}${MONTH}${BETWEEN}${YEAR})`
const EMAIL = '(?<![\\w.+-])[\\w.+-]{1,100}(?:@|%40)[\\w-]{1,100}(?:\\.[\\w-]{1,60}){1,6}'

/** Not inside a word or a number; what a percent-encoding ends with does not count as its part. */
const START = '(?:(?<![a-z0-9])|(?<=%[0-9a-f]{2}))'
const END = '(?![a-z0-9])'

/** UUIDs come first and are passed over whole, since their parts may look like a number. */
const SENSITIVE = new RegExp(
  `(${UUID})|(${EMAIL})|${START}(?:(${TOKEN})|(${PAN})|(${BIRTH_DATE})|(${MOBILE}))${END}`,
  'gi',
)
/** A mobile number's digits, as a whole or in two halves; a PAN's. */
const MOBILE_DIGITS = 10
const HALF_DIGITS = 5
const PAN_LETTERS = 5
const PAN_DIGITS = 4
const YEAR_DIGITS = 4
const SUSPECT = /@|%40|(?:sk|st|rt)_|[a-z]{5}\d{4}[a-z]|[6-9]\d{4}[ -]?\d{5}|(?:19\d|200)\d(?!\d)/i

/** The text with all of these replaced; the same string where there is none. */
export function redactText(text: string, pseudonym: Pseudonym): string {
  if (!SUSPECT.test(text)) return text
  return text.replace(
    SENSITIVE,
    (found: string, uuid?: string, email?: string, token?: string, pan?: string, born?: string) => {
      if (uuid) return found
      if (email) return pseudonym('email', found)
      return pseudonym(token ? 'token' : pan ? 'pan' : born ? 'birth-date' : 'mobile', found)
    },
  )
}

/** The same for what people and programs write: also what stands after the name of a personal field. */
export function redactFreeText(text: string, pseudonym: Pseudonym): string {
  const named = replaceNamedValues(text, (value) => (isMarked(value) ? value : pseudonym('personal', value)))
  return redactText(named, pseudonym)
}

export const NO_PERSONAL_DATA = 'must not hold a PAN, mobile number, date of birth or token: name the borrower by ID'

/** Whether people wrote something of a borrower there that a pattern can tell. An e-mail address may be a colleague's. */
export function holdsPersonalData(text: string): boolean {
  const withoutAddresses = redactText(text, (kind, found) => (kind === 'email' ? '' : `${found}!`))
  return withoutAddresses !== redactText(text, (kind, found) => (kind === 'email' ? '' : found))
}

const isMarked = (value: string) => value.startsWith('[redacted:')

/**
 * True for printable ASCII in which nothing can be sensitive, which is what most values are; false where a closer look
 * is needed. One pass, so that it costs little for each of a batch's many values.
 */
export function isHarmless(text: string): boolean {
  let [letters, digits, isHalf] = [0, 0, false]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 || code > 126 || OPENS_A_VALUE.has(code)) return false
    if (code >= 48 && code <= 57) {
      digits++
      if (digits >= MOBILE_DIGITS || (isHalf && digits >= HALF_DIGITS)) return false
      continue
    }
    if (digits === YEAR_DIGITS && endsBirthYear(text, index)) return false
    const lower = code | 32
    if (lower >= 97 && lower <= 122) {
      if (digits === PAN_DIGITS && letters >= PAN_LETTERS) return false
      letters = digits > 0 ? 1 : letters + 1
      isHalf = false
    } else {
      if (code === 95 && endsTokenPrefix(text, index)) return false
      isHalf = digits >= HALF_DIGITS && (code === 32 || code === 45)
      letters = 0
    }
    digits = 0
  }
  return !(digits === YEAR_DIGITS && endsBirthYear(text, text.length))
}

/** Quote, percent, equals and at: a named value or an address may stand there. */
const OPENS_A_VALUE: ReadonlySet<number> = new Set([34, 37, 61, 64])

/** Whether the four digits before `at` may be the year of a birth. */
function endsBirthYear(text: string, at: number): boolean {
  return text.startsWith('19', at - YEAR_DIGITS) || text.startsWith('200', at - YEAR_DIGITS)
}

/** Whether `sk`, `st` or `rt` stands before the underscore at `at`. */
function endsTokenPrefix(text: string, at: number): boolean {
  const prefix = text.slice(Math.max(0, at - 2), at).toLowerCase()
  return prefix === 'sk' || prefix === 'st' || prefix === 'rt'
}

export function isSensitive(text: string): boolean {
  return redactText(text, () => '') !== text
}

/** The same for everything within JSON-like data; what a personal field holds goes whatever it looks like. */
export function redactData(data: unknown, pseudonym: Pseudonym): unknown {
  if (typeof data === 'string') return redactFreeText(data, pseudonym)
  if (typeof data === 'number' || typeof data === 'bigint') {
    const text = String(data)
    const redacted = redactText(text, pseudonym)
    return redacted === text ? data : redacted
  }
  if (Array.isArray(data)) return data.map((item: unknown) => redactData(item, pseudonym))
  if (data === null || typeof data !== 'object') return data
  const entries = Object.entries(data).map(([key, item]: [string, unknown]) => [
    redactText(key, pseudonym),
    isPersonalKey(key) ? redactAll(item, pseudonym) : redactData(item, pseudonym),
  ])
  return Object.fromEntries(entries)
}

/** Every leaf, since the field above says what it is. */
function redactAll(data: unknown, pseudonym: Pseudonym): unknown {
  if (data === null || data === undefined || data === '' || typeof data === 'boolean') return data
  if (Array.isArray(data)) return data.map((item: unknown) => redactAll(item, pseudonym))
  if (typeof data === 'object') {
    return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, redactAll(item, pseudonym)]))
  }
  const text = String(data)
  if (isMarked(text)) return data
  const redacted = redactText(text, pseudonym)
  return redacted === text ? pseudonym('personal', text) : redacted
}
