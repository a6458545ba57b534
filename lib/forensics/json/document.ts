import { arrange, movableOf, type Arrangement, type Movable } from './arrange'
import { isIndented, layOut, type Layout } from './layout'
import { isPlainNumber, writeNumber, type NumberStyle } from './numbers'
import { parseTokens, type Token } from './parse'
import { isSpecial, signsIn, styleKey, writeString, type StringStyle } from './strings'
import type { Writer } from './writers'

/** An indented document may be this many times as long as what it was read from. */
const GROWTH_MAX = 8
const GROWTH_FREE = 65_536

type Style = Omit<Writer, 'words'>

/** A parsed body that can be written as any library would, each part worked out once. */
export class JsonDocument {
  private readonly raws: string[]
  /** Strings and keys that not every writer writes as they came. */
  private readonly special: Token[]
  private readonly signs: ReturnType<typeof signsIn>
  /** Those that only writers of doubles change, and the others. */
  private readonly plainNumbers: Token[]
  private readonly numbers: Token[]
  private readonly movable: Movable
  private readonly indentUnits: number
  private readonly arranged = new Map<Arrangement, Token[]>()
  private readonly strings = new Map<StringStyle, string[]>()
  private readonly written = new Map<NumberStyle, string[]>()

  private constructor(
    private readonly tokens: Token[],
    private readonly length: number,
  ) {
    this.raws = tokens.map(({ raw }) => raw)
    this.special = tokens.filter(({ kind, raw }) => (kind === 'string' || kind === 'key') && isSpecial(raw))
    this.signs = signsIn(this.special.map(({ text }) => text).join('\n'))
    this.numbers = tokens.filter(({ kind, raw }) => kind === 'number' && !isPlainNumber(raw))
    this.plainNumbers = tokens.filter(({ kind, raw }) => kind === 'number' && isPlainNumber(raw))
    this.movable = movableOf(tokens)
    this.indentUnits = indentUnits(tokens)
  }

  /** Null where the text is no JSON, or nested too deep. A BOM is passed over. */
  static read(text: string): JsonDocument | null {
    const tokens = parseTokens(text.startsWith('\ufeff') ? text.slice(1) : text)
    return tokens && new JsonDocument(tokens, text.length)
  }

  /** Two writers with the same key write this document alike. */
  keyOf(writer: Style): string {
    const { layout, strings, numbers, arrangement, end = '' } = writer
    const laidOut = this.tokens.length > 1 ? layout : ''
    return [laidOut, this.stringKey(strings), this.numberKey(numbers), this.arrangementKey(arrangement), end].join(';')
  }

  stringKey(style: StringStyle): string {
    return this.special.length === 0 ? '' : styleKey(style, this.signs)
  }

  /** Styles that write each number alike are one. */
  numberKey(style: NumberStyle): string {
    const numbers = this.numbersAs(style)
    for (const [name, known] of this.written) {
      if (known === numbers || isAlike(known, numbers)) return name
    }
    return style
  }

  /** Arrangements that move nothing are one. */
  arrangementKey(arrangement: Arrangement): string {
    const tokens = this.arrange(arrangement)
    for (const [name, known] of this.arranged) {
      if (known === tokens || isSame(known, tokens)) return name
    }
    return arrangement
  }

  /** Null where it would grow beyond measure. */
  write(writer: Style): string | null {
    if (this.outgrows(writer.layout)) return null
    const spelling = this.raws.slice()
    spell(spelling, this.special, this.stringsAs(writer.strings))
    const numbers = this.numbersAs(writer.numbers)
    spell(spelling, this.numbers, numbers)
    if (numbers.length > this.numbers.length) spell(spelling, this.plainNumbers, numbers.slice(this.numbers.length))
    const text = layOut(this.arrange(writer.arrangement), writer.layout, spelling)
    return text + (writer.end ?? '')
  }

  private outgrows(layout: Layout): boolean {
    return isIndented(layout) && this.indentUnits * 4 > GROWTH_MAX * this.length + GROWTH_FREE
  }

  private arrange(arrangement: Arrangement): Token[] {
    return remember(this.arranged, arrangement, () => arrange(this.tokens, arrangement, this.movable))
  }

  private stringsAs(style: StringStyle): string[] {
    return remember(this.strings, style, () =>
      this.special.map(({ raw, text }) => (style === 'as-written' ? raw : writeString(text, style))),
    )
  }

  /** The plain ones too where the writer changes them. */
  private numbersAs(style: NumberStyle): string[] {
    return remember(this.written, style, () => {
      const changed = style === 'java-double' ? [...this.numbers, ...this.plainNumbers] : this.numbers
      return changed.map(({ raw }) => writeNumber(raw, style))
    })
  }
}

function spell(spelling: string[], tokens: Token[], texts: string[]): void {
  for (const [index, token] of tokens.entries()) spelling[token.index] = texts[index] ?? token.raw
}

function isAlike(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index])
}

function remember<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

function isSame(a: Token[], b: Token[]): boolean {
  return (
    a.length === b.length && a.every((token, index) => token.index === b[index]?.index && token.kind === b[index].kind)
  )
}

/** How many steps of indentation all lines together have. */
function indentUnits(tokens: Token[]): number {
  let depth = 0
  let units = 0
  for (const { kind } of tokens) {
    if (kind === '}' || kind === ']') depth--
    units += depth
    if (kind === '{' || kind === '[') depth++
  }
  return units
}
