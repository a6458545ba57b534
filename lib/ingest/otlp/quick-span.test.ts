import fc from 'fast-check'
import protobuf from 'protobufjs/light'
import { describe, expect, it } from 'vitest'
import { addressOf } from './application-of-span'
import { KEY_VALUE_TAGS, quickSpan, SPAN_STATUS_TAG, SPAN_TAGS, STATUS_TAGS, VALUE_TAGS } from './quick-span'
import { decodedSpan } from './read-protobuf'
import descriptor from './trace-service.json'

const root = protobuf.Root.fromJSON(descriptor)
const SPAN = root.lookupType('opentelemetry.proto.trace.v1.Span')

const text = fc.oneof(fc.string(), fc.constantFrom('', 'GET', 'é', '\ud83d\ude00', 'x'.repeat(300)))
const scalar = fc.oneof(
  text.map((stringValue) => ({ stringValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
  fc.oneof(fc.integer(), fc.constantFrom(0, 1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 35 + 7, -1)).map((intValue) => ({
    intValue,
  })),
  fc.double({ noNaN: true }).map((doubleValue) => ({ doubleValue })),
)
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }).map((values) => ({ arrayValue: { values } })) },
  { weight: 1, arbitrary: fc.constantFrom({}, { bytesValue: new Uint8Array([1]) }, { kvlistValue: {} }, null) },
)
const id = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const plainSpan = fc.record(
  {
    traceId: fc.oneof(id(16), id(3)),
    spanId: fc.oneof(id(8), fc.constant(new Uint8Array(8))),
    traceState: text,
    name: text,
    kind: fc.constant(3),
    startTimeUnixNano: fc.constantFrom('1763805600123456789', '0', '18446744073709551615'),
    endTimeUnixNano: fc.constantFrom('1763805600923456789', '1'),
    attributes: fc.array(fc.record({ key: text, value }), { maxLength: 6 }),
    status: fc.record({ message: text, code: fc.constantFrom(0, 1, 2) }, { requiredKeys: [] }),
    flags: fc.nat(),
  },
  { requiredKeys: ['kind'] },
)
const asBytes = (span: object) => Buffer.from(SPAN.encode(SPAN.fromObject(span)).finish())

describe('quickSpan', () => {
  it('reads what the library reads, or leaves the span to it', () => {
    fc.assert(
      fc.property(plainSpan, (span) => {
        const bytes = asBytes(span)
        const quick = quickSpan(bytes, new Map())
        if (quick) expect(quick).toEqual(decodedSpan(bytes, new Map()))
      }),
      { numRuns: 3_000 },
    )
  })

  it('gives up on bytes that are no span, where the library does, too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const quick = quickSpan(Buffer.from(noise), new Map())
        if (quick?.attributes.size) expect(quick).toEqual(decodedSpan(noise, new Map()))
      }),
      { numRuns: 3_000 },
    )
  })

  it('reads the spans of exporters', () => {
    const attributes = [
      { key: 'http.request.method', value: { stringValue: 'GET' } },
      { key: 'http.response.status_code', value: { intValue: 200 } },
      { key: 'lending.retryable', value: { boolValue: true } },
    ]
    const bytes = asBytes({ traceId: new Uint8Array(16).fill(7), kind: 3, attributes, status: { code: 1 } })
    expect(quickSpan(bytes, new Map())?.attributes).toEqual(
      new Map<string, unknown>([
        ['http.request.method', 'GET'],
        ['http.response.status_code', 200],
        ['lending.retryable', true],
      ]),
    )
  })

  it.each([
    ['opentelemetry.proto.trace.v1.Span', { ...SPAN_TAGS, status: SPAN_STATUS_TAG }],
    ['opentelemetry.proto.trace.v1.Status', STATUS_TAGS],
    ['opentelemetry.proto.common.v1.KeyValue', KEY_VALUE_TAGS],
    ['opentelemetry.proto.common.v1.AnyValue', VALUE_TAGS],
  ])('has the tags of %s', (name, tags) => {
    const wireTypes: Record<string, number> = { bool: 0, int64: 0, fixed64: 1, double: 1 }
    for (const [field, tag] of Object.entries(tags)) {
      const { id, type } = root.lookupType(name).fields[field] ?? { id: 0, type: '' }
      expect(tag, field).toBe(id * 8 + (wireTypes[type] ?? 2))
    }
  })
})

describe('addressOf', () => {
  it('tells of an address what a URL tells', () => {
    const piece = fc.constantFrom(
      ...[
        'https://',
        'http://',
        'platform.example',
        'LOUD.example',
        '127.0.0.1',
        '[::1]',
        ':8443',
        ':443',
        '/',
        '/a-b/c_d',
      ],
      ...['/..', '/./', '%20', '?x=1&y', '#f', 'é', ' ', '//', '@', 'user:pw@', 'xn--a', '-', '.'],
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const url = pieces.join('')
        const { protocol, hostname, port, pathname } = addressOf(url) ?? {}
        const whole = URL.canParse(url) ? new URL(url) : undefined
        expect([protocol, hostname, port, pathname]).toEqual(
          whole
            ? [whole.protocol, whole.hostname, whole.port, whole.pathname]
            : [undefined, undefined, undefined, undefined],
        )
      }),
      { numRuns: 20_000 },
    )
  })
})
