import { ZodError } from 'zod'
import { redactFreeText } from '@/lib/domain/redaction'

const LENGTH_MAX = 300

/** What a person is told of an error: its class, and its message where that is ours and quotes no row. */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`
  const words = messageOf(error)
  const text = words ? `${error.name}: ${words}` : error.name
  return redactFreeText(text, (kind) => `[${kind}]`).slice(0, LENGTH_MAX)
}

function messageOf(error: Error): string {
  if (error instanceof ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')
  // What a database says may quote the row that it refused.
  return 'code' in error ? String(error.code) : error.message
}
