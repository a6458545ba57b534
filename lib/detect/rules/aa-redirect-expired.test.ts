import { describe, expect, it } from 'vitest'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { aa, minutes, offer, snapshot, step, T0 } from '@/tests/support/journeys'
import { held, judge } from '@/tests/support/replays'

const NAME = 'aa-redirect-expired/consent-session-timed-out'
const live = (state = 'REDIRECT_READY', rest = {}) =>
  aa(state, { aaSessionID: '1', redirectExpiresAt: minutes(5), ...rest })
const told = (
  status: string,
  consent = live(),
  at = T0,
  rest: Partial<Parameters<typeof offer>[1]> = {},
): JourneySnapshot => snapshot(status, at, { pendingOperations: [], offers: [offer('a', { aa: consent, ...rest })] })
const LAST = minutes(5, 1000)
const PAST = minutes(5, 1001)

describe('a consent session that ran out', () => {
  it.each(['AA_REQUIRED', 'OFFERS_PENDING'])(
    'is named in %s from a second after its expiry, and is our move',
    (status) => {
      for (const state of ['REDIRECT_READY', 'IN_PROGRESS']) {
        expect(held(LAST, told(status, live(state)))).toEqual([])
        expect(judge(LAST, told(status, live(state))).owner).toBe('borrower')
        expect(held(PAST, told(status, live(state)))).toEqual([NAME])
        expect(judge(PAST, told(status, live(state)))).toMatchObject({ owner: 'us', stuck: true, stuckSince: PAST })
      }
    },
  )

  it('is named in any other status while a step of the Account Aggregator is open', () => {
    const open = { steps: [step('ACCOUNT_AGGREGATOR', 'PENDING', 'NONE')], proceededAt: T0 }
    const done = { steps: [step('ACCOUNT_AGGREGATOR', 'SUCCESS', 'NONE')], proceededAt: T0 }
    expect(held(PAST, told('KYC_PENDING', live(), T0, open))).toEqual([NAME])
    expect(held(PAST, told('KYC_PENDING', live(), T0, done))).toEqual([])
    expect(held(PAST, told('KYC_PENDING'))).toEqual([])
  })

  it('is named at once where the platform says EXPIRED', () => {
    expect(held(minutes(1), told('AA_REQUIRED', aa('EXPIRED')))).toEqual([NAME])
  })

  it('says which session, since when, and what still needs it', () => {
    const [finding] = judge(PAST, told('AA_REQUIRED')).findings
    expect(finding?.evidence).toMatchObject([
      { kind: 'aa_session', at: minutes(5), ref: { offerID: 'a', aaSessionID: '1' } },
      { kind: 'status', at: T0, summary: expect.stringContaining('AA_REQUIRED') },
    ])
  })
})

describe('no consent session ran out', () => {
  it('where a newer redirect was issued, in the same session or a new one', () => {
    const renewed = told('AA_REQUIRED', live('REDIRECT_READY', { redirectExpiresAt: minutes(60) }), minutes(4))
    expect(held(minutes(30), told('AA_REQUIRED'), renewed)).toEqual([])
    const next = told('AA_REQUIRED', aa('REDIRECT_READY', { aaSessionID: '2' }), minutes(4))
    expect(held(minutes(30), told('AA_REQUIRED'), next)).toEqual([])
    const unknownExpiry = told('AA_REQUIRED', aa('REDIRECT_READY'), minutes(9))
    expect(
      held(minutes(30), told('AA_REQUIRED'), told('AA_REQUIRED', aa('EXPIRED'), minutes(8)), unknownExpiry),
    ).toEqual([])
  })

  it.each(['USER_RETURNED', 'APPROVAL_PENDING', 'APPROVED'])('where it went on to %s before', (state) => {
    expect(held(PAST, told('AA_REQUIRED'), told('AA_REQUIRED', aa(state), minutes(4)))).toEqual([])
  })

  it.each(['REQUIRED', 'REJECTED', 'FAILED', 'ODD', null])('in the state %s, whatever its expiry', (state) => {
    expect(held(PAST, told('AA_REQUIRED', live(state ?? undefined, { state })))).toEqual([])
  })

  it('where the journey is final, the expiry is not known, or no consent is needed', () => {
    expect(held(PAST, told('AA_REQUIRED'), told('CLOSED', live(), minutes(1)))).toEqual([])
    expect(held(minutes(500), told('AA_REQUIRED', aa('IN_PROGRESS')))).toEqual([])
    expect(held(PAST, told('OFFERS_PENDING', live('REDIRECT_READY', { required: false })))).toEqual([])
  })

  it('where it is of an offer that was not chosen', () => {
    const chosen = snapshot('AA_REQUIRED', T0, {
      offers: [offer('a', { aa: live() }), offer('b', { proceededAt: T0 })],
    })
    expect(held(PAST, chosen)).toEqual([])
  })

  it('any more once it was renewed: the episode ends with the event', () => {
    const renewed = told('AA_REQUIRED', live('REDIRECT_READY', { redirectExpiresAt: minutes(60) }), minutes(20))
    const [finding] = judge(minutes(30), told('AA_REQUIRED'), renewed).findings
    expect(finding?.episodes).toEqual([{ from: PAST, to: minutes(20) }])
  })
})
