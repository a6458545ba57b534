import { describe, expect, it } from 'vitest'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { aa, minutes, offer, operation, snapshot, step, T0 } from '@/tests/support/journeys'
import { held, judge } from '@/tests/support/replays'

const told = (status: string, rest: Partial<JourneySnapshot> = {}, at = T0) =>
  snapshot(status, at, { pendingOperations: [], ...rest })
const proceeded = (...steps: ReturnType<typeof step>[]) => ({ offers: [offer('a', { proceededAt: T0, steps })] })
const CURRENT = {
  KYC_PENDING: 'KYC',
  BANK_MANDATE_PENDING: 'BANK_MANDATE',
  E_MANDATE_PENDING: 'E_MANDATE',
  LOAN_AGREEMENT_PENDING: 'LOAN_AGREEMENT',
}

describe('waiting beyond the threshold', () => {
  it.each([
    ['PROFILE_SUBMITTED', 15, 'waiting-on-platform'],
    ['OFFER_SELECTED', 15, 'waiting-on-platform'],
    ['OFFERS_PENDING', 10, 'waiting-on-platform'],
    ['KYC_PENDING', 30, 'waiting-on-platform'],
    ['BANK_MANDATE_PENDING', 15, 'waiting-on-platform'],
    ['E_MANDATE_PENDING', 30, 'waiting-on-platform'],
    ['LOAN_AGREEMENT_PENDING', 30, 'waiting-on-platform'],
    ['LENDER_PROCESSING', 24 * 60, 'waiting-on-lender'],
  ])('%s is stalled after %i minutes and the second of skew: %s', (status, limit, cause) => {
    expect(judge(minutes(limit, 1000), told(status))).toMatchObject({ stuck: false, findings: [] })
    const beyond = judge(minutes(limit, 1001), told(status))
    expect(beyond).toMatchObject({ stuck: true, stuckSince: minutes(limit, 1001) })
    expect(held(minutes(limit, 1001), told(status))).toEqual([`journey-stalled/${cause}`])
  })

  it.each(['STARTED', 'PROFILE_REQUIRED', 'OFFERS_AVAILABLE', 'AA_REQUIRED'])('%s is idle, never stalled', (status) => {
    expect(judge(minutes(100_000), told(status))).toMatchObject({
      owner: 'borrower',
      stuck: false,
      findings: [],
      nextCheckAt: null,
    })
  })

  it.each(['DISBURSED', 'REJECTED', 'EXPIRED', 'CLOSED', 'ODD'])('%s is never stalled', (status) => {
    expect(judge(minutes(100_000), told(status))).toMatchObject({ stuck: false, findings: [] })
  })

  it('is the lender’s where a dispatch or disbursal is open', () => {
    for (const type of ['LENDER_DISPATCH', 'DISBURSAL']) {
      const open = told('KYC_PENDING', { pendingOperations: [operation(type, 'QUEUED')] })
      expect(held(minutes(31), open)).toEqual(['journey-stalled/waiting-on-lender'])
    }
  })

  it('says which threshold it used', () => {
    expect(judge(minutes(31), told('KYC_PENDING')).findings[0]?.evidence[0]).toMatchObject({
      at: T0,
      summary: expect.stringContaining('30 min'),
    })
    expect(judge(minutes(25 * 60), told('LENDER_PROCESSING')).findings[0]?.evidence[0]?.summary).toContain('24 h')
  })
})

describe('no actionable step', () => {
  it.each(Object.entries(CURRENT))('%s with %s over, waiting, or not among the steps', (status, type) => {
    const before = ['KYC', 'BANK_MANDATE', 'E_MANDATE']
      .filter((name) => name !== type)
      .map((name) => step(name, 'SUCCESS', 'NONE'))
    for (const [state, action] of [
      ['SUCCESS', 'NONE'],
      ['FAILURE', 'NONE'],
      ['PENDING', 'WAIT'],
      ['READY', 'NONE'],
    ]) {
      const steps = [...before, step(type, state ?? '', action ?? null)]
      expect(held(minutes(31), told(status, proceeded(...steps)))).toEqual(['journey-stalled/no-actionable-step'])
    }
    expect(held(minutes(31), told(status, proceeded(...before)))).toEqual(['journey-stalled/no-actionable-step'])
  })

  it.each([
    ['IN_PROGRESS', 'WAIT'],
    ['IN_PROGRESS', 'AWAIT_CALLBACK'],
    ['PENDING', 'AWAIT_CALLBACK'],
  ])('is not said of a step that is %s with %s: the platform is waited for', (status, action) => {
    expect(held(minutes(31), told('KYC_PENDING', proceeded(step('KYC', status, action))))).toEqual([
      'journey-stalled/waiting-on-platform',
    ])
  })

  it('is not said of steps that nobody told, nor while an operation is open', () => {
    expect(held(minutes(31), told('KYC_PENDING', { offers: [offer('a', { proceededAt: T0 })] }))).toEqual([
      'journey-stalled/waiting-on-platform',
    ])
    const open = {
      ...proceeded(step('KYC', 'PENDING', 'WAIT')),
      pendingOperations: [operation('STEP_RECONCILE', 'RETRYING')],
    }
    expect(held(minutes(31), told('KYC_PENDING', open))).toEqual(['journey-stalled/waiting-on-platform'])
  })

  it('is said of an offer whose proceeding was not told, where its steps were', () => {
    const offers = [offer('a', { steps: [step('KYC', 'FAILURE', 'NONE')] })]
    expect(held(minutes(31), told('KYC_PENDING', { offers }))).toEqual(['journey-stalled/no-actionable-step'])
  })

  it('is not said while the borrower can act', () => {
    expect(held(minutes(500), told('KYC_PENDING', proceeded(step('KYC', 'READY', 'REDIRECT'))))).toEqual([])
  })
})

describe('the Account Aggregator', () => {
  const returned = (status: string) => told(status, { offers: [offer('a', { aa: aa('USER_RETURNED') })] })

  it.each(['AA_REQUIRED', 'OFFERS_PENDING'])(
    'that does not answer for 30 minutes in %s has the move, and the cause is undetermined',
    (status) => {
      expect(held(minutes(30, 1000), returned(status))).toEqual([])
      expect(held(minutes(30, 1001), returned(status))).toEqual(['journey-stalled/undetermined'])
      expect(judge(minutes(31), returned(status)).owner).toBe('account_aggregator')
    },
  )

  it('is given its time from the return of the borrower', () => {
    const start = told('AA_REQUIRED', { offers: [offer('a', { aa: aa('IN_PROGRESS') })] })
    const back = told('AA_REQUIRED', { offers: [offer('a', { aa: aa('USER_RETURNED') })] }, minutes(60))
    expect(held(minutes(90, 1000), start, back)).toEqual([])
    expect(held(minutes(90, 1001), start, back)).toEqual(['journey-stalled/undetermined'])
  })
})

it('nothing is stalled where another condition holds', () => {
  const dispatch = told('OFFERS_PENDING', { pendingOperations: [operation('LENDER_DISPATCH', 'QUEUED')] })
  expect(held(minutes(60), dispatch)).toEqual(['offers-pending/lender-dispatch-in-flight'])
})
