import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel'
import type { Attempt } from './answer'
import { OWN_CODES, PlatformError } from './errors'

/** The circuit opens after so many outages in a row and lets one call try again after `openMs`. */
export interface BreakerOptions {
  failures: number
  openMs: number
}

export function createBreaker(options: BreakerOptions): CircuitBreakerPolicy {
  return circuitBreaker(handleWhenResult(isOutage), {
    breaker: new ConsecutiveBreaker(options.failures),
    halfOpenAfter: options.openMs,
  })
}

function isOutage(result: unknown): boolean {
  const error = typeof result === 'object' && result !== null && 'error' in result ? result.error : null
  return error instanceof PlatformError && error.isOutage
}

/** An open circuit is an answer too: `CIRCUIT_OPEN`, without a call. */
export async function throughBreaker<T>(
  breaker: CircuitBreakerPolicy,
  once: () => Promise<Attempt<T>>,
): Promise<Attempt<T>> {
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
