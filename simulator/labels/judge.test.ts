import { describe, expect, test } from 'vitest'

import { MINUTE, SECOND, type Offer, type Operation, type State, type Status, type Step } from '../world/types'
import { judgeJourney } from './judge'

const T0 = Date.parse('2026-11-18T06:00:00Z')
const FAR = T0 + 100 * MINUTE

function state(minutes: number, status: Status, patch: Partial<State> = {}): State {
  const at = T0 + minutes * MINUTE
  return {
    at,
    sequence: at,
    eventID: `evt_${at}`,
    trigger: 'test',
    status,
    nextAction: 'WAIT',
    operations: [],
    offers: [],
    carriesProfile: false,
    ...patch,
  }
}

const dispatch: Operation = {
  operationID: 'op',
  type: 'LENDER_DISPATCH',
  status: 'IN_FLIGHT',
  offerID: 'off',
  lender: 'Deccan Capital',
  startedAt: T0,
  updatedAt: T0,
  attempts: 1,
}
const offer: Offer = {
  offerID: 'off',
  lender: 'Deccan Capital',
  status: 'OFFER_AWAITED',
  aa: null,
  proceededAt: null,
  locked: false,
  updatedAt: T0,
  steps: null,
}
const asking = (state_: 'REQUIRED' | 'REDIRECT_READY', expires: number | null): Offer => ({
  ...offer,
  aa: { required: true, state: state_, aaSessionID: 'aa', redirectExpiresAt: expires },
})
const step = (type: Step['type'], patch: Partial<Step>): Step => ({
  stepID: type,
  type,
  status: 'PENDING',
  actionRequired: 'NONE',
  diagnostics: null,
  updatedAt: T0,
  ...patch,
})
const chosen = (...steps: Step[]): readonly Offer[] => [{ ...offer, status: 'OFFER_RECEIVED', proceededAt: T0, steps }]

function judged(...states: State[]): string[] {
  return judgeJourney(states, FAR).intervals.map(({ cause, from, to }) => {
    const minute = (at: number): string => (at === Infinity ? '…' : String((at - T0) / MINUTE))
    return `${cause} ${minute(from)}-${minute(to)}`
  })
}

describe('OFFERS_PENDING', () => {
  test('is a dispatch in flight after ten minutes, whatever repeats of the status come', () => {
    const pending = { operations: [dispatch], offers: [offer] }
    expect(
      judged(state(0, 'OFFERS_PENDING', pending), state(5, 'OFFERS_PENDING', pending), state(20, 'OFFERS_AVAILABLE')),
    ).toEqual(['lender-dispatch-in-flight 10-20'])
  })

  test('is nothing when it ends in time', () => {
    expect(judged(state(0, 'OFFERS_PENDING', { operations: [dispatch] }), state(9, 'OFFERS_AVAILABLE'))).toEqual([])
  })

  test('is aa-required without a dispatch, and the lapsed redirect besides', () => {
    const offers = [asking('REDIRECT_READY', T0 + 14 * MINUTE)]
    expect(judged(state(0, 'OFFERS_PENDING', { offers }), state(30, 'REJECTED'))).toEqual([
      'aa-required 10-30',
      'consent-session-timed-out 14-30',
    ])
  })

  test('is the platform’s when nothing is in flight and no consent is wanted', () => {
    expect(judged(state(0, 'OFFERS_PENDING', { offers: [offer] }), state(30, 'OFFERS_AVAILABLE'))).toEqual([
      'waiting-on-platform 10-30',
    ])
  })
})

describe('the bank mandate', () => {
  const kyc = (patch: Partial<Step>): Step => step('KYC', patch)
  const mandate = step('BANK_MANDATE', {
    actionRequired: 'WAIT',
    diagnostics: {
      code: 'X',
      message: '',
      blockedBy: ['KYC'],
      requiredJourneyStatus: 'BANK_MANDATE_PENDING',
      since: T0,
    },
  })
  const ready = kyc({ status: 'READY', actionRequired: 'REDIRECT' })
  const calledBack = kyc({ status: 'IN_PROGRESS', actionRequired: 'AWAIT_CALLBACK' })

  test('waits for the journey’s state from the end of the borrower’s move', () => {
    expect(
      judged(
        state(0, 'KYC_PENDING', { offers: chosen(ready, mandate) }),
        state(40, 'KYC_PENDING', { offers: chosen(calledBack, mandate) }),
        state(70, 'LENDER_PROCESSING', { offers: chosen() }),
      ).slice(0, 1),
    ).toEqual(['journey-state-not-reached 55-70'])
  })

  test('is blocked by an earlier step once the state is reached, unless that step is the borrower’s', () => {
    const blocked = { offers: chosen(calledBack, mandate) }
    expect(judged(state(0, 'BANK_MANDATE_PENDING', blocked), state(20, 'CLOSED'))).toEqual([
      'prerequisite-incomplete 15-20',
    ])
    const idle = { offers: chosen(ready, mandate) }
    expect(judged(state(0, 'BANK_MANDATE_PENDING', idle), state(20, 'CLOSED'))).toEqual([])
  })

  test('has no actionable step when nothing blocks it and nobody can act', () => {
    const dead = step('BANK_MANDATE', { status: 'FAILURE' })
    const offers = chosen(kyc({ status: 'SUCCESS' }), dead)
    expect(judged(state(0, 'BANK_MANDATE_PENDING', { offers }), state(20, 'CLOSED'))).toEqual([
      'no-actionable-step 15-20',
    ])
  })
})

describe('a stalled journey', () => {
  test('is held to half an hour in E_MANDATE_PENDING, and told apart by whether the step moves', () => {
    const moving = chosen(step('E_MANDATE', { status: 'IN_PROGRESS', actionRequired: 'AWAIT_CALLBACK' }))
    const dead = chosen(step('E_MANDATE', {}))
    expect(judged(state(0, 'E_MANDATE_PENDING', { offers: moving }), state(40, 'CLOSED'))).toEqual([
      'waiting-on-platform 30-40',
    ])
    expect(judged(state(0, 'E_MANDATE_PENDING', { offers: dead }), state(40, 'CLOSED'))).toEqual([
      'no-actionable-step 30-40',
    ])
  })

  test('is the lender’s after a day of processing', () => {
    const minutes = 24 * 60
    expect(judged(state(0, 'LENDER_PROCESSING'), state(minutes + 30, 'DISBURSED'))).toEqual([
      `waiting-on-lender ${minutes}-${minutes + 30}`,
    ])
  })

  test('is never one that is idle or final', () => {
    expect(judged(state(0, 'OFFERS_AVAILABLE'), state(6000, 'EXPIRED'))).toEqual([])
  })
})

test('a wait that ends within seconds of its threshold is on the edge', () => {
  const pending = state(0, 'OFFERS_PENDING', { operations: [dispatch] })
  const justAfter = { ...state(10, 'OFFERS_AVAILABLE'), at: T0 + 10 * MINUTE + SECOND }
  expect(judgeJourney([pending, justAfter], FAR).isOnEdge).toBe(true)
  expect(judgeJourney([pending, state(12, 'OFFERS_AVAILABLE')], FAR).isOnEdge).toBe(false)
})
