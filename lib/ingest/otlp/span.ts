import { DeskError } from '@/lib/errors'

/** A span as both encodings of OTLP tell it, with what we read of it. */
export interface OtlpSpan {
  /** Lower-case hex; empty where it is missing or malformed. */
  traceID: string
  spanID: string
  /** Milliseconds since the epoch; NaN where it is missing. */
  startMs: number
  endMs: number
  statusMessage: string | null
  attributes: Attributes
  resource: Attributes
}

export type Attributes = ReadonlyMap<string, unknown>

/** What a body holds: spans that may be calls, and how many could not be read. */
export interface OtlpSpans {
  spans: OtlpSpan[]
  unreadable: number
  /** Spans of any kind. */
  seen: number
}

export const CLIENT_KIND = 3
/** Collectors send large exports of which few spans are calls to the platform. */
export const SPANS_SEEN_MAX = 50_000

export function tooManySpans(max: number): DeskError {
  return new DeskError('PAYLOAD_TOO_LARGE', `An export may hold at most ${max} such spans: send several.`)
}

/** Reads a span from the plain object that protobuf or JSON made of it; ids are bytes in the one and hex in the other. */
export function spanOf(plain: unknown, resource: Attributes): OtlpSpan {
  const { traceId, spanId, startTimeUnixNano, endTimeUnixNano, status, attributes } = fieldsOf(plain)
  const { message } = fieldsOf(status)
  return {
    traceID: idOf(traceId, 16),
    spanID: idOf(spanId, 8),
    startMs: millisOf(startTimeUnixNano),
    endMs: millisOf(endTimeUnixNano),
    statusMessage: typeof message === 'string' && message !== '' ? message : null,
    attributes: attributesOf(attributes),
    resource,
  }
}

export function attributesOf(list: unknown): Attributes {
  const attributes = new Map<string, unknown>()
  if (!Array.isArray(list)) return attributes
  for (const item of list as unknown[]) {
    const { key, value } = fieldsOf(item)
    if (typeof key === 'string') attributes.set(key, plainValue(value))
  }
  return attributes
}

export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** The text of an attribute; a list, as captured headers are, becomes its joined items. Null where there is none. */
export function textAttribute(attributes: Attributes, name: string, ...others: string[]): string | null {
  const value = attributes.get(name)
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  for (const other of others) {
    const found = textAttribute(attributes, other)
    if (found !== null) return found
  }
  return null
}

/** Lists are joined, since headers come so; what is nested deeper is passed over. */
function plainValue(value: unknown): unknown {
  const { stringValue, intValue, doubleValue, boolValue, arrayValue } = fieldsOf(value)
  if (arrayValue !== undefined && arrayValue !== null) {
    const { values } = fieldsOf(arrayValue)
    if (!Array.isArray(values)) return null
    return values
      .map((item: unknown) => scalarOf(fieldsOf(item)))
      .filter((item) => item !== null)
      .join(', ')
  }
  return scalarOf({ stringValue, intValue, doubleValue, boolValue })
}

function scalarOf({ stringValue, intValue, doubleValue, boolValue }: Record<string, unknown>): unknown {
  return stringValue ?? intValue ?? doubleValue ?? boolValue ?? null
}

/** Lower-case hex of an ID of so many bytes, or of its hex; empty where it is none. */
export function idOf(value: unknown, bytes: number): string {
  const hex = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
  if (typeof hex !== 'string' || hex.length !== bytes * 2 || !/^[0-9a-f]+$/i.test(hex)) return ''
  return /^0+$/.test(hex) ? '' : hex.toLowerCase()
}

/** A double keeps nanoseconds since the epoch to a quarter of a microsecond, which is finer than we store. */
function millisOf(value: unknown): number {
  if (typeof value === 'string' && !/^\d{1,20}$/.test(value)) return Number.NaN
  const nanos = Number(value ?? Number.NaN)
  return nanos > 0 ? nanos / 1e6 : Number.NaN
}
