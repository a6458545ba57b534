import { Reader } from 'protobufjs/light'
import { idOf, type Attributes, type OtlpSpan } from './span'

/**
 * Reads spans as exporters mostly write them, without the objects that the library makes of every message. Where
 * something else is met it gives up, and the library's own decoder has to read the span.
 */

/** Tags of the official definitions: field number and wire type. A test holds them against the descriptor. */
export const SPAN_TAGS = {
  traceId: 10,
  spanId: 18,
  startTimeUnixNano: 57,
  endTimeUnixNano: 65,
  attributes: 74,
} as const
export const SPAN_STATUS_TAG = 122
export const STATUS_TAGS = { message: 18 } as const
export const KEY_VALUE_TAGS = { key: 10, value: 18 } as const
export const VALUE_TAGS = { stringValue: 10, boolValue: 16, intValue: 24, doubleValue: 33 } as const

const WORD = 2 ** 32
const INT32_MAX = 2 ** 31 - 1

/** Met something out of the ordinary. */
class Uncommon extends Error {}

/** Null where the library has to read it. Throws nothing. */
export function quickSpan(bytes: Buffer, resource: Attributes): OtlpSpan | null {
  try {
    return new QuickReader(bytes).span(resource)
  } catch {
    return null
  }
}

class QuickReader {
  private readonly reader: Reader
  /** Byte for byte, so that plain ASCII is a slice of it. */
  private readonly text: string

  constructor(private readonly bytes: Buffer) {
    this.reader = Reader.create(bytes)
    this.text = bytes.toString('latin1')
  }

  span(resource: Attributes): OtlpSpan {
    const { reader } = this
    const attributes = new Map<string, unknown>()
    let [traceID, spanID, startMs, endMs] = ['', '', Number.NaN, Number.NaN]
    let statusMessage: string | null = null
    while (reader.pos < reader.len) {
      const tag = reader.uint32()
      if (tag === SPAN_TAGS.attributes) this.attribute(attributes)
      else if (tag === SPAN_TAGS.traceId) traceID = this.id(16)
      else if (tag === SPAN_TAGS.spanId) spanID = this.id(8)
      else if (tag === SPAN_TAGS.startTimeUnixNano) startMs = this.nanos()
      else if (tag === SPAN_TAGS.endTimeUnixNano) endMs = this.nanos()
      else if (tag === SPAN_STATUS_TAG) statusMessage = this.status()
      else reader.skipType(tag & 7)
    }
    return { traceID, spanID, startMs, endMs, statusMessage, attributes, resource }
  }

  private attribute(attributes: Map<string, unknown>): void {
    const end = this.end()
    this.expect(KEY_VALUE_TAGS.key)
    const key = this.ascii()
    this.expect(KEY_VALUE_TAGS.value)
    const valueEnd = this.end()
    attributes.set(key, this.value())
    if (this.reader.pos !== valueEnd || valueEnd !== end) throw new Uncommon()
  }

  /** One scalar; lists and the rest are the library's. */
  private value(): unknown {
    const { reader } = this
    const tag = reader.uint32()
    if (tag === VALUE_TAGS.stringValue) return this.ascii()
    if (tag === VALUE_TAGS.boolValue) return reader.bool()
    if (tag === VALUE_TAGS.doubleValue) return reader.double()
    if (tag !== VALUE_TAGS.intValue) throw new Uncommon()
    const value = reader.uint32()
    // A longer varint is cut to its low bits, which only looks like a small number.
    if (value > INT32_MAX || reader.pos > reader.len || this.wasLong()) throw new Uncommon()
    return value
  }

  /** Whether the varint that ends here has five bytes or more. */
  private wasLong(): boolean {
    const { pos } = this.reader
    return [2, 3, 4, 5].every((back) => (this.bytes[pos - back] ?? 0) >= 0x80)
  }

  private status(): string | null {
    const end = this.end()
    let message: string | null = null
    while (this.reader.pos < end) {
      const tag = this.reader.uint32()
      if (tag === STATUS_TAGS.message) message = this.ascii()
      else this.reader.skipType(tag & 7)
    }
    if (this.reader.pos !== end) throw new Uncommon()
    return message
  }

  private id(length: number): string {
    const end = this.end()
    const { pos } = this.reader
    this.reader.pos = end
    return idOf(this.bytes.subarray(pos, end), length)
  }

  private nanos(): number {
    const { reader } = this
    if (reader.pos + 8 > reader.len) throw new Uncommon()
    const nanos = this.bytes.readUInt32LE(reader.pos) + this.bytes.readUInt32LE(reader.pos + 4) * WORD
    reader.pos += 8
    return nanos > 0 ? nanos / 1e6 : Number.NaN
  }

  private ascii(): string {
    const end = this.end()
    const { pos } = this.reader
    if (pos === end) throw new Uncommon()
    for (let at = pos; at < end; at++) if ((this.bytes[at] ?? 0) > 127) throw new Uncommon()
    this.reader.pos = end
    return this.text.slice(pos, end)
  }

  /** Where the message that begins here ends. */
  private end(): number {
    const length = this.reader.uint32()
    const end = this.reader.pos + length
    if (end > this.reader.len) throw new Uncommon()
    return end
  }

  private expect(tag: number): void {
    if (this.reader.uint32() !== tag) throw new Uncommon()
  }
}
