import { z } from 'zod'

const UNSTORABLE = /[\0\ud800-\udfff]/

/** Text that Postgres can keep: NUL and lone surrogates become U+FFFD. */
export function storableText(text: string): string {
  // Nearly all text is.
  if (!UNSTORABLE.test(text)) return text
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed()
}

/** The same for every string and key within JSON-like data. */
export function storable<T>(value: T): T {
  return clean(value) as T
}

export function isStorableText(text: string): boolean {
  return storableText(text) === text
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), clean(item)]))
}

/** A name that people read: something visible, no control characters. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(120, { error: 'must be at most 120 characters' })
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'must not hold control characters' })

export const uuidSchema = z.guid({ error: 'must be a UUID' }).transform((id) => id.toLowerCase())
