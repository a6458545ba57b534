import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiCallSchema, AUTH_KINDS } from './api-call-record'
import { plainRecord } from './plain-record'

const HEX_12 = '0123456789ab'
const HEX_64 = 'Ab'.repeat(32)
const GUID = '11111111-2222-4333-8444-55555555555a'

/** Of each field values that are plain, and further ones that only the schema may judge. */
const PLAIN: Record<string, fc.Arbitrary<unknown>> = {
  callID: fc.constantFrom('c-1', 'call_7b', 'x'.repeat(200)),
  occurredAt: fc.constantFrom(
    ...['2026-11-22T10:00:00Z', '2026-12-31T23:59:59.123Z', '2026-04-30T00:00:00.5+05:30', '1999-01-29T09:00:00-00:00'],
  ),
  caller: fc.constantFrom('borrower-app', 'a b', 'x'.repeat(200)),
  applicationID: fc.constantFrom(GUID, GUID.toUpperCase()),
  environment: fc.constantFrom('live', 'test'),
  method: fc.constantFrom('GET', 'post', 'M-SEARCH'),
  path: fc.constantFrom('/a', 'https://x.example/a?b', '/é\u0000', '/9876543210'),
  status: fc.constantFrom(0, 100, 200, 599, -0),
}
const OPTIONAL: Record<string, fc.Arbitrary<unknown>> = {
  durationMs: fc.constantFrom(0, 12.5, 86_400_000),
  error: fc.constantFrom('', 'ECONNRESET', 'x'.repeat(1_000)),
  errorCode: fc.constantFrom('RATE_LIMITED', 'x'.repeat(100), ''),
  errorMessage: fc.constantFrom('no \ud800', 'PAN ABCDE1234F'),
  errorField: fc.constantFrom('pan', 'x'.repeat(200)),
  retryable: fc.boolean(),
  retryAfterMs: fc.constantFrom(0, 1e12, 0.4),
  requestID: fc.constantFrom('r', 'sk_live_0123456789'),
  correlationID: fc.constantFrom('c', ''),
  idempotencyKey: fc.constantFrom('k'),
  bodySha256: fc.constantFrom(HEX_64),
  borrowerExternalID: fc.constantFrom('CUST_1'),
  journeyID: fc.constantFrom('j-1'),
  offerID: fc.constantFrom('o-1'),
  aaSessionID: fc.constantFrom('s-1'),
  auth: fc.record(
    {
      kind: fc.constantFrom(...AUTH_KINDS),
      environment: fc.constantFrom('live', 'test', null),
      fingerprint: fc.constantFrom(HEX_12, HEX_64, null),
      more: fc.constant(1),
    },
    { requiredKeys: ['kind'] },
  ),
  issued: fc.record(
    {
      sessionFingerprint: fc.constantFrom(HEX_12, null),
      sessionExpiresAt: fc.constantFrom('2026-11-22T10:00:00Z', null),
      refreshFingerprint: fc.constantFrom(HEX_12, null),
      environment: fc.constantFrom('live', 'test', null),
    },
    { requiredKeys: [] },
  ),
  responseVersion: fc.constantFrom(0, 7, 2 ** 53 - 1, '7', '007', '123456789012345678'),
}

const junk = fc.oneof(
  fc.constantFrom<unknown[]>(
    ...[null, undefined, true, '', ' ', 'live ', ' a', 'a\t', 'x'.repeat(201), 'x'.repeat(2_001), 'c\u0000', '\ud83d'],
    ...['2026-02-29T00:00:00Z', '2028-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-11-22T24:00:00Z', '2026-11-22'],
    ...['2026-11-22T10:00Z', '2026-11-22T10:00:00', '2026-13-01T00:00:00Z', 'sk_live_012345', '9876543210'],
    ...[
      -1,
      99,
      600,
      1.5,
      1e13,
      1e400,
      Number.NaN,
      2 ** 53,
      5n,
      2n ** 63n,
      '9223372036854775807',
      '9223372036854775808',
    ],
    ...[
      [],
      {},
      [[1]],
      { kind: 'magic' },
      { kind: 'none', fingerprint: 'xyz' },
      { kind: 'session', environment: 'prod' },
    ],
    ...[{ sessionFingerprint: 7 }, { sessionExpiresAt: 'soon' }, { kind: 'none', environment: 7 }, 'g'.repeat(12)],
  ),
  fc.jsonValue(),
)

const allKeys = { ...PLAIN, ...OPTIONAL }
const plain = fc.record(allKeys, { requiredKeys: Object.keys(PLAIN) })
const spoilt = fc
  .tuple(plain, fc.dictionary(fc.constantFrom(...Object.keys(allKeys), '__proto__', 'extra'), junk, { maxKeys: 2 }))
  .map(([record, other]) => ({ ...record, ...other }))

describe('plainRecord', () => {
  it('gives what the schema gives, wherever it gives something', () => {
    fc.assert(
      fc.property(fc.oneof(plain, spoilt, junk), (value) => {
        const known = plainRecord(value)
        if (known !== null) expect(apiCallSchema.safeParse(value)).toEqual({ success: true, data: known })
      }),
      { numRuns: 5_000 },
    )
  })

  it('knows every record as they mostly come', () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(plainRecord(value)).not.toBeNull()
      }),
    )
  })

  it.each([['__proto__'], ['constructor'], ['extra']])('leaves a record with the field %s to the schema', (name) => {
    const record = { callID: 'c', occurredAt: '2026-11-22T10:00:00Z', caller: 'a', applicationID: GUID }
    const text = JSON.stringify({ ...record, environment: 'live', method: 'GET', path: '/', status: 200 })
    expect(plainRecord(JSON.parse(text))).not.toBeNull()
    expect(plainRecord(JSON.parse(`${text.slice(0, -1)},"${name}":1}`))).toBeNull()
  })
})
