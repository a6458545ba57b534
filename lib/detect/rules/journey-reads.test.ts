import { describe, expect, it } from 'vitest'
import type { ApiCall } from '@/lib/domain/api-call'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { defaultSettings } from '@/lib/domain/settings'
import { replayCallsAlone, replayJourney, type JourneyHistory } from '@/lib/detect/replay'
import { call, session } from '@/tests/support/api-calls'
import { minutes, offer, operation, snapshot, step, T0 } from '@/tests/support/journeys'

function historyOf(calls: ApiCall[], snapshots: JourneySnapshot[]): JourneyHistory {
  const { applicationID } = snapshot('STARTED', T0)
  return {
    applicationID,
    environment: 'live',
    journeyID: 'j1',
    snapshots,
    refused: [],
    calls,
    settings: defaultSettings(),
  }
}

function held(calls: ApiCall[], atMinute: number, ...snapshots: JourneySnapshot[]): string[] {
  const { findings } = replayJourney(historyOf(calls, snapshots), minutes(atMinute))
  return findings
    .filter(({ episodes }) => episodes.at(-1)?.to === null)
    .map(({ cause }) => cause)
    .toSorted()
}

const reads = (count: number, from: number, everySeconds: number, token = 'a') =>
  Array.from({ length: count }, (_, index) =>
    call(from * 60 + index * everySeconds, 'GET', '/journeys/j1/state', 200, { auth: session(token) }),
  )
const waiting = snapshot('OFFERS_PENDING', T0, { pendingOperations: [operation('LENDER_DISPATCH', 'IN_FLIGHT')] })

describe('polling too aggressive', () => {
  it('is six reads of one client in ten minutes with a median gap below ten seconds, beside what is waited for', () => {
    expect(held(reads(6, 11, 9), 12, waiting)).toEqual(['lender-dispatch-in-flight', 'polling-too-aggressive'])
    expect(held(reads(5, 11, 9), 12, waiting)).toEqual(['lender-dispatch-in-flight'])
    expect(held(reads(30, 11, 10), 16, waiting)).toEqual(['lender-dispatch-in-flight'])
  })

  it('needs the same wait: not before the threshold, and not once the status has moved on', () => {
    expect(held(reads(60, 5, 3), 9, waiting)).toEqual([])
    expect(held(reads(60, 9, 3), 12.5, waiting, snapshot('OFFERS_AVAILABLE', minutes(12)))).toEqual([])
  })

  it('does not add up two clients that each keep a proper pace', () => {
    const both = [...reads(30, 11, 14, 'a'), ...reads(30, 11.1, 14, 'b')]
    expect(held(both, 17, waiting)).toEqual(['lender-dispatch-in-flight'])
  })

  it('is over when the reads have left the window', () => {
    expect(held(reads(10, 11, 3), 22, waiting)).toEqual(['lender-dispatch-in-flight'])
    const { findings } = replayJourney(historyOf(reads(10, 11, 3), [waiting]), minutes(22))
    const polling = findings.find(({ cause }) => cause === 'polling-too-aggressive')
    expect(polling?.episodes).toMatchObject([{ from: minutes(11, 15_000), to: minutes(21, 12_000) }])
  })

  it('is rejected with what was read, where it does not hold', () => {
    const { findings } = replayJourney(historyOf(reads(4, 11, 20), [waiting]), minutes(13))
    const why = findings[0]?.rejectedCauses.find(({ cause }) => cause === 'polling-too-aggressive')?.why
    expect(why).toBe('The busiest client read the state 4 times in 10 min, median gap 20.0 s.')
  })

  it('is right while a step is in the hands of the borrower', () => {
    const active = { offers: [offer('a', { steps: [step('KYC', 'READY', 'REDIRECT')] })], pendingOperations: [] }
    expect(held(reads(60, 11, 3), 14, snapshot('OFFERS_PENDING', T0, active))).toEqual([])
  })
})

describe('a stale offer selection', () => {
  const chosen = snapshot('OFFER_SELECTED', T0, {
    offers: [offer('a', { proceededAt: T0, lender: 'North Bank' }), offer('b', { lender: 'South Bank' })],
  })
  const stepReads = (count: number, offerID: string, from = 1) =>
    Array.from({ length: count }, (_, index) => call(from * 60 + index * 10, 'GET', `/offers/${offerID}/steps`, 200))

  it('is three reads of the steps of another offer after the proceed, the last within 15 minutes, and our move', () => {
    const { findings, owner, stuck } = replayJourney(historyOf(stepReads(3, 'b'), [chosen]), minutes(5))
    expect(findings).toMatchObject([{ cause: 'stale-offer-selection', episodes: [{ to: null }] }])
    expect({ owner, stuck }).toEqual({ owner: 'us', stuck: true })
    expect(held(stepReads(3, 'b'), 14, chosen)).toContain('stale-offer-selection')
    expect(held(stepReads(3, 'b'), 17, chosen)).not.toContain('stale-offer-selection')
  })

  it('is not two reads, reads of the proceeded offer, or reads before the proceed', () => {
    expect(held(stepReads(2, 'b'), 3, chosen)).toEqual([])
    expect(held(stepReads(9, 'a'), 3, chosen)).toEqual([])
    expect(held(stepReads(9, 'b', -3), 3, snapshot('OFFERS_AVAILABLE', minutes(-5)), chosen)).toEqual([])
  })
})

describe('an offer lock conflict', () => {
  const proceed = (seconds: number, offerID: string, status: number) =>
    call(seconds, 'POST', `/offers/${offerID}/proceed`, status, {
      errorCode: status === 409 ? 'OFFER_LOCK_CONFLICT' : null,
    })

  it('names the offer that had been proceeded, told by a call or by a snapshot, and how much later it came', () => {
    const [found] = replayCallsAlone(historyOf([proceed(0, 'a', 200), proceed(40, 'b', 409)], []))
    expect(found).toMatchObject({ cause: 'offer-already-proceeded', summary: expect.stringContaining('40 s') })
    const told = snapshot('OFFER_SELECTED', minutes(2), { offers: [offer('a', { proceededAt: T0 }), offer('b')] })
    expect(held([proceed(40, 'b', 409)], 3, snapshot('OFFERS_AVAILABLE', T0), told)).toEqual([
      'offer-already-proceeded',
    ])
  })

  it('is no finding where the same offer was proceeded, and undetermined without a known winner', () => {
    expect(replayCallsAlone(historyOf([proceed(0, 'a', 200), proceed(40, 'a', 409)], []))).toEqual([])
    expect(replayCallsAlone(historyOf([proceed(40, 'b', 409)], []))).toMatchObject([{ cause: 'undetermined' }])
    expect(replayCallsAlone(historyOf([proceed(40, 'b', 409), proceed(60, 'a', 200)], []))).toMatchObject([
      { cause: 'undetermined' },
    ])
  })

  it('ends with the journey, but counts for two hours at least', () => {
    const offers = [offer('a', { proceededAt: T0 }), offer('b')]
    const running = [snapshot('OFFER_SELECTED', T0, { offers }), snapshot('KYC_PENDING', minutes(300), { offers })]
    const ended = snapshot('DISBURSED', minutes(400), { offers })
    const conflict = [proceed(40, 'b', 409)]
    expect(held(conflict, 399, ...running)).toContain('offer-already-proceeded')
    const { findings } = replayJourney(historyOf(conflict, [...running, ended]), minutes(500))
    const found = findings.find(({ cause }) => cause === 'offer-already-proceeded')
    expect(found?.episodes).toEqual([{ from: minutes(0, 40_000), to: minutes(400) }])
    const late = [proceed(390 * 60, 'b', 409)]
    const { findings: told, nextCheckAt } = replayJourney(historyOf(late, [...running, ended]), minutes(420))
    expect(told).toContainEqual(
      expect.objectContaining({ cause: 'offer-already-proceeded', episodes: [{ from: minutes(390), to: null }] }),
    )
    expect(nextCheckAt).toEqual(minutes(510))
    expect(held(late, 511, ...running, ended)).toEqual([])
  })
})
