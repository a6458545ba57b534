import { changedBodies, isReadAnew, mixedBodies, SeenBodies, writtenBodies, type BodyVariant } from './bodies'
import { Budget, type BudgetLimits } from './budget'
import { matches, type Claim } from './claim'
import { JsonDocument } from './json/document'
import type { Keys, KeyVariant } from './keys'
import { Mac } from './mac'
import type { SignedText } from './signed-texts'

/** Which secret, signed text and body yield the claimed digest: what changes least is tried first. */

export interface Attempt {
  key: KeyVariant
  text: SignedText
  body: BodyVariant
}

export interface Match extends Attempt {
  claim: Claim
}

export interface SearchResult {
  match: Match | null
  /** A line for each kind of attempt, with their number. */
  tried: string[]
  /** The budget ended before everything was tried. */
  isCut: boolean
}

export interface SearchSpace {
  keys: Keys
  /** The right one first. */
  texts: SignedText[]
  body: Buffer
}

/** How many of the likeliest are paired with everything before the rest is. */
const HEAD_TEXTS = 9
const HEAD_KEYS = 14
const JSON_TEXT_MAX = 2 * 1024 * 1024
/** What work on a body costs beside hashing it, in units a byte. */
const READ_COST = 50
const WRITE_COST = 20
const CHANGE_COST = 3
const EDGE_COST = 1
/** Of a larger body the likeliest changes of one kind come before the rest of another. */
const LARGE = 131_072

export function search(claims: Claim[], space: SearchSpace, limits: BudgetLimits): SearchResult {
  const budget = new Budget(limits)
  const mac = new Mac()
  const tried: string[] = []
  for (const { words, attempts } of phases(new Space(space, budget))) {
    let count = 0
    for (const attempt of attempts) {
      if (!budget.hash(attempt.body.bytes.byteLength)) break
      count++
      const { key, text, body } = attempt
      const digest = mac.digest(key.key, text.before, body.bytes, text.after)
      const claim = claims.find((candidate) => matches(candidate, digest))
      if (claim) return { match: { ...attempt, claim }, tried: [...tried, told(words, count)], isCut: false }
    }
    if (count > 0) tried.push(told(words, count))
    if (budget.isSpent) break
  }
  return { match: null, tried, isCut: budget.isSpent }
}

function told(words: string, count: number): string {
  return count === 1 ? words : `${words} (${count})`
}

/** The parts that attempts are made of; bodies are made when they are first needed, and kept. */
class Space {
  readonly raw: BodyVariant
  readonly right: SignedText
  readonly wrongTexts: SignedText[]
  readonly keys: Keys
  private readonly seen: SeenBodies
  private readonly made: Partial<Record<'changed' | 'written', BodyVariant[]>> = {}
  private document: JsonDocument | null | undefined

  constructor(
    space: SearchSpace,
    private readonly budget: Budget,
  ) {
    this.keys = space.keys
    this.raw = { bytes: space.body, steps: [], words: '' }
    this.right = space.texts[0] ?? { before: '', after: '', step: null, words: '' }
    this.wrongTexts = space.texts.slice(1)
    this.seen = new SeenBodies(space.body)
  }

  changed(): Iterable<BodyVariant> {
    return this.kept('changed', () => this.paid(changedBodies(this.raw, this.seen), CHANGE_COST))
  }

  written(): Iterable<BodyVariant> {
    return this.kept('written', () => this.paid(writtenBodies(this.raw, this.json(), this.seen), WRITE_COST))
  }

  /** JSON with another line end or a BOM. */
  *writtenAndEnded(): Iterable<BodyVariant> {
    for (const body of this.written()) yield* this.paid(changedBodies(body, this.seen, 'edges'), EDGE_COST)
  }

  /** Bytes that changed twice. */
  *changedTwice(): Iterable<BodyVariant> {
    for (const body of this.changed()) yield* this.paid(changedBodies(body, this.seen), CHANGE_COST)
  }

  /** JSON out of changed bytes. */
  *changedAndWritten(): Iterable<BodyVariant> {
    for (const body of this.changed()) {
      if (!isReadAnew(body.steps[0] ?? '')) continue
      const document = this.read(body.bytes)
      if (document) yield* this.paid(writtenBodies(body, document, this.seen), WRITE_COST)
    }
  }

  /** JSON through two libraries. */
  *mixed(): Iterable<BodyVariant> {
    const document = this.json()
    if (document) yield* this.paid(mixedBodies(this.raw, document, this.seen), WRITE_COST)
  }

  *writtenAndChanged(): Iterable<BodyVariant> {
    for (const body of this.written()) yield* this.paid(changedBodies(body, this.seen), CHANGE_COST)
  }

  private json(): JsonDocument | null {
    if (this.document === undefined) this.document = this.read(this.raw.bytes)
    return this.document
  }

  private read(bytes: Buffer): JsonDocument | null {
    if (bytes.byteLength > JSON_TEXT_MAX || !this.budget.spend(READ_COST * bytes.byteLength)) return null
    return JsonDocument.read(bytes.toString('utf8'))
  }

  private *paid(bodies: Iterable<BodyVariant>, cost: number): Iterable<BodyVariant> {
    for (const body of bodies) {
      if (!this.budget.spend(cost * body.bytes.byteLength)) return
      yield body
    }
  }

  private *kept(name: 'changed' | 'written', make: () => Iterable<BodyVariant>): Iterable<BodyVariant> {
    const known = this.made[name]
    if (known) {
      yield* known
      return
    }
    const bodies: BodyVariant[] = []
    for (const body of make()) {
      bodies.push(body)
      yield body
    }
    this.made[name] = bodies
  }
}

interface Phase {
  words: string
  attempts: Iterable<Attempt>
}

function phases(space: Space): Phase[] {
  const { keys, wrongTexts } = space
  const isLarge = space.raw.bytes.byteLength > LARGE
  const one = { keys: keys.active, texts: [space.right], bodies: () => [space.raw] }
  const headTexts = likeliest(wrongTexts)
  const restTexts = wrongTexts.filter((text) => !headTexts.includes(text))
  const headKeys = keys.changed.slice(0, HEAD_KEYS)
  const restKeys = keys.changed.slice(HEAD_KEYS)
  const changed = () => space.changed()
  const written = () => space.written()
  const phase = (words: string, parts: Partial<Parts>): Phase => ({ words, attempts: product({ ...one, ...parts }) })
  return [
    phase('the active secret over the bytes as they came', {}),
    phase('the signed text in other units, with other separators, in another order or without the timestamp', {
      texts: isLarge ? headTexts : wrongTexts,
    }),
    phase('retired secrets, those of other applications, and secrets that were changed when they were copied', {
      keys: isLarge ? headKeys : keys.changed,
    }),
    phase('the bytes before a newline, a character set, a compression or a form encoding changed them', {
      bodies: changed,
    }),
    phase('the JSON of the body as JavaScript, Python, Go, Ruby, PHP, Java and .NET write it', { bodies: written }),
    phase('rarer signed texts', { texts: isLarge ? restTexts : [] }),
    phase('rarer secrets', { keys: isLarge ? restKeys : [] }),
    phase('another signed text under another secret', { texts: headTexts, keys: keys.changed }),
    phase('another signed text over changed bytes', { texts: headTexts, bodies: changed }),
    phase('another signed text over JSON written again', { texts: headTexts, bodies: written }),
    phase('secrets of others that were changed when they were copied', { keys: keys.twice }),
    phase('JSON written again, with other line ends', { bodies: () => space.writtenAndEnded() }),
    phase('another secret over changed bytes', { keys: headKeys, bodies: changed }),
    phase('another secret over JSON written again', { keys: headKeys, bodies: written }),
    phase('rarer signed texts under another secret', { texts: restTexts, keys: keys.changed }),
    phase('JSON written again out of changed bytes', { bodies: () => space.changedAndWritten() }),
    phase('JSON that went through two libraries', { bodies: () => space.mixed() }),
    phase('bytes that changed twice', { bodies: () => space.changedTwice() }),
    phase('rarer secrets over changed bytes', { keys: restKeys, bodies: changed }),
    phase('rarer secrets over JSON written again', { keys: restKeys, bodies: written }),
    phase('rarer signed texts over changed bytes', { texts: restTexts, bodies: changed }),
    phase('rarer signed texts over JSON written again', { texts: restTexts, bodies: written }),
    phase('JSON written again, and changed bytes of it', { bodies: () => space.writtenAndChanged() }),
  ]
}

const LIKELY_TEXTS =
  /^(?:timestamp:omitted|timestamp:empty|timestamp:undefined|encoding:timestamp-(?:seconds|milliseconds|iso)|encoding:separator-(?:none|colon)|encoding:order-body-first)$/

function likeliest(texts: SignedText[]): SignedText[] {
  return texts.filter(({ step }) => step !== null && LIKELY_TEXTS.test(step)).slice(0, HEAD_TEXTS)
}

interface Parts {
  keys: KeyVariant[]
  texts: SignedText[]
  bodies: () => Iterable<BodyVariant>
}

function* product({ keys, texts, bodies }: Parts): Iterable<Attempt> {
  if (keys.length === 0 || texts.length === 0) return
  for (const body of bodies()) for (const text of texts) for (const key of keys) yield { key, text, body }
}
