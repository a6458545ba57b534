import { describe, expect, it } from 'vitest'
import { snapshotSchema } from './contract'
import { plainSnapshot } from './plain-snapshot'

const AT = '2026-03-05T16:48:20.000Z'
const whole = (): Record<string, unknown> => ({
  schema_version: '1.0.0',
  event_type: 'journey.snapshot',
  event_id: 'evt_1',
  event_at: AT,
  snapshot_generated_at: AT,
  sequence: 1741179022100,
  issuer: { source: 'credit-api', trigger: 'journey.offer.updated' },
  tenant_id: 'TENANT',
  application_id: 'APP',
  unknown: { of: ['the', 'future'] },
  borrower: {
    borrowerExternalID: 'C',
    profile: { contactNumber: '+919999999999', pan: 'ABCDE1234F', pincode: 560001, other: { kept: true } },
    journeys: [
      {
        journeyID: 'j',
        status: 'OFFERS_AVAILABLE',
        nextAction: 'VIEW_OFFERS',
        type: 'PERSONAL_LOAN',
        pendingOperations: [
          { operationID: 'o', type: 'LENDER_DISPATCH', status: 'RUNNING', startedAt: AT, attempts: 2, lender: null },
        ],
        offers: [
          {
            offerID: 'of',
            lender: 'LENDER',
            status: 'OPEN',
            aa: { required: true, state: 'PENDING', aaSessionID: 'aa', redirectExpiresAt: AT },
            proceededAt: AT,
            locked: false,
            updatedAt: AT,
            steps: [
              {
                stepID: 's',
                type: 'BANK_MANDATE',
                status: 'WAITING',
                actionRequired: 'NONE',
                resource: { url: 'https://x.example', deep: { er: 1 } },
                diagnostics: { code: 'C', message: 'm', blockedBy: ['KYC'], requiredJourneyStatus: 'S', since: AT },
                updatedAt: AT,
              },
            ],
          },
        ],
      },
    ],
  },
})

const ODD: unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -1,
  -0,
  1.5,
  1e300,
  Infinity,
  NaN,
  2 ** 53,
  2n ** 63n - 1n,
  2n ** 63n,
  -1n,
  '',
  'a',
  '12',
  'x'.repeat(100),
  'x'.repeat(101),
  'x'.repeat(201),
  '\u0000\ud800',
  AT,
  '2026-03-05T16:48:20Z',
  '2026-03-05T16:48Z',
  '2026-03-05T16:48:20.1234567891Z',
  '2026-03-05T16:48:20.5+05:30',
  '2026-02-29T00:00:00Z',
  '2024-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-12-31T23:59:59.999Z',
  '2026-12-31T24:00:00Z',
  '2026-12-31T23:59:60Z',
  '0000-01-01T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-03-05t16:48:20z',
  '2026-03-05',
  [],
  ['a'],
  [1],
  [null],
  {},
  { a: 1 },
  JSON.parse('{"__proto__": {"a": 1}, "b": 2}'),
  [{}],
]

/** Every place in a value, as the keys on the way. */
function placesOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([key, item]) => placesOf(item, [...at, key]))]
}

function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item))
  const entries = Object.entries(Object(value)).map(([name, item]) => [
    name,
    name === key ? replaced(item, rest, by) : item,
  ])
  return Object.fromEntries(entries) as unknown
}

function without(value: unknown, at: string[]): unknown {
  const copy: unknown = structuredClone(value)
  const holder = at.slice(0, -1).reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), copy)
  // JSON knows no list with a hole in it.
  if (Array.isArray(holder)) holder.splice(Number(at.at(-1)), 1)
  else Reflect.deleteProperty(Object(holder), at.at(-1) ?? '')
  return copy
}

function expectAlike(body: unknown): boolean {
  const plain = plainSnapshot(body)
  if (plain === null) return false
  expect(snapshotSchema.safeParse(body)).toEqual({ success: true, data: plain })
  return true
}

describe('a snapshot that is recognised without the schema', () => {
  it('is one that says everything', () => {
    expect(expectAlike(whole())).toBe(true)
  })

  it('is what the schema makes of it, whatever stands in whichever place', () => {
    const places = placesOf(whole())
    const recognised = places.flatMap((at) => ODD.filter((odd) => expectAlike(replaced(whole(), at, odd))))
    expect(recognised.length).toBeGreaterThan(100)
  })

  it('is what the schema makes of it, whichever field is missing', () => {
    for (const at of placesOf(whole()).filter((place) => place.length > 0)) expectAlike(without(whole(), at))
  })

  it('is never one that the schema refuses', () => {
    for (const odd of ODD) expect(plainSnapshot(odd)).toBeNull()
  })
})
