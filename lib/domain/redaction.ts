/** Finds what must not be stored in clear: raw tokens, PANs and mobile numbers, as whole tokens only. */

export type RedactedKind = 'token' | 'pan' | 'mobile'

/** Stands for a value that was taken out. The same value always has the same, so that repeats stay recognisable. */
export type Pseudonym = (kind: RedactedKind, value: string) => string

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const TOKEN = '(?:sk|st|rt)_(?:(?:live|test)_[a-z0-9_-]+|[a-z0-9_-]{6,})'
const PAN = '[a-z]{5}\\d{4}[a-z]'
const MOBILE = '(?:(?:\\+|%2b|00)?91[ -]?|0)?[6-9]\\d{4}[ -]?\\d{5}'

/** Not inside a word or a number; what a percent-encoding ends with does not count as its part. */
const START = '(?:(?<![a-z0-9])|(?<=%[0-9a-f]{2}))'
const END = '(?![a-z0-9])'

/** UUIDs come first and are passed over whole, since their parts may look like a number. */
const SENSITIVE = new RegExp(`(${UUID})|${START}(?:(${TOKEN})|(${PAN})|(${MOBILE}))${END}`, 'gi')
/** A mobile number's digits, as a whole or in two halves; a PAN's. */
const MOBILE_DIGITS = 10
const HALF_DIGITS = 5
const PAN_LETTERS = 5
const PAN_DIGITS = 4
const SUSPECT = /(?:sk|st|rt)_|[a-z]{5}\d{4}[a-z]|[6-9]\d{4}[ -]?\d{5}/i

/** The text with every token, PAN and mobile number replaced; the same string where there is none. */
export function redactText(text: string, pseudonym: Pseudonym): string {
  if (!SUSPECT.test(text)) return text
  return text.replace(SENSITIVE, (found: string, uuid?: string, token?: string, pan?: string) => {
    if (uuid) return found
    return pseudonym(token ? 'token' : pan ? 'pan' : 'mobile', found)
  })
}

/**
 * True for printable ASCII in which nothing can be sensitive, which is what most values are; false where a closer look
 * is needed. One pass, so that it costs little for each of a batch's many values.
 */
export function isHarmless(text: string): boolean {
  let [letters, digits, isHalf] = [0, 0, false]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 || code > 126) return false
    if (code >= 48 && code <= 57) {
      digits++
      if (digits >= MOBILE_DIGITS || (isHalf && digits >= HALF_DIGITS)) return false
      continue
    }
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
  return true
}

/** Whether `sk`, `st` or `rt` stands before the underscore at `at`. */
function endsTokenPrefix(text: string, at: number): boolean {
  const prefix = text.slice(Math.max(0, at - 2), at).toLowerCase()
  return prefix === 'sk' || prefix === 'st' || prefix === 'rt'
}

export function isSensitive(text: string): boolean {
  return redactText(text, () => '') !== text
}

/** The same for every string within JSON-like data; keys stay. */
export function redactData(data: unknown, pseudonym: Pseudonym): unknown {
  if (typeof data === 'string') return redactText(data, pseudonym)
  if (typeof data === 'number' || typeof data === 'bigint') {
    const text = String(data)
    const redacted = redactText(text, pseudonym)
    return redacted === text ? data : redacted
  }
  if (Array.isArray(data)) return data.map((item: unknown) => redactData(item, pseudonym))
  if (data === null || typeof data !== 'object') return data
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, redactData(item, pseudonym)]))
}
