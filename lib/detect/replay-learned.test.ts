import { describe, expect, it } from 'vitest'
import { thresholdBook, type LearnedThreshold, type ThresholdBook } from '@/lib/domain/learned-thresholds'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { pacedLenders, SLOW_LENDER } from '@/simulator/world/scenarios/lender-paces'
import { playWorld } from '@/simulator/world/world'
import { snapshotsOf } from '@/tests/bench/thresholds-snapshots'
import { minutes, offer, operation, snapshot, T0 } from '@/tests/support/journeys'
import { historyOf, openOf } from '@/tests/support/replays'
import { replayJourney } from './replay'

const MINUTE = 60_000

function learned(lender: string | null, valueMinutes: number | null, rest: Partial<LearnedThreshold> = {}) {
  const at = new Date(T0.getTime() - 24 * 60 * MINUTE)
  const valueMs = valueMinutes === null ? null : valueMinutes * MINUTE
  const known = {
    status: 'OFFERS_PENDING',
    lender,
    effectiveAt: at,
    learnedAt: at,
    outcome: 'learned',
    valueMs,
  } as const
  return { ...known, percentileMs: valueMs, completed: 300, censored: 0, ...rest }
}

const dispatch = (lender: string, status = 'IN_FLIGHT') =>
  operation('LENDER_DISPATCH', status, { operationID: lender, lender })
const pending = (lenders: string[], at = T0) =>
  snapshot('OFFERS_PENDING', at, { pendingOperations: lenders.map((lender) => dispatch(lender)) })

function judge(now: Date, snapshots: JourneySnapshot[], book: ThresholdBook, settings = {}) {
  return replayJourney({ ...historyOf(snapshots, { settings }), thresholds: book }, now)
}

const PENDING = 'offers-pending/lender-dispatch-in-flight'
const SLOW = thresholdBook([], [learned('Slow', 30)])

describe('a learned threshold', () => {
  it('holds in place of the default, to the second, and is what the next check waits for', () => {
    const of = (now: Date) => judge(now, [pending(['Slow'])], SLOW)
    expect(openOf(of(minutes(30, 1000)).findings)).toEqual([])
    expect(of(minutes(20)).nextCheckAt).toEqual(minutes(30, 1001))
    const late = of(minutes(31))
    expect(openOf(late.findings)).toEqual([PENDING])
    expect(late.findings[0]?.episodes).toEqual([{ from: minutes(30, 1001), to: null }])
    expect(late.findings[0]?.evidence[0]?.summary).toBe(
      'OFFERS_PENDING for longer than 30 min (learned for Slow on 2026-03-04 from 300 finished waits, 95th percentile)',
    )
  })

  it('is that of the lender who should have answered first, among those whose dispatch is open', () => {
    const book = thresholdBook([], [learned('Slow', 30), learned('Fast', 5)])
    expect(openOf(judge(minutes(6), [pending(['Slow', 'Fast'])], book).findings)).toEqual([PENDING])
    const answered = [pending(['Slow', 'Fast']), pending(['Slow'], minutes(4))]
    expect(judge(minutes(29), answered, book).findings).toEqual([])
    expect(openOf(judge(minutes(11), [pending(['Slow', 'New'])], book).findings)).toEqual([PENDING])
  })

  it('never applies to a wait that began before it', () => {
    const later = thresholdBook([], [learned('Slow', 30, { effectiveAt: minutes(0, 1) })])
    const { findings } = judge(minutes(11), [pending(['Slow'])], later)
    expect(findings[0]?.evidence[0]?.summary).toContain('10 min (fixed threshold)')
  })

  it('gives way to what somebody set, and to learning switched off', () => {
    const set = thresholdBook(['wait.OFFERS_PENDING.minutes'], [learned('Slow', 30)])
    const found = judge(minutes(13), [pending(['Slow'])], set, { 'wait.OFFERS_PENDING.minutes': 12 })
    expect(found.findings[0]?.evidence[0]?.summary).toContain('12 min (set in the settings)')
    expect(openOf(judge(minutes(11), [pending(['Slow'])], SLOW, { 'thresholds.learned': false }).findings)).toEqual([
      PENDING,
    ])
  })

  it.each([
    [{ outcome: 'few' } as const, null, '10 min (fixed threshold: too few waits to learn from)'],
    [{ outcome: 'flat' } as const, null, '10 min (fixed threshold: too many waits still run to learn from)'],
    [
      { outcome: 'kept' } as const,
      8,
      '8 min (learned for Slow before 2026-03-04, and kept since too many waits still ran',
    ],
    [{ censored: 9 }, 5, '300 finished waits and 9 that did not end, 95th percentile, held at half the default)'],
    [{}, 7.25, '7.3 min (learned'],
  ])('says why it is what it is: %j', (rest, value, said) => {
    const book = thresholdBook([], [learned('Slow', value, rest)])
    const { findings } = judge(minutes(60), [pending(['Slow'])], book)
    expect(findings[0]?.evidence[0]?.summary).toContain(said)
  })

  it('of a later status is the proceeded offer’s lender’s', () => {
    const book = thresholdBook([], [learned('Slow', 60, { status: 'LENDER_PROCESSING' })])
    const offers = [offer('a', { lender: 'Slow', proceededAt: T0 })]
    const told = [snapshot('LENDER_PROCESSING', T0, { pendingOperations: [], offers })]
    expect(judge(minutes(61), told, book).stuck).toBe(true)
    expect(judge(minutes(59), told, book).stuck).toBe(false)
  })
})

describe('judging live, while thresholds are learned', () => {
  it('tells the same episodes as judging all of it at the end, when more was learned', () => {
    const now = T0.getTime()
    const world = { seed: 5, days: 2, journeys: 12, now }
    const versions = [36, 24, 12].flatMap((hoursBefore, index) => {
      const effectiveAt = new Date(now - hoursBefore * 60 * MINUTE)
      return [learned(SLOW_LENDER, 20 + 8 * index, { effectiveAt }), learned('Deccan Capital', 5, { effectiveAt })]
    })
    const known = (at: Date) =>
      thresholdBook(
        [],
        versions.filter(({ effectiveAt }) => effectiveAt <= at),
      )
    const of = (snapshots: JourneySnapshot[], at: Date, book: ThresholdBook) =>
      replayJourney({ ...historyOf(snapshots.filter(({ eventAt }) => eventAt <= at)), thresholds: book }, at).findings
    for (const journey of playWorld({ ...world, lenders: pacedLenders(now, world.days) })) {
      const snapshots = snapshotsOf(journey, now)
      for (const { eventAt } of snapshots) {
        const at = new Date(Math.min(now, eventAt.getTime() + 11 * MINUTE))
        expect(of(snapshots, at, known(at))).toEqual(of(snapshots, at, thresholdBook([], versions)))
      }
    }
  })
})
