import { byteChange, changesOf, edgesOf } from './bytes/byte-changes'
import { JsonDocument } from './json/document'
import { LAYOUTS, type Layout } from './json/layout'
import { ARRANGEMENTS, type Arrangement } from './json/arrange'
import { STRING_STYLES, type StringStyle } from './json/strings'
import type { NumberStyle } from './json/numbers'
import { WRITERS, type Writer, type WriterName } from './json/writers'

/** A body that may have been signed in place of the one that came. */
export interface BodyVariant {
  bytes: Buffer
  steps: string[]
  /** "the body …" */
  words: string
}

/** Each body once, under its first name. */
export class SeenBodies {
  private readonly seen = new Map<number, Buffer[]>()

  constructor(raw: Buffer) {
    this.isNew(raw)
  }

  isNew(bytes: Buffer): boolean {
    const alike = this.seen.get(bytes.byteLength)
    if (!alike) this.seen.set(bytes.byteLength, [bytes])
    else if (alike.some((known) => known.equals(bytes))) return false
    else alike.push(bytes)
    return true
  }
}

/** The JSON in it is not the JSON that came: ends and line ends say nothing of it. */
export function isReadAnew(step: string): boolean {
  return /^bytes:(?:gunzipped|inflated|unbrotlied|base64-decoded|form-|plus-|latin1|utf8-from|nfc|nfd|html-un)/.test(
    step,
  )
}

export function* changedBodies(
  from: BodyVariant,
  seen: SeenBodies,
  which: 'all' | 'edges' = 'all',
): Generator<BodyVariant> {
  for (const change of which === 'edges' ? edgesOf(from.bytes) : changesOf(from.bytes, from.steps.length === 0)) {
    const bytes = change.apply(from.bytes)
    if (bytes && seen.isNew(bytes)) {
      yield { bytes, steps: [...from.steps, change.step], words: joined(from.words, change.words) }
    }
  }
}

const NO_BODY: [step: string, text: string, words: string][] = [
  [
    'json:object-as-text',
    '[object Object]',
    'replaced by the text [object Object], which is what a parsed object becomes',
  ],
  ['json:empty', '', 'left out, as if its bytes had been read before'],
  ['json:empty-object', '{}', 'replaced by {}, as if no parser had run'],
  ['json:undefined', 'undefined', 'replaced by the word undefined, as if no parser had run'],
  ['json:null', 'null', 'replaced by the word null, as if no parser had run'],
]

/** The body as JSON libraries write it. */
export function* writtenBodies(
  from: BodyVariant,
  document: JsonDocument | null,
  seen: SeenBodies,
): Generator<BodyVariant> {
  if (document) {
    const keys = new Set<string>()
    for (const name of writerNames()) {
      const variant = written(from, document, `json:${name}`, WRITERS[name], keys)
      if (variant && seen.isNew(variant.bytes)) yield variant
    }
  }
  for (const { step, text, words } of restated(from.bytes)) {
    const bytes = Buffer.from(text, 'utf8')
    if (seen.isNew(bytes)) yield { bytes, steps: [...from.steps, step], words: joined(from.words, words) }
  }
}

/** Layout, strings, numbers and order each as another library has them: a document that went through two. */
export function* mixedBodies(from: BodyVariant, document: JsonDocument, seen: SeenBodies): Generator<BodyVariant> {
  const keys = new Set(writerNames().map((name) => document.keyOf(WRITERS[name])))
  const arrangements = distinct(MIXED_ARRANGEMENTS, (name) => document.arrangementKey(name))
  const numbersOf = distinct(MIXED_NUMBERS, (name) => document.numberKey(name))
  const stringsOf = distinct(MIXED_STRINGS, (name) => document.stringKey(name))
  for (const layout of MIXED_LAYOUTS)
    for (const arrangement of arrangements)
      for (const numbers of numbersOf)
        for (const strings of stringsOf) {
          const style = { layout, strings, numbers, arrangement }
          const words = 'two libraries, one after the other,'
          const variant = written(from, document, mixName(style), { ...style, words }, keys)
          if (variant && seen.isNew(variant.bytes)) yield variant
        }
}

function distinct<T>(styles: readonly T[], keyOf: (style: T) => string): T[] {
  return [...new Map(styles.map((style) => [keyOf(style), style] as const).reverse()).values()].reverse()
}

const MIXED_LAYOUTS: Layout[] = ['compact', 'spaced', 'indent-2', 'indent-4', 'indent-tab', 'jackson', 'ruby']
const MIXED_ARRANGEMENTS: Arrangement[] = ['read', 'javascript', 'sorted', 'nulls-dropped', 'php']
const MIXED_NUMBERS: NumberStyle[] = ['javascript', 'as-written', 'python', 'java', 'php', 'go', 'ruby', 'java-double']
const MIXED_STRINGS: StringStyle[] = [
  'plain',
  'python',
  'go',
  'php',
  'ascii-lower',
  'jackson',
  'jackson-text',
  'go-old',
  'gson',
  'slashes',
]

function written(
  from: BodyVariant,
  document: JsonDocument,
  step: string,
  writer: Writer,
  keys: Set<string>,
): BodyVariant | null {
  const key = document.keyOf(writer)
  if (keys.has(key)) return null
  keys.add(key)
  const text = document.write(writer)
  if (text === null) return null
  const words = joined(from.words, `as ${writer.words} writes it`)
  return { bytes: Buffer.from(text, 'utf8'), steps: [...from.steps, step], words }
}

/** A body that is text within text, or no text of the body at all. */
function restated(body: Buffer): { step: string; text: string; words: string }[] {
  const text = body.toString('utf8')
  const inner = /^\s*"/.test(text) ? parsedText(text) : null
  return [
    {
      step: 'json:twice',
      text: JSON.stringify(text),
      words: 'written as a JSON string, as if it had been written twice',
    },
    ...(inner === null
      ? []
      : [{ step: 'json:unwrapped', text: inner, words: 'taken out of the JSON string that it came in' }]),
    ...NO_BODY.map(([step, fixed, words]) => ({ step, text: fixed, words })),
  ]
}

function parsedText(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : null
  } catch {
    return null
  }
}

function joined(before: string, words: string): string {
  return before === '' ? words : `${before} and then ${words}`
}

function writerNames(): WriterName[] {
  return Object.keys(WRITERS).filter((name): name is WriterName => name in WRITERS)
}

function mixName(mix: Omit<Writer, 'words'>): string {
  return `json:mixed.${mix.layout}.${mix.strings}.${mix.numbers}.${mix.arrangement}`
}

/** The body that the steps of an explanation lead to; null where a step is not known (any more) or does not apply. */
export function bodyAfter(body: Uint8Array, steps: readonly string[]): Buffer | null {
  let current: Buffer | null = Buffer.from(body)
  for (const step of steps) {
    if (current && (step.startsWith('bytes:') || step.startsWith('json:'))) current = applied(current, step)
  }
  return current
}

function applied(body: Buffer, step: string): Buffer | null {
  if (step.startsWith('bytes:')) return byteChange(step)?.apply(body) ?? null
  const text = restated(body).find((found) => found.step === step)?.text
  if (text !== undefined) return Buffer.from(text, 'utf8')
  const writer = writerOf(step.slice('json:'.length))
  const again = writer && JsonDocument.read(body.toString('utf8'))?.write(writer)
  return again ? Buffer.from(again, 'utf8') : null
}

function writerOf(name: string): Omit<Writer, 'words'> | null {
  const known = writerNames().find((writer) => writer === name)
  if (known) return WRITERS[known]
  const [mixed, layout, strings, numbers, arrangement] = name.split('.')
  if (mixed !== 'mixed') return null
  const found = {
    layout: keysOf(LAYOUTS).find((key) => key === layout),
    strings: keysOf(STRING_STYLES).find((key) => key === strings),
    numbers: MIXED_NUMBERS.find((key) => key === numbers),
    arrangement: keysOf(ARRANGEMENTS).find((key) => key === arrangement),
  }
  const { layout: l, strings: s, numbers: n, arrangement: a } = found
  return l && s && n && a ? { layout: l, strings: s, numbers: n, arrangement: a } : null
}

function keysOf<T extends object>(value: T): (keyof T)[] {
  return Object.keys(value).filter((key): key is Extract<keyof T, string> => key in value)
}
