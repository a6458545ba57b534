import { describe, expect, it } from 'vitest'
import { replayJourney } from '@/lib/detect/replay'
import type { JourneySnapshot, StepFacts } from '@/lib/domain/snapshot'
import { diagnostics, minutes, offer, snapshot, step, T0 } from '@/tests/support/journeys'
import { held, historyOf, judge, openOf } from '@/tests/support/replays'

const C = 'bank-mandate-not-actionable'
const mandate = (rest: Partial<StepFacts> = {}) => step('BANK_MANDATE', 'PENDING', 'WAIT', rest)
const told = (status: string, steps: StepFacts[], at = T0) =>
  snapshot(status, at, { pendingOperations: [], offers: [offer('a', { proceededAt: T0, steps })] })
const AT_LIMIT = minutes(15, 1000)
const BEYOND = minutes(15, 1001)
const working = step('KYC', 'IN_PROGRESS', 'AWAIT_CALLBACK')
const done = step('KYC', 'SUCCESS', 'NONE')

describe('the journey’s state is not reached', () => {
  it.each(['OFFER_SELECTED', 'KYC_PENDING'])('in %s, after fifteen minutes and the second of skew', (status) => {
    const found = (at: Date) => held(at, told(status, [working, mandate()])).filter((name) => name.startsWith(C))
    expect(found(AT_LIMIT)).toEqual([])
    expect(found(BEYOND)).toEqual([`${C}/journey-state-not-reached`])
  })

  it('before the status that the diagnostics require', () => {
    const required = mandate({ diagnostics: diagnostics({ requiredJourneyStatus: 'E_MANDATE_PENDING' }) })
    expect(held(BEYOND, told('BANK_MANDATE_PENDING', [done, required]))).toEqual([`${C}/journey-state-not-reached`])
    const earlier = mandate({ diagnostics: diagnostics({ requiredJourneyStatus: 'KYC_PENDING' }) })
    expect(held(BEYOND, told('KYC_PENDING', [working, earlier]))).toEqual([`${C}/prerequisite-incomplete`])
  })

  it('counts from what the diagnostics say, else from the first sighting', () => {
    const since = mandate({ diagnostics: diagnostics({ since: minutes(-15) }) })
    expect(held(minutes(0, 1001), told('KYC_PENDING', [working, since]))).toEqual([`${C}/journey-state-not-reached`])
    const repeat = told('KYC_PENDING', [working, mandate()], minutes(14))
    expect(held(BEYOND, told('KYC_PENDING', [working, mandate()]), repeat)).toEqual([`${C}/journey-state-not-reached`])
  })

  it('is not named where the borrower has the move, and the wait begins anew after that', () => {
    const busy = step('KYC', 'READY', 'REDIRECT')
    expect(held(minutes(300), told('KYC_PENDING', [busy, mandate()]))).toEqual([])
    const after = [told('KYC_PENDING', [busy, mandate()]), told('KYC_PENDING', [working, mandate()], minutes(60))]
    expect(held(minutes(75, 1000), ...after)).toEqual([])
    expect(held(minutes(75, 1001), ...after)).toEqual([`${C}/journey-state-not-reached`])
  })

  it('counts the wait of what comes first from the step, whoever had the move meanwhile', () => {
    const busy = told('BANK_MANDATE_PENDING', [step('KYC', 'READY', 'REDIRECT'), mandate()])
    const after = told('BANK_MANDATE_PENDING', [working, mandate()], minutes(10))
    expect(held(minutes(300), busy)).toEqual([])
    expect(held(minutes(15), busy, after)).toEqual([])
    expect(held(BEYOND, busy, after)).toEqual([`${C}/prerequisite-incomplete`])
  })

  it('is not named while an update is missing that may tell of the borrower, and its wait begins after that', () => {
    const busy = told('KYC_PENDING', [step('KYC', 'READY', 'REDIRECT'), mandate()])
    const after = told('KYC_PENDING', [working, mandate()], minutes(40))
    const lost = { deliveryID: 'd1', sequence: busy.sequence + 1n, verdict: 'stale', receivedAt: minutes(20) }
    const found = (at: Date, ...events: JourneySnapshot[]) =>
      openOf(replayJourney(historyOf(events, { refused: [lost] }), at).findings)
    expect(found(minutes(39), busy)).toEqual(['journey-stalled/updates-missing'])
    expect(found(minutes(55, 1000), busy, after)).toEqual([])
    expect(found(minutes(55, 1001), busy, after)).toEqual([`${C}/journey-state-not-reached`])
  })

  it('tells the wait, the status, and why the others are not it', () => {
    const [finding] = judge(BEYOND, told('KYC_PENDING', [working, mandate()])).findings
    expect(finding?.evidence).toMatchObject([
      { kind: 'step', at: T0, ref: { offerID: 'a', stepID: 's-BANK_MANDATE' } },
      { kind: 'status', at: T0, summary: 'KYC_PENDING comes before BANK_MANDATE_PENDING' },
    ])
    expect(finding?.rejectedCauses.map(({ cause }) => cause)).toEqual([
      'prerequisite-incomplete',
      'stale-offer-selection',
    ])
  })
})

describe('a prerequisite is incomplete', () => {
  it.each(['PENDING', 'FAILURE', 'READY', 'ODD'])('where an earlier step is %s', (status) => {
    const steps = [step('KYC', status, 'NONE'), mandate()]
    expect(held(AT_LIMIT, told('BANK_MANDATE_PENDING', steps))).toEqual([])
    expect(held(BEYOND, told('BANK_MANDATE_PENDING', steps))).toEqual([`${C}/prerequisite-incomplete`])
  })

  it('by the order of the field, however the list stands', () => {
    const steps = [mandate(), step('KYC', 'FAILURE', 'NONE')]
    expect(held(BEYOND, told('BANK_MANDATE_PENDING', steps))).toEqual([`${C}/prerequisite-incomplete`])
  })

  it('where the diagnostics name a step, later or not told at all', () => {
    const blocked = (type: string) => mandate({ diagnostics: diagnostics({ blockedBy: [type] }) })
    const later = step('E_MANDATE', 'PENDING', 'NONE')
    expect(held(BEYOND, told('BANK_MANDATE_PENDING', [done, blocked('E_MANDATE'), later]))).toEqual([
      `${C}/prerequisite-incomplete`,
    ])
    const [finding] = judge(BEYOND, told('BANK_MANDATE_PENDING', [done, blocked('VIDEO_KYC')])).findings
    expect(finding).toMatchObject({
      cause: 'prerequisite-incomplete',
      summary: expect.stringContaining('VIDEO_KYC (not reported)'),
    })
  })

  it.each(['SUCCESS', 'NOT_REQUIRED'])('is not named where what comes before is %s', (status) => {
    const steps = [step('KYC', status, null), mandate({ diagnostics: diagnostics({ blockedBy: ['KYC'] }) })]
    expect(held(BEYOND, told('BANK_MANDATE_PENDING', steps))).toEqual(['journey-stalled/no-actionable-step'])
  })

  it('is not named while the earlier step is the borrower’s', () => {
    const steps = [step('KYC', 'IN_PROGRESS', 'SUBMIT_FORM'), mandate()]
    expect(held(minutes(90), told('BANK_MANDATE_PENDING', steps))).toEqual([])
  })
})

describe('nothing is said of the mandate', () => {
  it.each([
    ['READY', 'REDIRECT'],
    ['IN_PROGRESS', 'WAIT'],
    ['SUCCESS', 'NONE'],
    ['FAILURE', 'NONE'],
    ['PENDING', 'AWAIT_CALLBACK'],
    ['PENDING', 'RECONCILE'],
    ['ODD', 'ODD'],
  ])('that is %s with %s', (status, action) => {
    const steps = [working, step('BANK_MANDATE', status, action)]
    expect(held(minutes(90), told('KYC_PENDING', steps)).filter((name) => name.startsWith(C))).toEqual([])
  })

  it('of an offer that was not chosen, of a final journey, or in a status that we do not know', () => {
    const open = snapshot('KYC_PENDING', T0, { offers: [offer('a', { steps: [working, mandate()] })] })
    for (const event of [open, told('EXPIRED', [working, mandate()]), told('ODD', [working, mandate()])]) {
      expect(held(minutes(90), event).filter((name) => name.startsWith(C))).toEqual([])
    }
    const odd = mandate({ diagnostics: diagnostics({ requiredJourneyStatus: 'ODD' }) })
    expect(held(minutes(90), told('KYC_PENDING', [working, odd])).filter((name) => name.startsWith(C))).toEqual([])
  })
})
