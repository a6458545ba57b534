import type { CodeSample } from '../types'

export const BACKOFF: CodeSample = {
  title: 'backoff.ts: full jitter that honours Retry-After and keeps the key',
  language: 'ts',
  source: String.raw`const BASE_MS = 500
const WINDOW_MAX_MS = 60_000
const RETRIES_MAX = 5
const RETRYABLE = new Set([429, 502, 503, 504])

/** Retry-After as seconds or as an HTTP date; 0 when it is absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number = Date.now()): number {
  const text = header?.trim() ?? ''
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const at = Date.parse(text)
  return Number.isNaN(at) ? 0 : Math.max(0, at - nowMs)
}

/** Never before Retry-After ends; beyond it a random share of a window that doubles with each retry (retry counts from 0). */
export function waitMs(retry: number, floorMs: number, random: () => number = Math.random): number {
  const windowMs = Math.min(WINDOW_MAX_MS, Math.max(BASE_MS, floorMs) * 2 ** (retry + 1))
  return floorMs + random() * windowMs
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Sends until an answer is final. The caller's request must be safe to repeat: a read, or a write with its key. */
export async function withBackoff(
  send: () => Promise<Response>,
  pause: (ms: number) => Promise<void> = sleep,
): Promise<Response> {
  for (let retry = 0; ; retry += 1) {
    const answer: Response | Error = await send().catch((error: Error) => error)
    const isFinal = answer instanceof Response && !RETRYABLE.has(answer.status)
    if (isFinal || retry === RETRIES_MAX) {
      if (answer instanceof Error) throw answer
      return answer
    }
    const floorMs = answer instanceof Error ? 0 : retryAfterMs(answer.headers.get('retry-after'))
    await pause(waitMs(retry, floorMs))
  }
}

/** One write. The key is made with the operation and stored beside it, so a retry after a crash sends the same one. */
export function write(
  url: string,
  token: string,
  operation: { idempotencyKey: string; body: unknown },
  pause?: (ms: number) => Promise<void>,
): Promise<Response> {
  const body = JSON.stringify(operation.body)
  const headers = {
    authorization: 'Bearer ' + token,
    'content-type': 'application/json',
    'idempotency-key': operation.idempotencyKey,
  }
  return withBackoff(() => fetch(url, { method: 'POST', headers, body }), pause)
}
`,
}

export const WRITE_LIMIT: CodeSample = {
  title: 'write-pace.ts: hold writes under a rate, per borrower and per application',
  language: 'ts',
  source: String.raw`/** A token bucket. take() tells how long to wait, in milliseconds, before the write may go. */
export class WritePace {
  private tokens: number
  private atMs: number

  constructor(
    private readonly perMinute: number,
    private readonly burst: number,
    nowMs: number = Date.now(),
  ) {
    this.tokens = burst
    this.atMs = nowMs
  }

  take(nowMs: number = Date.now()): number {
    const refill = ((nowMs - this.atMs) * this.perMinute) / 60_000
    this.tokens = Math.min(this.burst, this.tokens + refill) - 1
    this.atMs = nowMs
    return this.tokens >= 0 ? 0 : (-this.tokens * 60_000) / this.perMinute
  }
}
`,
}

export const POLLING: CodeSample = {
  title: 'poll-journey.ts: one loop per journey, 2–5 s active, 10–20 s passive',
  language: 'ts',
  source: String.raw`interface Step {
  status: string
}
interface JourneyState {
  status: string
  version: string
}

const FINAL = new Set(['DISBURSED', 'REJECTED', 'EXPIRED', 'CLOSED'])

/** Random within the range, so that many clients do not fall into step. */
export function pollDelayMs(steps: Step[], justSubmitted: boolean, random: () => number = Math.random): number {
  const isActive = justSubmitted || steps.some((step) => step.status === 'READY' || step.status === 'IN_PROGRESS')
  const [from, to] = isActive ? [2_000, 5_000] : [10_000, 20_000]
  return from + random() * (to - from)
}

/** Reads, tells of a new version, waits, reads again: the next read starts only after the last one was answered. */
export async function watchJourney(options: {
  read: () => Promise<{ state: JourneyState; steps: Step[] }>
  onChange: (state: JourneyState) => void
  pause: (ms: number) => Promise<void>
  signal: AbortSignal
}): Promise<void> {
  let seen = ''
  while (!options.signal.aborted) {
    const { state, steps } = await options.read()
    if (state.version !== seen) options.onChange(state)
    seen = state.version
    if (FINAL.has(state.status)) return
    await options.pause(pollDelayMs(steps, false))
  }
}
`,
}
