import { createHash } from 'node:crypto'
import type { RedactedKind } from '@/lib/domain/redaction'
import { keyedHash } from '@/lib/store/crypto'

const SHOWN = 12

/** A token has entropy of its own; a number or a name could be found by trying all, so theirs is under our key. */
export function pseudonymOf(kind: RedactedKind, value: string): string {
  const hash =
    kind === 'token' ? createHash('sha256').update(value).digest('hex') : keyedHash(kind, value).toString('hex')
  return `[redacted:${kind}:${hash.slice(0, SHOWN)}]`
}
