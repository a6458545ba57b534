import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleWhenResult,
  isBrokenCircuitError,
  retry,
  type CircuitBreakerPolicy,
  type IRetryBackoffContext,
} from 'cockatiel'
import { z } from 'zod'
import type { Attempt } from './answer'
import { backoffDelay, type BackoffOptions } from './backoff'
import { OWN_CODES, PlatformError } from './errors'
import { createPacer, type Pace, type Pacer } from './pacer'
import { attemptCall, createAgent, type PlatformCall, type TransportLimits } from './transport'

export interface CallerOptions {
  baseURL: string
  pace: Pace
  limits: TransportLimits
  /** Retries after the first attempt. */
  retries: number
  backoff: BackoffOptions
  /** The circuit opens after so many outages in a row and lets one call try again after `openMs`. */
  breaker: { failures: number; openMs: number }
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
  close: () => Promise<void>
}

/** Retry around pace around breaker around one HTTP attempt, for one application. */
export function createCaller(options: CallerOptions): Caller {
  const agent = createAgent(options.limits)
  const target = { agent, baseURL: options.baseURL, limits: options.limits }
  const lane: Lane = { options, pacer: createPacer(options.pace), breaker: createBreaker(options), heldUntil: 0 }
  return {
    async call(call, schema, signal) {
      const deadline = Date.now() + options.budgetMs
      const bounded = budgetSignal(options.budgetMs, `${call.method} ${call.path}`, signal)
      try {
        return await withRetries(lane, deadline, () =>
          paced(lane, deadline, bounded.signal, () => attemptCall(target, call, schema, bounded.signal)),
        )
      } finally {
        bounded.clear()
      }
    },
    setPace: lane.pacer.setPace,
    isCircuitOpen: () => lane.breaker.state === CircuitState.Open,
    close: () => agent.close(),
  }
}

interface Lane {
  options: CallerOptions
  pacer: Pacer
  breaker: CircuitBreakerPolicy
  heldUntil: number
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

async function paced<T>(
  lane: Lane,
  deadline: number,
  signal: AbortSignal,
  once: () => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
  if (lane.heldUntil > deadline) return { ok: false, error: stillHeld(lane.heldUntil) }
  return lane.pacer.run(async () => {
    const attempt = await throughBreaker(lane.breaker, once)
    if (!attempt.ok && attempt.error.status === 429) hold(lane, attempt.error.retryAfterMs)
    return attempt
  }, signal)
}

/** A refused application is silent as a whole: its other calls would be refused too. */
function hold(lane: Lane, retryAfterMs: number | null): void {
  const at = Date.now() + Math.min(retryAfterMs ?? lane.options.backoff.baseMs, LONGEST_HOLD_MS)
  lane.heldUntil = Math.max(lane.heldUntil, at)
  lane.pacer.holdUntil(at)
}

function stillHeld(until: number): PlatformError {
  const message = 'The platform has asked us to stay silent for now.'
  return new PlatformError({ code: 'RATE_LIMITED', status: 429, message, retryAfterMs: until - Date.now() })
}

function createBreaker({ breaker }: CallerOptions): CircuitBreakerPolicy {
  return circuitBreaker(handleWhenResult(isOutage), {
    breaker: new ConsecutiveBreaker(breaker.failures),
    halfOpenAfter: breaker.openMs,
  })
}

function isOutage(result: unknown): boolean {
  const error = typeof result === 'object' && result !== null && 'error' in result ? result.error : null
  return error instanceof PlatformError && error.isOutage
}

async function throughBreaker<T>(breaker: CircuitBreakerPolicy, once: () => Promise<Attempt<T>>): Promise<Attempt<T>> {
  const givenUp: unknown[] = []
  try {
    const attempt = await breaker.execute(async () => {
      try {
        return await once()
      } catch (reason) {
        // A throw would close a half-open circuit, although nobody heard from the platform.
        if (breaker.state !== CircuitState.HalfOpen) throw reason
        givenUp.push(reason)
        return { ok: false as const, error: unheard() }
      }
    })
    if (givenUp.length > 0) throw givenUp[0]
    return attempt
  } catch (error) {
    if (!isBrokenCircuitError(error)) throw error
    const message = 'The platform has failed several times in a row; calls rest for a moment.'
    return {
      ok: false,
      error: new PlatformError({ code: OWN_CODES.circuitOpen, status: 0, message }, { cause: error }),
    }
  }
}

function unheard(): PlatformError {
  return new PlatformError({ code: OWN_CODES.timeout, status: 0, message: 'The caller gave up before an answer came.' })
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
