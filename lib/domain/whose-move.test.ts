import { describe, expect, it } from 'vitest'
import { aa, minutes, offer, operation, snapshot, step, T0 } from '@/tests/support/journeys'
import { foldSnapshot, type JourneyState } from './journey-state'
import type { JourneySnapshot } from './snapshot'
import { JOURNEY_STATUSES } from './vocabulary'
import { proceededOffer, relevantOffers, whoseMove } from './whose-move'

const stateOf = (status: string, rest: Partial<JourneySnapshot> = {}): JourneyState =>
  foldSnapshot(null, snapshot(status, T0, rest))

const ownerOf = (status: string, rest: Partial<JourneySnapshot> = {}, at = T0, us: string | null = null) =>
  whoseMove(stateOf(status, rest), at, us).owner

const proceeded = (...steps: ReturnType<typeof step>[]) => [offer('a', { proceededAt: T0, steps })]

describe('by status alone, with the operations known to be none', () => {
  const none = { pendingOperations: [] }
  it.each([
    ['STARTED', 'borrower'],
    ['PROFILE_REQUIRED', 'borrower'],
    ['OFFERS_AVAILABLE', 'borrower'],
    ['PROFILE_SUBMITTED', 'platform'],
    ['OFFER_SELECTED', 'platform'],
    ['OFFERS_PENDING', 'platform'],
    ['AA_REQUIRED', 'borrower'],
    ['KYC_PENDING', 'platform'],
    ['BANK_MANDATE_PENDING', 'platform'],
    ['E_MANDATE_PENDING', 'platform'],
    ['LOAN_AGREEMENT_PENDING', 'platform'],
    ['LENDER_PROCESSING', 'lender'],
    ['DISBURSED', 'none'],
    ['REJECTED', 'none'],
    ['EXPIRED', 'none'],
    ['CLOSED', 'none'],
  ])('%s is the move of %s', (status, owner) => {
    expect(ownerOf(status, none)).toBe(owner)
  })

  it('covers every status that the platform documents', () => {
    for (const status of JOURNEY_STATUSES) expect(whoseMove(stateOf(status), T0, null).reason).not.toBe('')
  })

  it('a status that we do not know is the platform’s', () => {
    expect(ownerOf('MANUAL_REVIEW')).toBe('platform')
    expect(ownerOf('constructor')).toBe('platform')
  })

  it('OFFERS_PENDING with operations that were never told is the lender’s', () => {
    expect(ownerOf('OFFERS_PENDING')).toBe('lender')
  })
})

describe('the precedence', () => {
  const everything = {
    pendingOperations: [operation('LENDER_DISPATCH', 'QUEUED'), operation('STEP_RECONCILE', 'QUEUED')],
    offers: [offer('a', { proceededAt: T0, aa: aa('USER_RETURNED'), steps: [step('KYC', 'READY', 'REDIRECT')] })],
  }
  const without = { ...everything, offers: [offer('a', { proceededAt: T0, aa: aa('USER_RETURNED') })] }

  it('a final status outranks what our systems must do', () => {
    expect(ownerOf('CLOSED', everything, T0, 'renew')).toBe('none')
  })

  it('what our systems must do outranks an actionable step', () => {
    expect(whoseMove(stateOf('KYC_PENDING', everything), T0, 'renew')).toEqual({ owner: 'us', reason: 'renew' })
  })

  it('an actionable step outranks a consent that came back', () => {
    expect(ownerOf('KYC_PENDING', everything)).toBe('borrower')
  })

  it('a consent that came back outranks an open operation', () => {
    expect(ownerOf('KYC_PENDING', without)).toBe('account_aggregator')
  })

  it('an open operation outranks the table', () => {
    expect(ownerOf('PROFILE_SUBMITTED', { pendingOperations: [operation('LENDER_DISPATCH', 'RETRYING')] })).toBe(
      'lender',
    )
  })

  it('a status whose move is the borrower’s outranks a consent that came back and an operation', () => {
    expect(ownerOf('OFFERS_AVAILABLE', without)).toBe('borrower')
  })
})

describe('steps', () => {
  it.each(['READY', 'IN_PROGRESS'])('%s with REDIRECT or SUBMIT_FORM is the borrower’s', (status) => {
    for (const action of ['REDIRECT', 'SUBMIT_FORM']) {
      expect(ownerOf('KYC_PENDING', { offers: proceeded(step('KYC', status, action)) })).toBe('borrower')
    }
  })

  it.each([
    ['PENDING', 'REDIRECT'],
    ['READY', 'NONE'],
    ['READY', null],
    ['IN_PROGRESS', 'WAIT'],
    ['SUCCESS', 'REDIRECT'],
    ['FAILURE', 'SUBMIT_FORM'],
    ['ODD', 'ODD'],
  ])('%s with %s is not', (status, action) => {
    expect(ownerOf('KYC_PENDING', { offers: proceeded(step('KYC', status, action)) })).toBe('platform')
  })

  it('of an offer that was not chosen do not count once one was', () => {
    const others = offer('b', { steps: [step('KYC', 'READY', 'REDIRECT')] })
    expect(ownerOf('KYC_PENDING', { offers: [...proceeded(), others] })).toBe('platform')
  })

  it('that await a callback are the platform’s, those of the Account Aggregator the aggregator’s, closed ones nobody’s', () => {
    const awaiting = (type: string, status = 'IN_PROGRESS') =>
      whoseMove(stateOf('KYC_PENDING', { offers: proceeded(step(type, status, 'AWAIT_CALLBACK')) }), T0, null)
    expect(awaiting('KYC')).toEqual({ owner: 'platform', reason: 'KYC awaits its callback' })
    expect(awaiting('ACCOUNT_AGGREGATOR').owner).toBe('account_aggregator')
    expect(awaiting('KYC', 'SUCCESS').reason).toContain('no actionable step')
  })
})

describe('operations', () => {
  it.each([
    ['LENDER_DISPATCH', 'lender'],
    ['DISBURSAL', 'lender'],
    ['AA_RECONCILE', 'account_aggregator'],
    ['PROFILE_CHECK', 'platform'],
    ['STEP_RECONCILE', 'platform'],
    ['ODD', 'platform'],
  ])('%s is the move of %s while it is open', (type, owner) => {
    for (const status of ['QUEUED', 'IN_FLIGHT', 'RETRYING']) {
      expect(ownerOf('KYC_PENDING', { pendingOperations: [operation(type, status)] })).toBe(owner)
    }
  })

  it.each(['DONE', 'FAILED', 'ODD'])('%s is not open', (status) => {
    expect(ownerOf('KYC_PENDING', { pendingOperations: [operation('LENDER_DISPATCH', status)] })).toBe('platform')
  })
})

describe('consent', () => {
  const withAa = (told: ReturnType<typeof aa>) => ({ pendingOperations: [], offers: [offer('a', { aa: told })] })

  it.each(['REDIRECT_READY', 'IN_PROGRESS'])('%s is the borrower’s until a second after its expiry', (state) => {
    const told = withAa(aa(state, { redirectExpiresAt: minutes(5) }))
    expect(ownerOf('OFFERS_PENDING', told, minutes(5, 1000))).toBe('borrower')
    expect(ownerOf('OFFERS_PENDING', told, minutes(5, 1001))).toBe('platform')
    expect(ownerOf('OFFERS_PENDING', withAa(aa(state)), minutes(500))).toBe('borrower')
  })

  it.each(['USER_RETURNED', 'APPROVAL_PENDING'])('%s is the aggregator’s', (state) => {
    for (const status of ['OFFERS_PENDING', 'AA_REQUIRED', 'KYC_PENDING']) {
      expect(ownerOf(status, withAa(aa(state)))).toBe('account_aggregator')
    }
  })

  it.each(['REQUIRED', 'EXPIRED', 'REJECTED', 'FAILED', 'ODD', null])(
    '%s leaves AA_REQUIRED to the borrower',
    (state) => {
      expect(ownerOf('AA_REQUIRED', withAa(aa(state)))).toBe('borrower')
    },
  )

  it('given leaves nothing to the borrower in AA_REQUIRED, unless another offer still needs it', () => {
    expect(ownerOf('AA_REQUIRED', withAa(aa('APPROVED')))).toBe('account_aggregator')
    const both = { offers: [offer('a', { aa: aa('APPROVED') }), offer('b', { aa: aa('REQUIRED') })] }
    expect(ownerOf('AA_REQUIRED', both)).toBe('borrower')
    const notNeeded = {
      offers: [offer('a', { aa: aa('APPROVED') }), offer('b', { aa: aa(null, { required: false }) })],
    }
    expect(ownerOf('AA_REQUIRED', notNeeded)).toBe('account_aggregator')
  })

  it('of an offer that is over does not count', () => {
    const over = offer('a', { status: 'NO_OFFER_AVAILABLE', aa: aa('IN_PROGRESS') })
    expect(ownerOf('OFFERS_PENDING', { pendingOperations: [], offers: [over] })).toBe('platform')
  })
})

describe('which offers count', () => {
  it('the earliest proceeded one alone, even where a later list left it out', () => {
    const [late, early] = [offer('a', { proceededAt: minutes(2) }), offer('b', { proceededAt: minutes(1) })]
    const first = stateOf('OFFER_SELECTED', { offers: [late, early] })
    const next = foldSnapshot(first, snapshot('KYC_PENDING', minutes(3), { offers: [offer('c')] }))
    expect(proceededOffer(next)?.offerID).toBe('b')
    expect(relevantOffers(next).map(({ offerID }) => offerID)).toEqual(['b'])
  })

  it('before, every listed one that may still come', () => {
    const state = stateOf('OFFERS_PENDING', {
      offers: [offer('a'), offer('b', { status: 'NO_OFFER_AVAILABLE' }), offer('c')],
    })
    const next = foldSnapshot(state, snapshot('OFFERS_PENDING', minutes(1), { offers: [offer('a')] }))
    expect(relevantOffers(state).map(({ offerID }) => offerID)).toEqual(['a', 'c'])
    expect(relevantOffers(next).map(({ offerID }) => offerID)).toEqual(['a'])
    expect(relevantOffers(stateOf('STARTED'))).toEqual([])
  })
})
