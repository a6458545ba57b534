import { describe, expect, it } from 'vitest'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { aa, minutes, offer, operation, snapshot, T0 } from '@/tests/support/journeys'
import { held, judge } from '@/tests/support/replays'

const pending = (rest: Partial<JourneySnapshot> = {}) => snapshot('OFFERS_PENDING', T0, rest)
const dispatch = (status: string, rest = {}) => ({ pendingOperations: [operation('LENDER_DISPATCH', status, rest)] })
const AT_LIMIT = minutes(10, 1000)
const BEYOND = minutes(10, 1001)
const none = { pendingOperations: [] }

describe('a lender dispatch in flight', () => {
  it.each(['QUEUED', 'IN_FLIGHT', 'RETRYING'])(
    '%s is named after ten minutes and the second of skew, not before',
    (status) => {
      expect(held(AT_LIMIT, pending(dispatch(status)))).toEqual([])
      expect(held(BEYOND, pending(dispatch(status)))).toEqual(['offers-pending/lender-dispatch-in-flight'])
    },
  )

  it.each(['DONE', 'FAILED', 'ODD'])('that is %s is not in flight', (status) => {
    expect(held(BEYOND, pending(dispatch(status)))).toEqual(['journey-stalled/waiting-on-platform'])
  })

  it('is named with lender, attempts and threshold as evidence, and the rejected causes with why', () => {
    const rest = dispatch('RETRYING', { lender: 'North Bank', attempts: 3, startedAt: minutes(1) })
    const [finding] = judge(BEYOND, pending(rest)).findings
    expect(finding).toMatchObject({
      evidence: [
        { kind: 'status', at: T0, summary: expect.stringContaining('10 min') },
        {
          kind: 'operation',
          at: minutes(1),
          summary: 'LENDER_DISPATCH to North Bank is RETRYING, attempt 3',
          ref: { operationID: 'op-LENDER_DISPATCH' },
        },
      ],
      rejectedCauses: [{ cause: 'aa-required' }, { cause: 'polling-too-aggressive' }],
    })
  })

  it('is not named once the status has moved on', () => {
    expect(held(minutes(20), pending(dispatch('QUEUED')), snapshot('OFFERS_AVAILABLE', minutes(9)))).toEqual([])
  })

  it('counts the wait of the unbroken run, not of the last repeat', () => {
    const again = snapshot('OFFERS_PENDING', minutes(9), dispatch('QUEUED'))
    expect(held(BEYOND, pending(dispatch('QUEUED')), again)).toEqual(['offers-pending/lender-dispatch-in-flight'])
  })
})

describe('consent that is still needed', () => {
  const withAa = (told: ReturnType<typeof aa>, rest: Partial<JourneySnapshot> = none) =>
    pending({ offers: [offer('a', { aa: told, lender: 'North Bank' })], ...rest })

  it.each(['REQUIRED', 'REDIRECT_READY', 'IN_PROGRESS'])(
    '%s is named beyond the threshold, even while the borrower has the move',
    (state) => {
      expect(held(AT_LIMIT, withAa(aa(state)))).toEqual([])
      expect(held(BEYOND, withAa(aa(state)))).toEqual(['offers-pending/aa-required'])
    },
  )

  it('EXPIRED is named beside the expired redirect', () => {
    expect(held(BEYOND, withAa(aa('EXPIRED')))).toEqual([
      'aa-redirect-expired/consent-session-timed-out',
      'offers-pending/aa-required',
    ])
  })

  it.each(['APPROVED', 'USER_RETURNED', 'APPROVAL_PENDING', 'REJECTED', 'FAILED', 'ODD', null])(
    '%s is not this',
    (state) => {
      expect(held(BEYOND, withAa(aa(state)))).not.toContain('offers-pending/aa-required')
    },
  )

  it('is not named where no consent is required, the offer is over, or a dispatch is in flight', () => {
    expect(held(BEYOND, withAa(aa('REQUIRED', { required: false })))).toEqual(['journey-stalled/waiting-on-platform'])
    const over = pending({ ...none, offers: [offer('a', { status: 'NO_OFFER_AVAILABLE', aa: aa('REQUIRED') })] })
    expect(held(BEYOND, over)).toEqual(['journey-stalled/waiting-on-platform'])
    expect(held(BEYOND, withAa(aa('REQUIRED'), dispatch('QUEUED')))).toEqual([
      'offers-pending/lender-dispatch-in-flight',
    ])
  })

  it('names lender and session as evidence, and is less sure where operations were never told', () => {
    const told = aa('REQUIRED', { aaSessionID: '1' })
    expect(judge(BEYOND, withAa(told)).findings[0]).toMatchObject({
      confidence: 0.97,
      evidence: [{ kind: 'status' }, { kind: 'aa_session', ref: { offerID: 'a', aaSessionID: '1' } }],
    })
    expect(judge(BEYOND, withAa(told, {})).findings[0]).toMatchObject({ cause: 'aa-required', confidence: 0.85 })
  })
})

describe('with nothing to blame', () => {
  it('it is undetermined where operations were never told, and says that they are missing', () => {
    expect(held(AT_LIMIT, pending())).toEqual([])
    const [finding] = judge(BEYOND, pending()).findings
    expect(finding).toMatchObject({ condition: 'offers-pending', cause: 'undetermined' })
    expect(finding?.summary).toContain('pendingOperations')
  })

  it('it is the platform’s where they are known to be none', () => {
    expect(held(BEYOND, pending(none))).toEqual(['journey-stalled/waiting-on-platform'])
  })

  it('it is nothing where the aggregator has the move and its time is not over', () => {
    expect(held(BEYOND, pending({ offers: [offer('a', { aa: aa('USER_RETURNED') })] }))).toEqual([])
  })
})
