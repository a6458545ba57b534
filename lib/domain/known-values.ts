import type { BorrowerProfile } from './snapshot'

/** What a profile says of a borrower, to be found again where it stands in the clear: in messages, links and the like. */

const FIELDS = ['contactNumber', 'pan', 'panName', 'personalemail', 'officialemail', 'dob'] as const
const LENGTH_MIN = 4
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const SPACE = '(?:\\s|%20|\\+|_|-|\\.)+'

/** Null: the profile tells nothing that could be found. */
export type KnownValues = RegExp | null

export function knownValues(profile: BorrowerProfile): KnownValues {
  return patternOf(FIELDS.map((field) => String(profile[field] ?? '')))
}

/** Finds these values whatever their case and spacing; those too short to mean anybody are left out. */
export function patternOf(values: string[]): KnownValues {
  const written = [...new Set(values)].flatMap((value) => spellings(value.trim()))
  if (written.length === 0) return null
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${written.join('|')})(?![\\p{L}\\p{N}])`, 'giu')
}

export const KNOWN_MARK = '[redacted:personal]'

export function withoutKnown(text: string, known: KnownValues): string {
  return known ? text.replace(known, KNOWN_MARK) : text
}

/** The same for every string within JSON-like data. */
export function dataWithoutKnown(data: unknown, known: KnownValues): unknown {
  if (!known) return data
  if (typeof data === 'string') return withoutKnown(data, known)
  if (Array.isArray(data)) return data.map((item: unknown) => dataWithoutKnown(item, known))
  if (data === null || typeof data !== 'object' || data instanceof Date) return data
  return Object.fromEntries(Object.entries(data).map(([key, item]) => [key, dataWithoutKnown(item, known)]))
}

function spellings(value: string): string[] {
  if (value.length < LENGTH_MIN) return []
  const [, year, month, day] = ISO_DATE.exec(value) ?? []
  const dates = year ? [`${day}[-/.]${month}[-/.]${year}`, `${year}[/.]${month}[/.]${day}`] : []
  const written = value.split(/\s+/).map(escaped).join(SPACE)
  return [written, ...dates]
}

function escaped(word: string): string {
  const plain = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return plain.replace('@', '(?:@|%40)')
}
