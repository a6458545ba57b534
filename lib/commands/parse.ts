import type { z } from 'zod'
import { inputWords } from '@/lib/domain/input-words'
import { DeskError } from '@/lib/errors'

/** Throws BAD_REQUEST that names each field and what is allowed. */
export function parseInput<S extends z.ZodType>(schema: S, input: z.input<S>): z.output<S> {
  const parsed = schema.safeParse(input, { error: inputWords })
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'input'} ${issue.message}`)
  throw new DeskError('BAD_REQUEST', `${problems.join('; ')}.`, problems)
}

export { nameSchema, uuidSchema } from '@/lib/domain/text'
