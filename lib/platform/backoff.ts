export interface BackoffOptions {
  baseMs: number
  capMs: number
}

/**
 * Milliseconds to wait before retry number `attempt` (1 is the first retry). Full jitter: uniform between zero and a
 * ceiling that doubles up to the cap. Never before `Retry-After`; there the jitter comes on top, so that callers
 * who were refused together do not come back together.
 */
export function backoffDelay(
  attempt: number,
  retryAfterMs: number | null,
  options: BackoffOptions,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(options.capMs, options.baseMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round((retryAfterMs ?? 0) + random() * ceiling)
}
