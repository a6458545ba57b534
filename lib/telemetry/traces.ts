import type { Span, SpanContext, Tracer } from '@opentelemetry/api'
import type { Area } from './area'

/**
 * Our own requests and work as OpenTelemetry spans, for whoever sets OTEL_EXPORTER_OTLP_ENDPOINT. Nothing is registered
 * for the whole process: Next would then export spans of its own, which hold addresses with their query.
 */
interface Tracing {
  tracer: Tracer
  api: typeof import('@opentelemetry/api')
}

/** On globalThis, so that bundles of one process share it. */
declare global {
  var deskTracing: Tracing | undefined
}

interface TracedRequest {
  method: string
  area: Area
  requestID: string
  traceparent: string | string[] | undefined
}

/** Begins the span of a request; what it answers ends it. Null while nobody wants traces. */
export function traceRequest(request: TracedRequest): ((status: number) => void) | null {
  const tracing = globalThis.deskTracing
  if (!tracing) return null
  const { api, tracer } = tracing
  const { method, area, requestID } = request
  const attributes = { 'http.request.method': method, 'desk.area': area, 'desk.request_id': requestID }
  const parent = parentOf(request.traceparent)
  const context = parent ? api.trace.setSpanContext(api.ROOT_CONTEXT, parent) : api.ROOT_CONTEXT
  const span = tracer.startSpan(`${method} ${area}`, { kind: api.SpanKind.SERVER, attributes }, context)
  return (status) => endRequest(span, status)
}

/** A piece of work that is over, as a span. `startedAt` in ms since 1970. */
export function traceWork(name: string, startedAt: number, attributes: Record<string, number>): void {
  const tracing = globalThis.deskTracing
  if (!tracing) return
  tracing.tracer.startSpan(name, { startTime: startedAt, attributes }, tracing.api.ROOT_CONTEXT).end()
}

function endRequest(span: Span, status: number): void {
  span.setAttribute('http.response.status_code', status)
  // As the conventions have it, a refusal is no error of the server.
  if (status >= 500) span.setStatus({ code: 2 })
  span.end()
}

/** W3C trace context, without the tracestate: its text is the sender's. */
function parentOf(header: string | string[] | undefined): SpanContext | null {
  const [, traceId, spanId, flags] =
    /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(header ?? '')) ?? []
  if (!traceId || !spanId || !flags) return null
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
}
