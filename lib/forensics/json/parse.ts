/** JSON as a flat list of tokens that keeps every spelling, so that it can be written again as any library would. */

export const DEPTH_MAX = 256

export type Kind = '{' | '}' | '[' | ']' | 'key' | 'string' | 'number' | 'word'

export interface Token {
  kind: Kind
  /** As it was written; a string with its quotes. */
  raw: string
  /** A string or key without its escapes. */
  text: string
  /** Its place in the text; of an opening one also that of its closing one. */
  index: number
  close: number
}

const ESCAPED = /^(?:[^\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*$/
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORDS = ['true', 'false', 'null']

const QUOTE = 34
const BACKSLASH = 92
const COLON = 58
const COMMA = 44
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125
const OPEN_LIST = 91
const CLOSE_LIST = 93

/** Null where the text is no JSON, or is nested deeper than DEPTH_MAX. Without recursion. */
export function parseTokens(text: string): Token[] | null {
  const reader = new Reader(text)
  return reader.read() ? reader.tokens : null
}

class Reader {
  readonly tokens: Token[] = []
  private readonly open: Token[] = []
  private at = 0

  constructor(private readonly text: string) {}

  read(): boolean {
    do {
      if (!this.value() || !this.afterValue()) return false
    } while (this.open.length > 0)
    this.skipSpace()
    return this.at === this.text.length
  }

  /** A scalar, or the openings before one with the keys between, down to an empty container. */
  private value(): boolean {
    for (;;) {
      const code = this.skipSpace()
      if (code === QUOTE) return this.string('string')
      if (code !== OPEN_OBJECT && code !== OPEN_LIST) return this.number() || this.word()
      if (this.open.length >= DEPTH_MAX) return false
      const isObject = code === OPEN_OBJECT
      const bracket = isObject ? '{' : '['
      this.open.push(this.push(bracket, bracket, bracket))
      this.at++
      const next = this.skipSpace()
      if (next === (isObject ? CLOSE_OBJECT : CLOSE_LIST)) return true
      if (isObject && !this.key()) return false
    }
  }

  /** The closings, then the comma before the next value; true at the end of the text's value. */
  private afterValue(): boolean {
    for (;;) {
      const opening = this.open.at(-1)
      if (!opening) return true
      const code = this.skipSpace()
      this.at++
      const isObject = opening.kind === '{'
      if (code === COMMA) {
        this.skipSpace()
        return isObject ? this.key() : true
      }
      if (code !== (isObject ? CLOSE_OBJECT : CLOSE_LIST)) return false
      opening.close = this.tokens.length
      const bracket = isObject ? '}' : ']'
      this.push(bracket, bracket, bracket)
      this.open.pop()
    }
  }

  private key(): boolean {
    if (this.text.charCodeAt(this.at) !== QUOTE || !this.string('key')) return false
    const code = this.skipSpace()
    this.at++
    return code === COLON
  }

  private string(kind: 'key' | 'string'): boolean {
    let isEscaped = false
    for (let end = this.at + 1; end < this.text.length; end++) {
      const code = this.text.charCodeAt(end)
      if (code === QUOTE) return this.endString(kind, end, isEscaped)
      if (code < 32) return false
      if (code === BACKSLASH) {
        isEscaped = true
        end++
      }
    }
    return false
  }

  private endString(kind: 'key' | 'string', end: number, isEscaped: boolean): boolean {
    const raw = this.text.slice(this.at, end + 1)
    const inner = raw.slice(1, -1)
    if (isEscaped && !ESCAPED.test(inner)) return false
    this.push(kind, raw, isEscaped ? String(JSON.parse(raw)) : inner)
    this.at = end + 1
    return true
  }

  private number(): boolean {
    NUMBER.lastIndex = this.at
    if (!NUMBER.test(this.text)) return false
    const raw = this.text.slice(this.at, NUMBER.lastIndex)
    this.push('number', raw, raw)
    this.at = NUMBER.lastIndex
    return true
  }

  private word(): boolean {
    const word = WORDS.find((known) => this.text.startsWith(known, this.at))
    if (word === undefined) return false
    this.push('word', word, word)
    this.at += word.length
    return true
  }

  private push(kind: Kind, raw: string, text: string): Token {
    const token = { kind, raw, text, index: this.tokens.length, close: -1 }
    this.tokens.push(token)
    return token
  }

  /** Answers the code of what comes next. */
  private skipSpace(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code
      this.at++
    }
  }
}
