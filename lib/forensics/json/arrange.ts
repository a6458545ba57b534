import type { Token } from './parse'

/** Which members an object is written with, and in what order. */

export const ARRANGEMENTS = {
  /** Token by token, doubled keys too. */
  'as-written': null,
  /** In the order read; of a doubled key the last value in the first place. */
  read: {},
  /** JavaScript's: keys that are array indexes first, ascending. */
  javascript: { compare: byArrayIndex },
  /** By UTF-8 bytes: Go, Python's sort_keys. */
  sorted: { compare: byCodePoint },
  /** By UTF-16 units: Java's TreeMap, Array.sort of JavaScript. */
  'sorted-utf16': { compare: byCodeUnit },
  /** Postgres's jsonb. */
  jsonb: { compare: byLength },
  'nulls-dropped': { dropsNulls: true },
  /** PHP with associative arrays: `{}` becomes `[]`, keys 0, 1, 2 … a list. */
  php: { makesLists: true },
} as const satisfies Record<string, Plan | null>
export type Arrangement = keyof typeof ARRANGEMENTS

interface Plan {
  compare?: (a: string, b: string) => number
  dropsNulls?: boolean
  makesLists?: boolean
}

/** What of a document could move at all. */
export interface Movable {
  doubledKeys: boolean
  indexKeys: boolean
  nullMembers: boolean
  emptyObjects: boolean
}

/** The tokens in the order in which they are written; the same array where nothing moves. */
export function arrange(tokens: Token[], arrangement: Arrangement, movable: Movable): Token[] {
  const plan: Plan | null = ARRANGEMENTS[arrangement]
  if (!plan || !moves(plan, movable)) return tokens
  const written: Token[] = []
  emit(tokens, 0, plan, written)
  const isSame = written.length === tokens.length && written.every((token, index) => token === tokens[index])
  return isSame ? tokens : written
}

function moves(plan: Plan, movable: Movable): boolean {
  if (movable.doubledKeys) return true
  if (plan.compare === byArrayIndex) return movable.indexKeys
  if (plan.dropsNulls) return movable.nullMembers
  if (plan.makesLists) return movable.indexKeys || movable.emptyObjects
  return plan.compare !== undefined
}

export function movableOf(tokens: Token[]): Movable {
  const movable = { doubledKeys: false, indexKeys: false, nullMembers: false, emptyObjects: false }
  const open: Set<string>[] = []
  let keys = new Set<string>()
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind === 'key') {
      if (keys.has(text)) movable.doubledKeys = true
      keys.add(text)
      if (ARRAY_INDEX.test(text)) movable.indexKeys = true
      if (tokens[index + 1]?.raw === 'null') movable.nullMembers = true
    } else if (kind === '{') {
      if (tokens[index + 1]?.kind === '}') movable.emptyObjects = true
      open.push(keys)
      keys = new Set()
    } else if (kind === '}') keys = open.pop() ?? keys
  }
  return movable
}

/** Depth is bounded by the parser. */
function emit(tokens: Token[], at: number, plan: Plan, out: Token[]): void {
  const token = tokens[at]
  const closing = token && tokens[token.close]
  if (!token) return
  if (!closing) {
    out.push(token)
    return
  }
  const members = token.kind === '{' ? membersOf(tokens, token, plan) : null
  const isList =
    members !== null && plan.makesLists === true && members.every(({ key }, index) => key.text === `${index}`)
  out.push(isList ? { ...token, kind: '[', raw: '[' } : token)
  for (const { key, value } of members ?? []) {
    if (!isList) out.push(key)
    emit(tokens, value, plan, out)
  }
  if (!members) for (let item = at + 1; item < token.close; item = endOf(tokens, item)) emit(tokens, item, plan, out)
  out.push(isList ? { ...closing, kind: ']', raw: ']' } : closing)
}

function membersOf(tokens: Token[], opening: Token, plan: Plan): { key: Token; value: number }[] {
  const members = new Map<string, { key: Token; value: number }>()
  for (let at = opening.index + 1; at < opening.close; at = endOf(tokens, at + 1)) {
    const key = tokens[at]
    if (!key) break
    const known = members.get(key.text)
    members.set(key.text, { key: known?.key ?? key, value: at + 1 })
  }
  const kept = [...members.values()].filter(({ value }) => !plan.dropsNulls || tokens[value]?.raw !== 'null')
  const { compare } = plan
  return compare ? kept.sort((a, b) => compare(a.key.text, b.key.text)) : kept
}

/** The index behind a value. */
function endOf(tokens: Token[], at: number): number {
  const close = tokens[at]?.close ?? -1
  return (close < 0 ? at : close) + 1
}

const ARRAY_INDEX = /^(?:0|[1-9]\d{0,8}|[1-3]\d{9})$/

function byArrayIndex(a: string, b: string): number {
  const [first, second] = [a, b].map((key) => (ARRAY_INDEX.test(key) ? Number(key) : Infinity))
  return first === second ? 0 : (first ?? 0) - (second ?? 0)
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Surrogates stand for signs above all others, though their units are below some. */
function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const [first, second] = [a.charCodeAt(index), b.charCodeAt(index)]
    if (first !== second) return lifted(first) - lifted(second)
  }
  return a.length - b.length
}

function lifted(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function byLength(a: string, b: string): number {
  return Buffer.byteLength(a) - Buffer.byteLength(b) || byCodePoint(a, b)
}
