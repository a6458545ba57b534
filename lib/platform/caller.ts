import {
  CircuitState,
  DelegateBackoff,
  handleWhenResult,
  retry,
  type CircuitBreakerPolicy,
  type IRetryBackoffContext,
} from 'cockatiel'
import { z } from 'zod'
import type { Attempt } from './answer'
import { backoffDelay, type BackoffOptions } from './backoff'
import { createBreaker, throughBreaker, type BreakerOptions } from './breaker'
import { OWN_CODES, PlatformError } from './errors'
import { createHolds, type Holds } from './holds'
import { createPacer, type Pace, type Pacer } from './pacer'
import { attemptCall, createAgent, type PlatformCall, type TransportLimits } from './transport'

export interface CallerOptions {
  baseURL: string
  pace: Pace
  limits: TransportLimits
  /** Retries after the first attempt. */
  retries: number
  backoff: BackoffOptions
  breaker: BreakerOptions
  /** No call waits, with its retries, longer than this. */
  budgetMs: number
}

export const CALLER_DEFAULTS: Omit<CallerOptions, 'baseURL' | 'pace'> = {
  limits: { timeoutMs: 10_000, maxAnswerBytes: 4 * 1024 * 1024 },
  retries: 4,
  backoff: { baseMs: 500, capMs: 20_000 },
  breaker: { failures: 5, openMs: 10_000 },
  budgetMs: 40_000,
}

/** A platform that asks for a longer silence is asked again after this. */
const LONGEST_HOLD_MS = 60 * 60 * 1000

export interface Caller {
  /** Throws PlatformError, or the signal's reason when the caller gives up. */
  call: <T>(call: PlatformCall, schema: z.ZodType<T>, signal?: AbortSignal) => Promise<T>
  setPace: (pace: Pace) => void
  isCircuitOpen: () => boolean
  /** After a 429 that concerns the whole application: until it ends no call will be made. */
  isHeld: () => boolean
  close: () => Promise<void>
}

/** Retry around pace around breaker around one HTTP attempt, for one application. */
export function createCaller(options: CallerOptions): Caller {
  const agent = createAgent(options.limits)
  const target = { agent, baseURL: options.baseURL, limits: options.limits }
  const pacer = createPacer(options.pace)
  const lane: Lane = { options, pacer, breaker: createBreaker(options.breaker), holds: createHolds(pacer.holdUntil) }
  return {
    async call(call, schema, signal) {
      const deadline = Date.now() + options.budgetMs
      const bounded = budgetSignal(options.budgetMs, `${call.method} ${call.path}`, signal)
      try {
        return await withRetries(lane, deadline, () =>
          paced(lane, { deadline, scope: call.scope, signal: bounded.signal }, () =>
            attemptCall(target, call, schema, bounded.signal),
          ),
        )
      } finally {
        bounded.clear()
      }
    },
    setPace: lane.pacer.setPace,
    isCircuitOpen: () => lane.breaker.state === CircuitState.Open,
    isHeld: lane.holds.isApplicationHeld,
    close: () => agent.close(),
  }
}

interface Lane {
  options: CallerOptions
  pacer: Pacer
  breaker: CircuitBreakerPolicy
  holds: Holds
}

type Tried<T> = { attempt: Attempt<T>; delayMs: number; again: boolean }

async function withRetries<T>(lane: Lane, deadline: number, once: () => Promise<Attempt<T>>): Promise<T> {
  const { retries, backoff } = lane.options
  const policy = retry(
    handleWhenResult((result) => isTried(result) && result.again),
    { maxAttempts: retries, backoff: new DelegateBackoff(plannedDelay) },
  )
  const last = await policy.execute(async ({ attempt: earlier }): Promise<Tried<T>> => {
    const attempt = await once()
    if (attempt.ok) return { attempt, delayMs: 0, again: false }
    const delayMs = backoffDelay(earlier + 1, attempt.error.retryAfterMs, backoff)
    return { attempt, delayMs, again: attempt.error.retryable && Date.now() + delayMs < deadline }
  })
  if (last.attempt.ok) return last.attempt.data
  throw last.attempt.error
}

function isTried(value: unknown): value is Tried<unknown> {
  return typeof value === 'object' && value !== null && 'again' in value && 'delayMs' in value
}

function plannedDelay(context: IRetryBackoffContext<unknown>): number {
  const tried = 'value' in context.result ? context.result.value : null
  return isTried(tried) ? tried.delayMs : 0
}

interface Turn {
  deadline: number
  scope: string | null
  signal: AbortSignal
}

async function paced<T>(lane: Lane, turn: Turn, once: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
  const heldUntil = lane.holds.until(turn.scope)
  if (heldUntil > turn.deadline) return { ok: false, error: stillHeld(heldUntil) }
  await lane.holds.waitForBorrower(turn.scope, turn.signal)
  return lane.pacer.run(async () => {
    const attempt = await throughBreaker(lane.breaker, once)
    if (!attempt.ok && attempt.error.status === 429) {
      const silenceMs = Math.min(attempt.error.retryAfterMs ?? lane.options.backoff.baseMs, LONGEST_HOLD_MS)
      lane.holds.add(turn.scope, Date.now() + silenceMs)
    }
    return attempt
  }, turn.signal)
}

function stillHeld(until: number): PlatformError {
  const message = 'The platform has asked us to stay silent for now.'
  return new PlatformError({ code: 'RATE_LIMITED', status: 429, message, retryAfterMs: until - Date.now() })
}

/** Aborts with a PlatformError when the budget is spent, or with the caller's own reason before that. */
function budgetSignal(ms: number, name: string, outer?: AbortSignal): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    const message = `${name}: the time for this call ran out.`
    controller.abort(new PlatformError({ code: OWN_CODES.outOfTime, status: 0, message, retryable: true }))
  }, ms)
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal
  return { signal, clear: () => clearTimeout(timer) }
}
