import { describe, expect, it } from 'vitest'
import { JOURNEY_STATUSES, OWNERS } from '@/lib/domain/vocabulary'
import { borrowerSummary, roughly, type SummaryInput } from './borrower-summary'
import { NOW, offerSample, since, stepSample } from './samples'

const journey: SummaryInput = {
  type: 'PERSONAL_LOAN',
  status: 'OFFERS_PENDING',
  owner: 'lender',
  stuck: false,
  waitingSince: since(26),
  lender: null,
  offers: [],
  findings: [],
}

describe('borrowerSummary', () => {
  it('says where the application stands, for how long, and what to do', () => {
    expect(borrowerSummary(journey, NOW)).toBe(
      'Your personal loan application is with the lenders, who are preparing their offers. It has been waiting there for about 26 minutes. You do not need to do anything now; we will let you know as soon as it moves on.',
    )
  })

  it('asks the borrower for what is theirs', () => {
    const steps = [stepSample('KYC', 'SUCCESS'), stepSample('E_MANDATE', 'READY', { actionRequired: 'REDIRECT' })]
    const at = { ...journey, status: 'E_MANDATE_PENDING', owner: 'borrower' as const, offers: [offerSample({ steps })] }
    expect(borrowerSummary(at, NOW)).toContain('set up the repayment')
    expect(borrowerSummary({ ...journey, status: 'OFFERS_AVAILABLE', owner: 'borrower' }, NOW)).toContain('choose')
  })

  it('promises a new link when the consent link ran out', () => {
    const findings = [{ cause: 'consent-session-timed-out' }]
    expect(borrowerSummary({ ...journey, owner: 'us', stuck: true, findings }, NOW)).toContain('send you a new one')
  })

  it('holds no code, no ID and no number but a duration, whatever the journey', () => {
    for (const status of [...JOURNEY_STATUSES, 'TOP_UP_REVIEW']) {
      for (const owner of OWNERS) {
        for (const stuck of [true, false]) {
          const text = borrowerSummary({ ...journey, type: 'SOME_NEW_LOAN', status, owner, stuck }, NOW)
          expect(text).not.toMatch(/[A-Z]{2,}|_|undefined|null/)
          expect(text.replace('about 26 minutes', '')).not.toMatch(/\d/)
          expect(text).toMatch(/^Your loan application [^.]+\. .+\.$/)
        }
      }
    }
  })
})

describe('roughly', () => {
  it('rounds down to whole words', () => {
    const minutes = [0.5, 1, 26, 59, 60, 119, 180, 47 * 60, 48 * 60, 24 * 60 * 9]
    expect(minutes.map((value) => roughly(value * 60_000))).toEqual([
      'less than a minute',
      'about 1 minute',
      'about 26 minutes',
      'about 59 minutes',
      'about an hour',
      'about an hour',
      'about 3 hours',
      'about 47 hours',
      'about 2 days',
      'about 9 days',
    ])
  })
})
