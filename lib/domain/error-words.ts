import { ZodError } from 'zod'
import { OWN_FAULTS } from '@/lib/errors'
import { redactFreeText } from './redaction'

const LENGTH_MAX = 300
/** Thrown by our own code with words of our own. */
const OWN_WORDS = new Set([...OWN_FAULTS, 'Error', 'DeskError'])

/**
 * What a person is told of an error and what is kept beside the work that failed: its class, and its message where the words
 * are ours, redacted. A database quotes the row that it refused and a parser what it could not read.
 */
export function errorWords(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`
  const words = messageOf(error)
  const text = words ? `${error.name}: ${words}` : error.name
  return redactFreeText(text, (kind) => `[${kind}]`).slice(0, LENGTH_MAX)
}

function messageOf(error: Error): string {
  if (error instanceof ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')
  }
  if ('code' in error && error.name !== 'DeskError') return String(error.code)
  return OWN_WORDS.has(error.name) ? error.message : ''
}
