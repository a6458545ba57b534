import { describe, expect, it } from 'vitest'
import { prepareOffers } from './prepare-offers'
import { diagnosticsSample, NOW, offerSample, since, stepSample } from './samples'

const stuck = (offers: ReturnType<typeof offerSample>[], status = 'BANK_MANDATE_PENDING') =>
  prepareOffers({ status, stuck: true, offers }, NOW)

describe('prepareOffers', () => {
  it('puts the proceeded offer first and marks it', () => {
    const lanes = stuck([
      offerSample({ offerID: 'a' }),
      offerSample({ offerID: 'b', proceededAt: since(60), locked: true }),
    ])
    expect(lanes.map((lane) => lane.offerID)).toEqual(['b', 'a'])
    expect(lanes[0]).toMatchObject({ proceededAt: since(60), locked: true })
  })

  it('highlights the first open step of the proceeded offer where the journey is stuck', () => {
    const diagnostics = diagnosticsSample({ blockedBy: ['KYC'], since: since(20) })
    const steps = [
      stepSample('KYC', 'SUCCESS'),
      stepSample('BANK_MANDATE', 'PENDING', { diagnostics }),
      stepSample('E_MANDATE', 'PENDING'),
    ]
    const [lane] = stuck([offerSample({ proceededAt: since(60), steps })])
    expect(lane?.steps).toMatchObject([
      { tone: 'good', state: 'done', current: false },
      { tone: 'stuck', state: 'blocked by KYC', current: true, since: since(20) },
      { tone: null, state: 'not started', current: false },
    ])
  })

  it('shows a step of the borrower as theirs, not as stuck', () => {
    const [lane] = stuck([
      offerSample({ proceededAt: since(60), steps: [stepSample('KYC', 'READY', { actionRequired: 'REDIRECT' })] }),
    ])
    expect(lane?.steps).toMatchObject([{ tone: 'accent', action: 'REDIRECT', current: true }])
  })

  it('highlights nothing on offers that were not proceeded and have not begun', () => {
    const lanes = stuck([offerSample({ steps: [stepSample('KYC', 'PENDING')] })], 'OFFERS_AVAILABLE')
    expect(lanes[0]?.steps).toMatchObject([{ tone: null, current: false }])
  })

  it('calls a consent redirect past its expiry expired', () => {
    const aa = { required: true, state: 'REDIRECT_READY', aaSessionID: 'x', redirectExpiresAt: since(1) }
    const steps = [stepSample('ACCOUNT_AGGREGATOR', 'READY', { actionRequired: 'REDIRECT' })]
    expect(stuck([offerSample({ aa, steps })])[0]?.steps).toMatchObject([{ state: 'redirect expired', tone: 'stuck' }])
  })

  it('keeps unknown words as they came and tells unknown steps from none', () => {
    const lanes = stuck([
      offerSample({ offerID: 'a', steps: [stepSample('VIDEO_KYC', 'ESCALATED', { actionRequired: 'CALL_BACK' })] }),
      offerSample({ offerID: 'b', steps: null }),
      offerSample({ offerID: 'c', steps: [] }),
    ])
    expect(lanes[0]?.steps).toMatchObject([{ title: 'VIDEO_KYC', state: 'ESCALATED', action: 'CALL_BACK' }])
    expect(lanes[1]?.steps).toBeNull()
    expect(lanes[2]?.steps).toEqual([])
  })

  it('highlights nothing once the journey is over', () => {
    const [lane] = prepareOffers(
      {
        status: 'DISBURSED',
        stuck: false,
        offers: [offerSample({ proceededAt: since(60), steps: [stepSample('KYC', 'READY')] })],
      },
      NOW,
    )
    expect(lane?.steps).toMatchObject([{ current: false, tone: null }])
  })
})
