import { z } from 'zod'
import { DeskError } from '@/lib/errors'

/** Throws BAD_REQUEST that names each field and what is allowed. */
export function parseInput<S extends z.ZodType>(schema: S, input: z.input<S>): z.output<S> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'input'} ${issue.message}`)
  throw new DeskError('BAD_REQUEST', `${problems.join('; ')}.`, problems)
}

/** A name that people read: something visible, no control characters. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(120, { error: 'must be at most 120 characters' })
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'must not hold control characters' })

export const uuidSchema = z.guid({ error: 'must be a UUID' }).transform((id) => id.toLowerCase())
