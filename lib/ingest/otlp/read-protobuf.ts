import { Reader, Root, type Type } from 'protobufjs/light'
import { DeskError } from '@/lib/errors'
import { quickSpan } from './quick-span'
import {
  attributesOf,
  CLIENT_KIND,
  fieldsOf,
  spanOf,
  SPANS_SEEN_MAX,
  tooManySpans,
  type Attributes,
  type OtlpSpan,
  type OtlpSpans,
} from './span'
import descriptor from './trace-service.json'

const root = Root.fromJSON(descriptor)
const REQUEST = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest')
const RESOURCE_SPANS = root.lookupType('opentelemetry.proto.trace.v1.ResourceSpans')
const RESOURCE = root.lookupType('opentelemetry.proto.resource.v1.Resource')
const SCOPE_SPANS = root.lookupType('opentelemetry.proto.trace.v1.ScopeSpans')
const SPAN = root.lookupType('opentelemetry.proto.trace.v1.Span')
const RESPONSE = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse')

/** A few bytes of protobuf may become a large object, so what is decoded at a time is small. */
const MESSAGE_BYTES_MAX = 256 * 1024
const LENGTH_DELIMITED = 2
const VARINT = 0

/** The CLIENT spans of an export request, each decoded by itself. Throws BAD_REQUEST where the bytes are no such message. */
export function readProtobuf(bytes: Uint8Array, spansMax: number): OtlpSpans {
  const found: OtlpSpans = { spans: [], unreadable: 0, seen: 0 }
  try {
    for (const resourceSpans of messagesIn(bytes, REQUEST, 'resourceSpans'))
      readResource(resourceSpans, found, spansMax)
  } catch (error) {
    if (error instanceof DeskError) throw error
    throw new DeskError('BAD_REQUEST', 'The body is no OTLP ExportTraceServiceRequest in protobuf.')
  }
  return found
}

/** The answer to an export; `rejected` 0 says that all is well. */
export function writeProtobuf(rejected: number, message: string): Uint8Array {
  const partialSuccess = rejected > 0 ? { rejectedSpans: rejected, errorMessage: message } : undefined
  return RESPONSE.encode(RESPONSE.create(partialSuccess ? { partialSuccess } : {})).finish()
}

function readResource(bytes: Uint8Array, found: OtlpSpans, spansMax: number): void {
  const [resourceBytes] = messagesIn(bytes, RESOURCE_SPANS, 'resource')
  const resource: Attributes = resourceBytes
    ? attributesOf(fieldsOf(decode(RESOURCE, resourceBytes)).attributes)
    : new Map()
  for (const scopeSpans of messagesIn(bytes, RESOURCE_SPANS, 'scopeSpans')) {
    for (const span of messagesIn(scopeSpans, SCOPE_SPANS, 'spans')) {
      if (++found.seen > SPANS_SEEN_MAX) throw tooManySpans(SPANS_SEEN_MAX)
      const read = readSpan(span, resource)
      if (read === 'unreadable') found.unreadable++
      else if (read) found.spans.push(read)
      if (found.spans.length + found.unreadable > spansMax) throw tooManySpans(spansMax)
    }
  }
}

/** Null for a span of another kind, which is not decoded. One that cannot be decoded does not sink the others. */
function readSpan(bytes: Uint8Array, resource: Attributes): OtlpSpan | 'unreadable' | null {
  try {
    if (kindOf(bytes) !== CLIENT_KIND) return null
    const isSmall = bytes.byteLength <= MESSAGE_BYTES_MAX
    const quick = isSmall ? quickSpan(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), resource) : null
    return quick ?? decodedSpan(bytes, resource)
  } catch {
    return 'unreadable'
  }
}

/** By the library's decoder, as any span can be. */
export function decodedSpan(bytes: Uint8Array, resource: Attributes): OtlpSpan {
  return spanOf(decode(SPAN, bytes), resource)
}

function decode(type: Type, bytes: Uint8Array): unknown {
  if (bytes.byteLength > MESSAGE_BYTES_MAX) throw new RangeError('The message is too large.')
  const reader = Reader.create(bytes)
  reader.discardUnknown = true
  return type.toObject(type.decode(reader), { longs: Number })
}

/** The bytes of each message in one repeated field, without decoding the others. */
function* messagesIn(bytes: Uint8Array, type: Type, field: string): Generator<Uint8Array> {
  const wanted = type.fields[field]?.id
  const reader = Reader.create(bytes)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    if (tag >>> 3 === wanted && (tag & 7) === LENGTH_DELIMITED) yield reader.bytes()
    else reader.skipType(tag & 7)
  }
}

function kindOf(span: Uint8Array): number {
  const wanted = SPAN.fields.kind?.id
  const reader = Reader.create(span)
  let kind = 0
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    if (tag >>> 3 === wanted && (tag & 7) === VARINT) kind = reader.int32()
    else reader.skipType(tag & 7)
  }
  return kind
}
