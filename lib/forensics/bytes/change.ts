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

export interface Traits {
  isAscii: boolean
  hasLineEnd: boolean
  isEdged: boolean
  /** Encodings are not tried on large bodies: they take long, and are hardly ever the reason. */
  isSmall: boolean
  has: (sign: string) => boolean
}

export const utf8 = (change: (text: string) => string) => (body: Buffer) =>
  Buffer.from(change(body.toString('utf8')), 'utf8')
/** Without decoding, so that bytes that are no UTF-8 stay as they are. */
export const binary = (change: (text: string) => string) => (body: Buffer) =>
  Buffer.from(change(body.toString('latin1')), 'latin1')
export const attempt = (change: (body: Buffer) => Buffer | null) => (body: Buffer) => {
  try {
    return change(body)
  } catch {
    return null
  }
}

export function utf8Attempt(change: (text: string) => string) {
  return attempt(utf8(change))
}
