import type { IncomingMessage, ServerResponse } from 'node:http'
import { areaOf, outcomeOf } from './area'
import { log } from './log'
import { metrics } from './metrics'
import { traceRequest } from './traces'

/** Counts, times, traces and logs a request. Told is the area, never the address: that may name a person. */
export function observeRequest(request: IncomingMessage, response: ServerResponse, requestID: string): void {
  const startedAt = performance.now()
  const method = request.method ?? ''
  const area = areaOf(method, request.url ?? '')
  const endTrace = traceRequest({ method, area, requestID, traceparent: request.headers.traceparent })
  response.once('close', () => {
    const { statusCode: status } = response
    const ms = performance.now() - startedAt
    metrics().requestSeconds.observe({ area, outcome: outcomeOf(status) }, ms / 1000)
    endTrace?.(status)
    if (log().isLevelEnabled('debug')) log().debug({ requestID, method, area, status, ms: Math.round(ms) }, 'answered')
  })
}
