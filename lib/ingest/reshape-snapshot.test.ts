import { describe, expect, it } from 'vitest'
import { readSnapshot } from './reshape-snapshot'

const body = (overrides: Record<string, unknown> = {}, journey: Record<string, unknown> = {}) => ({
  event_type: 'journey.snapshot',
  event_id: 'evt_1',
  event_at: '2026-03-05T16:48:20.000Z',
  sequence: 1741179022100,
  tenant_id: 'TENANT',
  application_id: 'APP',
  borrower: { borrowerExternalID: 'C', journeys: [{ journeyID: 'j', status: 'STARTED', ...journey }] },
  ...overrides,
})

const journeyOf = (journey: Record<string, unknown>) => readSnapshot(body({}, journey))?.snapshots[0]

describe('a snapshot', () => {
  it('becomes one of ours for each journey', () => {
    const read = readSnapshot(body())
    expect(read).toMatchObject({ tenantID: 'tenant', applicationID: 'app', eventID: 'evt_1', sequence: 1741179022100n })
    expect(read?.snapshots).toEqual([
      {
        applicationID: 'app',
        journeyID: 'j',
        borrowerExternalID: 'C',
        sequence: 1741179022100n,
        eventKey: 'evt_1',
        source: 'webhook',
        eventAt: new Date('2026-03-05T16:48:20Z'),
        type: null,
        status: 'STARTED',
        nextAction: null,
        pendingOperations: null,
        offers: null,
      },
    ])
  })

  it('tells an absent list from an empty one, and null from neither', () => {
    expect(journeyOf({ offers: [], pendingOperations: [] })).toMatchObject({ offers: [], pendingOperations: [] })
    expect(journeyOf({ offers: null })?.offers).toBeNull()
    expect(journeyOf({ offers: [{ offerID: 'a' }] })?.offers?.[0]?.steps).toBeNull()
    expect(journeyOf({ offers: [{ offerID: 'a', steps: [] }] })?.offers?.[0]?.steps).toEqual([])
  })

  it('keeps enum values that we do not know', () => {
    expect(
      journeyOf({
        status: 'ODD',
        type: 'BOAT_LOAN',
        pendingOperations: [{ operationID: 'o', type: 'X', status: 'Y' }],
      }),
    ).toMatchObject({
      status: 'ODD',
      type: 'BOAT_LOAN',
      pendingOperations: [{ type: 'X', status: 'Y' }],
    })
  })

  it('passes over times that cannot be and counts that are none', () => {
    const operation = (rest: Record<string, unknown>) =>
      journeyOf({ pendingOperations: [{ operationID: 'o', type: 'X', status: 'Y', ...rest }] })?.pendingOperations?.[0]
    for (const startedAt of ['yesterday', '0001-01-01T00:00:00Z', '2500-01-01T00:00:00Z', 7]) {
      expect(operation({ startedAt })?.startedAt).toBeNull()
    }
    for (const attempts of [1.5, -1, 2 ** 40, Infinity, 'x']) expect(operation({ attempts })?.attempts).toBeNull()
    expect(operation({ attempts: 3 })?.attempts).toBe(3)
  })

  it('replaces what the database cannot keep', () => {
    expect(journeyOf({ nextAction: 'A\u0000B\ud800' })?.nextAction).toBe('A\uFFFDB\uFFFD')
  })

  it.each([
    ['another event', body({ event_type: 'other' })],
    ['a time that cannot be', body({ event_at: '0000-01-01T00:00:00Z' })],
    ['a negative sequence', body({ sequence: -1 })],
    ['a fraction of a sequence', body({ sequence: 1.5 })],
    ['a sequence of 2^63', body({ sequence: 2n ** 63n })],
    ['a sequence that lost its last digits', body({ sequence: 2 ** 53 })],
    ['no journeys', body({ borrower: { borrowerExternalID: 'C' } })],
    ['a journey without a status', body({}, { status: null })],
    ['a NUL in an ID', body({}, { journeyID: 'a\u0000' })],
    ['an ID of 201 signs', body({}, { journeyID: 'a'.repeat(201) })],
    ['an offer ID of 201 signs', body({}, { offers: [{ offerID: 'a'.repeat(201) }] })],
    ['text', 'text'],
    ['null', null],
  ])('is not %s', (_name, value) => {
    expect(readSnapshot(value)).toBeNull()
  })

  it('takes the largest sequence and one written as text', () => {
    expect(readSnapshot(body({ sequence: 2n ** 63n - 1n }))?.sequence).toBe(9223372036854775807n)
    expect(readSnapshot(body({ sequence: '9223372036854775807' }))?.sequence).toBe(9223372036854775807n)
  })

  it('takes a profile apart and drops what is no plain value', () => {
    const profile = {
      pan: 'ABCDE1234F',
      monthlyIncome: 5.5,
      consent: true,
      nested: { a: 1 },
      huge: Infinity,
      gender: null,
    }
    const read = readSnapshot(body({ borrower: { borrowerExternalID: 'C', journeys: [], profile } }))
    expect(read?.snapshots).toEqual([])
    expect(read?.profiles).toEqual([
      {
        applicationID: 'app',
        borrowerExternalID: 'C',
        sequence: 1741179022100n,
        profile: { pan: 'ABCDE1234F', monthlyIncome: 5.5, consent: true, nested: null, huge: null, gender: null },
      },
    ])
  })
})
