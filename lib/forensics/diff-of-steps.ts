import type { ForensicDiff } from '@/lib/domain/delivery'
import { bodyAfter } from './bodies'
import { diffOf } from './diff'

/**
 * The difference that a stored explanation speaks of, made again from the decrypted body and the `steps`: excerpts hold
 * bytes of the body and are never stored. Null where no step changed the body.
 */
export function diffOfSteps(body: Uint8Array, steps: readonly string[]): ForensicDiff | null {
  const signed = bodyAfter(body, steps)
  return signed && diffOf(body, signed)
}
