import { SKEW_MS } from './whose-move'

/** What detection and the screens say of repeated calls, so that they say the same. */

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

export function isWriteMethod(method: string): boolean {
  return !READS.has(method)
}

/**
 * Whether a call that began `gapMs` after the answer came before the wait that the answer asked for was over. Both times
 * come from one clock and a second is the least that can be asked, so of the skew no more than half of it is allowed.
 */
export function isTooEarly(gapMs: number, retryAfterMs: number): boolean {
  return gapMs < retryAfterMs - Math.min(SKEW_MS, retryAfterMs / 2)
}
