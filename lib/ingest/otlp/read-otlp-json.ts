import { DeskError } from '@/lib/errors'
import { DEPTH_MAX, readJson } from '../read-json'
import { attributesOf, CLIENT_KIND, fieldsOf, spanOf, SPANS_SEEN_MAX, tooManySpans, type OtlpSpans } from './span'

/** The CLIENT spans of an export request in JSON. Throws BAD_REQUEST where it is no such message. */
export function readOtlpJson(bytes: Uint8Array, spansMax: number): OtlpSpans {
  const json = readJson(bytes, DEPTH_MAX)
  const request = json?.value
  if (typeof request !== 'object' || request === null || Array.isArray(request)) {
    throw new DeskError('BAD_REQUEST', 'The body is no OTLP ExportTraceServiceRequest in JSON.')
  }
  const found: OtlpSpans = { spans: [], unreadable: 0, seen: 0 }
  for (const resourceSpans of listOf(fieldsOf(request).resourceSpans)) {
    const { resource, scopeSpans } = fieldsOf(resourceSpans)
    const attributes = attributesOf(fieldsOf(resource).attributes)
    for (const scope of listOf(scopeSpans)) {
      for (const span of listOf(fieldsOf(scope).spans)) {
        if (++found.seen > SPANS_SEEN_MAX) throw tooManySpans(SPANS_SEEN_MAX)
        if (!isClient(fieldsOf(span).kind)) continue
        if (found.spans.length >= spansMax) throw tooManySpans(spansMax)
        found.spans.push(spanOf(span, attributes))
      }
    }
  }
  return found
}

/** Enums are numbers in OTLP's JSON; some senders write the name. */
function isClient(kind: unknown): boolean {
  return kind === CLIENT_KIND || kind === 'SPAN_KIND_CLIENT'
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw new DeskError('BAD_REQUEST', 'resourceSpans, scopeSpans and spans must be lists.')
}
