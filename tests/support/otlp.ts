import { randomBytes } from 'node:crypto'
import { Root } from 'protobufjs'
import descriptor from '@/lib/ingest/otlp/trace-service.json'

/** Hand-made exports, in the encodings of OTLP/HTTP. */

type Value = string | number | boolean | string[]
export interface SampleSpan {
  traceId?: string
  spanId?: string
  kind?: number | string
  at?: Date
  durationMs?: number
  attributes?: Record<string, Value>
  resource?: Record<string, Value>
}

const root = Root.fromJSON(descriptor)
export const REQUEST = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest')
const RESPONSE = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse')

function anyValue(value: Value): Record<string, unknown> {
  if (Array.isArray(value)) return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } }
  if (typeof value === 'boolean') return { boolValue: value }
  return typeof value === 'number' ? { intValue: String(value) } : { stringValue: value }
}

function attributes(values: Record<string, Value>) {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }))
}

/** As JSON has it: ids in hex, 64-bit integers as strings. */
export function exportOf(spans: SampleSpan[]) {
  return {
    resourceSpans: spans.map((span) => {
      const start = BigInt((span.at ?? new Date()).getTime()) * 1_000_000n
      return {
        resource: { attributes: attributes({ 'service.name': 'back-end', ...span.resource }) },
        scopeSpans: [
          {
            scope: { name: 'test' },
            spans: [
              {
                traceId: span.traceId ?? randomBytes(16).toString('hex'),
                spanId: span.spanId ?? randomBytes(8).toString('hex'),
                name: 'GET',
                kind: span.kind ?? 3,
                startTimeUnixNano: String(start),
                endTimeUnixNano: String(start + BigInt(span.durationMs ?? 40) * 1_000_000n),
                attributes: attributes({
                  'http.request.method': 'GET',
                  'url.full': 'https://platform.example/api/v1/headless/journeys/j-1/state?x=1',
                  'server.address': 'platform.example',
                  'http.response.status_code': 200,
                  ...span.attributes,
                }),
                status: {},
              },
            ],
          },
        ],
      }
    }),
  }
}

export function asProtobuf(request: ReturnType<typeof exportOf>): Uint8Array {
  const withBytes = JSON.parse(JSON.stringify(request), (key, value: unknown) =>
    (key === 'traceId' || key === 'spanId') && typeof value === 'string' ? Buffer.from(value, 'hex') : value,
  ) as object
  return REQUEST.encode(REQUEST.fromObject(withBytes)).finish()
}

export function readResponse(bytes: Uint8Array): unknown {
  return RESPONSE.toObject(RESPONSE.decode(bytes), { longs: Number })
}
