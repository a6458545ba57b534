import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aa, diagnostics, minutes, offer, operation, snapshot, step } from '@/tests/support/journeys'
import { compareSnapshots, foldSnapshot, foldSnapshots, followsState, type JourneyState } from './journey-state'
import type { JourneySnapshot } from './snapshot'

function fold(...snapshots: JourneySnapshot[]): JourneyState {
  const state = foldSnapshots(null, snapshots)
  if (!state) throw new Error('nothing to fold')
  return state
}

const at = (minute: number, rest: Partial<JourneySnapshot> = {}, status = 'OFFERS_PENDING') =>
  snapshot(status, minutes(minute), rest)

describe('waiting since', () => {
  it('is the first event of the unbroken run, and repeats do not reset it', () => {
    expect(fold(at(0), at(5), at(9)).statusSince).toEqual(minutes(0))
    expect(fold(at(0), at(3, {}, 'OFFERS_AVAILABLE'), at(5), at(9)).statusSince).toEqual(minutes(5))
  })

  it('and the journey started with its first event', () => {
    expect(fold(at(0), at(5, {}, 'CLOSED')).startedAt).toEqual(minutes(0))
  })
})

describe('what is not told', () => {
  it('keeps what was known of the journey, and the next action only within one status', () => {
    const first = at(0, { type: 'GOLD_LOAN', nextAction: 'WAIT' })
    const silent = { borrowerExternalID: null }
    expect(fold(first, at(1, silent))).toMatchObject({
      type: 'GOLD_LOAN',
      nextAction: 'WAIT',
      borrowerExternalID: 'CUST_1',
    })
    expect(fold(first, at(1, {}, 'CLOSED')).nextAction).toBeNull()
  })

  it('wipes no list, and a list that was never told is unknown and not empty', () => {
    const told = {
      offers: [offer('a', { steps: [step('KYC', 'READY', 'REDIRECT')] })],
      pendingOperations: [operation('X', 'QUEUED')],
    }
    const state = fold(at(0, told), at(1))
    expect(state.offers).toHaveLength(1)
    expect(state.offers?.[0]?.steps).toHaveLength(1)
    expect(state.operations).toHaveLength(1)
    expect(fold(at(0))).toMatchObject({ offers: null, operations: null })
    expect(fold(at(0, { offers: [], pendingOperations: [] }))).toMatchObject({ offers: [], operations: [] })
  })

  it('keeps the fields of an offer, of its consent, of a step and of an operation', () => {
    const proceededAt = minutes(-1)
    const first = at(0, {
      offers: [
        offer('a', {
          lender: 'North',
          proceededAt,
          locked: true,
          aa: aa('REDIRECT_READY', { aaSessionID: '1', redirectExpiresAt: minutes(9) }),
          steps: [step('KYC', 'PENDING', 'WAIT', { diagnostics: diagnostics({ blockedBy: ['X'] }) })],
        }),
      ],
      pendingOperations: [operation('X', 'QUEUED', { lender: 'North', attempts: 2 })],
    })
    const second = at(1, {
      offers: [offer('a', { aa: aa('REDIRECT_READY', { required: null }), steps: [step('KYC', 'PENDING', null)] })],
      pendingOperations: [operation('X', 'QUEUED')],
    })
    const state = fold(first, second)
    expect(state.offers?.[0]).toMatchObject({
      lender: 'North',
      proceededAt,
      locked: true,
      aa: { required: true, aaSessionID: '1', redirectExpiresAt: minutes(9), since: minutes(0) },
      steps: [{ actionRequired: 'WAIT', diagnostics: { blockedBy: ['X'] }, since: minutes(0) }],
    })
    expect(state.operations).toMatchObject([{ lender: 'North', attempts: 2, since: minutes(0) }])
  })
})

describe('a list that is told is the whole list', () => {
  it('of offers: one left out is kept, marked, and listed again when it returns', () => {
    const gone = fold(at(0, { offers: [offer('a', { lender: 'N' }), offer('b')] }), at(1, { offers: [offer('b')] }))
    expect(gone.offers?.map(({ offerID, listed }) => [offerID, listed])).toEqual([
      ['b', true],
      ['a', false],
    ])
    const back = foldSnapshot(gone, at(2, { offers: [offer('a')] }))
    expect(back.offers?.find(({ offerID }) => offerID === 'a')).toMatchObject({
      listed: true,
      lender: 'N',
      firstSeenAt: minutes(0),
    })
  })

  it('of steps and operations: those left out are over', () => {
    const both = {
      offers: [offer('a', { steps: [step('KYC', 'READY', null), step('E_MANDATE', 'PENDING', null)] })],
      pendingOperations: [operation('X', 'QUEUED')],
    }
    const state = fold(
      at(0, both),
      at(1, { offers: [offer('a', { steps: [step('KYC', 'READY', null)] })], pendingOperations: [] }),
    )
    expect(state.offers?.[0]?.steps?.map(({ type }) => type)).toEqual(['KYC'])
    expect(state.operations).toEqual([])
  })

  it('in which a thing that stands twice counts as it stands last', () => {
    const state = fold(at(0, { offers: [offer('a', { lender: 'X' }), offer('a', { lender: 'Y' })] }))
    expect(state.offers?.map(({ lender }) => lender)).toEqual(['Y'])
  })
})

describe('since', () => {
  const steps = (status: string, action: string | null) => ({
    offers: [offer('a', { steps: [step('KYC', status, action)] })],
  })
  const sinceOf = (...events: JourneySnapshot[]) => fold(...events).offers?.[0]?.steps?.[0]?.since

  it('of a step begins anew with its status or its action, not with a repeat', () => {
    expect(sinceOf(at(0, steps('PENDING', 'WAIT')), at(4, steps('PENDING', 'WAIT')))).toEqual(minutes(0))
    expect(sinceOf(at(0, steps('PENDING', 'WAIT')), at(4, steps('READY', 'WAIT')))).toEqual(minutes(4))
    expect(sinceOf(at(0, steps('PENDING', 'WAIT')), at(4, steps('PENDING', 'NONE')))).toEqual(minutes(4))
  })

  it('of an operation begins anew with its status', () => {
    const op = (status: string) => ({ pendingOperations: [operation('X', status)] })
    const since = (...events: JourneySnapshot[]) => fold(...events).operations?.[0]?.since
    expect(since(at(0, op('QUEUED')), at(4, op('QUEUED')))).toEqual(minutes(0))
    expect(since(at(0, op('QUEUED')), at(4, op('RETRYING')))).toEqual(minutes(4))
  })
})

describe('consent', () => {
  const consent = (state: string | null, rest = {}) => ({ offers: [offer('a', { aa: aa(state, rest) })] })
  const aaOf = (...events: JourneySnapshot[]) => fold(...events).offers?.[0]?.aa

  it('of a new session starts clean, and the old session is remembered', () => {
    const first = at(0, consent('EXPIRED', { aaSessionID: '1', redirectExpiresAt: minutes(1) }))
    const state = fold(first, at(2, consent(null, { aaSessionID: '2' })))
    expect(state.offers?.[0]?.aa).toMatchObject({
      aaSessionID: '2',
      state: null,
      redirectExpiresAt: null,
      since: minutes(2),
    })
    expect(state.aaSessions.map(({ aaSessionID, state: told }) => [aaSessionID, told])).toEqual([
      ['1', 'EXPIRED'],
      ['2', null],
    ])
  })

  it('that is not told, or told without an ID, stays the session it was', () => {
    const first = at(0, consent('REDIRECT_READY', { aaSessionID: '1', redirectExpiresAt: minutes(9) }))
    expect(aaOf(first, at(1, { offers: [offer('a')] }))).toMatchObject({ aaSessionID: '1', since: minutes(0) })
    expect(aaOf(first, at(1, consent('IN_PROGRESS')))).toMatchObject({
      aaSessionID: '1',
      redirectExpiresAt: minutes(9),
      since: minutes(1),
    })
  })

  it('that is live again after it had run out does not keep the old expiry', () => {
    const first = at(0, consent('REDIRECT_READY', { redirectExpiresAt: minutes(1) }))
    expect(aaOf(first, at(2, consent('EXPIRED')), at(3, consent('REDIRECT_READY')))?.redirectExpiresAt).toBeNull()
    expect(aaOf(first, at(2, consent('EXPIRED')), at(3, consent('IN_PROGRESS')))?.redirectExpiresAt).toBeNull()
    expect(aaOf(first, at(2, consent('REDIRECT_READY', { redirectExpiresAt: minutes(8) })))?.redirectExpiresAt).toEqual(
      minutes(8),
    )
    expect(aaOf(first, at(2, consent('EXPIRED')))?.redirectExpiresAt).toEqual(minutes(1))
  })
})

describe('the order', () => {
  it('is sequence, event time, webhook before pull, key', () => {
    const base = { sequence: 5n }
    const ordered = [
      at(9, { sequence: 4n }),
      at(0, { ...base, source: 'pull', eventKey: 'pull:5' }),
      at(1, { ...base, eventKey: 'a' }),
      at(1, { ...base, eventKey: 'b' }),
      at(1, { ...base, source: 'pull', eventKey: 'a' }),
      at(0, { sequence: 9007199254740993n }),
    ]
    expect(ordered.toReversed().toSorted(compareSnapshots)).toEqual(ordered)
    expect(compareSnapshots(at(0), at(0))).toBe(0)
  })

  it('tells of what an event follows whether folding it on equals folding anew', () => {
    const event = fc.record({
      sequence: fc.bigInt({ min: 1n, max: 4n }),
      minute: fc.nat(3),
      key: fc.constantFrom('a', 'b', 'c'),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(event, { selector: (e) => `${e.sequence}|${e.key}`, minLength: 2, maxLength: 8 }),
        (events) => {
          const told = events.map(({ sequence, minute, key }) => at(minute, { sequence, eventKey: key }, `S${key}`))
          const last = told.pop()
          const state = foldSnapshots(null, told.toSorted(compareSnapshots))
          if (!last || !state) return
          const isLast = told.every((snap) => compareSnapshots(snap, last) < 0)
          expect(followsState(state, last)).toBe(isLast)
        },
      ),
    )
  })

  it('keeps the versions that webhooks and pulls told apart', () => {
    const state = fold(at(0, { sequence: 1n }), at(1, { sequence: 2n, source: 'pull' }))
    expect(state).toMatchObject({ version: 2n, webhookVersion: 1n, pulledVersion: 2n })
  })
})
