import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Episode, RefusedUpdate } from '@/lib/domain/finding'
import type { JourneySnapshot, OperationFacts } from '@/lib/domain/snapshot'
import { aa, diagnostics, minutes, offer, operation, snapshot, step, T0 } from '@/tests/support/journeys'
import { historyOf, judge, openOf } from '@/tests/support/replays'
import { replayJourney } from './replay'

const pending = (minute: number, rest: Partial<JourneySnapshot> = {}) =>
  snapshot('OFFERS_PENDING', minutes(minute), { pendingOperations: [operation('LENDER_DISPATCH', 'QUEUED')], ...rest })
const LIMIT = 10
const EXCEEDED_MS = 1001

describe('episodes', () => {
  it('begin when the wait runs out and end with the event that ends it', () => {
    const { findings } = judge(minutes(100), pending(0), snapshot('OFFERS_AVAILABLE', minutes(25)))
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      lastSeenAt: minutes(25),
      episodes: [{ from: minutes(LIMIT, EXCEEDED_MS), to: minutes(25) }],
    })
  })

  it('of one cause are one finding, however often it comes back', () => {
    const { findings } = judge(minutes(100), pending(0), snapshot('OFFERS_AVAILABLE', minutes(25)), pending(40))
    expect(findings[0]?.episodes).toEqual([
      { from: minutes(LIMIT, EXCEEDED_MS), to: minutes(25) },
      { from: minutes(40 + LIMIT, EXCEEDED_MS), to: null },
    ])
  })

  it('change hands within one wait when the evidence changes', () => {
    const needsAa = pending(20, { pendingOperations: [], offers: [offer('a', { aa: aa('REQUIRED') })] })
    const { findings } = judge(minutes(30), pending(0), needsAa)
    expect(findings.map(({ cause, episodes }) => [cause, episodes])).toEqual([
      ['lender-dispatch-in-flight', [{ from: minutes(LIMIT, EXCEEDED_MS), to: minutes(20) }]],
      ['aa-required', [{ from: minutes(20), to: null }]],
    ])
  })

  it('never held where the status moved on in time', () => {
    expect(judge(minutes(100), pending(0), snapshot('OFFERS_AVAILABLE', minutes(10))).findings).toEqual([])
  })

  it('do not run backwards where event times do', () => {
    const early = snapshot('KYC_PENDING', minutes(-60), {
      sequence: BigInt(minutes(50).getTime()),
      pendingOperations: [],
    })
    const { findings } = judge(minutes(100), pending(0), snapshot('OFFERS_AVAILABLE', minutes(5)), early)
    expect(findings.map(({ episodes }) => episodes)).toEqual([[{ from: minutes(5), to: null }]])
  })

  it('are judged at the event where it lies ahead of the clock', () => {
    expect(judge(minutes(-5), pending(0))).toMatchObject({
      owner: 'lender',
      stuck: false,
      nextCheckAt: minutes(LIMIT, EXCEEDED_MS),
    })
  })
})

describe('idle time', () => {
  it('starts the wait anew when it ends', () => {
    const busy = snapshot('KYC_PENDING', T0, {
      pendingOperations: [],
      offers: [offer('a', { proceededAt: T0, steps: [step('KYC', 'READY', 'REDIRECT')] })],
    })
    const back = snapshot('KYC_PENDING', minutes(60), {
      pendingOperations: [],
      offers: [offer('a', { steps: [step('KYC', 'IN_PROGRESS', 'WAIT')] })],
    })
    expect(judge(minutes(90, 1000), busy, back)).toMatchObject({ owner: 'platform', findings: [] })
    expect(judge(minutes(90, 1001), busy, back).findings[0]?.episodes).toEqual([{ from: minutes(90, 1001), to: null }])
  })

  it('ends an episode and the next one waits the whole time again', () => {
    const told = (minute: number, action: string | null) =>
      snapshot('KYC_PENDING', minutes(minute), {
        pendingOperations: [],
        offers: [offer('a', { proceededAt: T0, steps: [step('KYC', 'IN_PROGRESS', action)] })],
      })
    const { findings } = judge(minutes(200), told(0, 'WAIT'), told(40, 'REDIRECT'), told(100, 'WAIT'))
    expect(findings[0]?.episodes).toEqual([
      { from: minutes(30, 1001), to: minutes(40) },
      { from: minutes(130, 1001), to: null },
    ])
  })

  it('ends by itself when the redirect runs out', () => {
    const live = snapshot('KYC_PENDING', T0, {
      pendingOperations: [],
      offers: [offer('a', { aa: aa('IN_PROGRESS', { redirectExpiresAt: minutes(20) }) })],
    })
    expect(judge(minutes(20, 1000), live).owner).toBe('borrower')
    expect(judge(minutes(20, 1001), live).owner).toBe('platform')
    expect(judge(minutes(51), live).findings[0]?.episodes).toEqual([{ from: minutes(50, 2002), to: null }])
  })
})

it('cannot judge a journey without events', () => {
  expect(() => judge(T0)).toThrow('without snapshots')
})

describe('a flood of refused deliveries', () => {
  it('does not keep the judgement from reaching now', () => {
    const refused = Array.from({ length: 1_000 }, (_, index): RefusedUpdate => ({
      deliveryID: `d${index}`,
      sequence: BigInt(minutes(900).getTime() + index),
      verdict: 'signature-mismatch',
      receivedAt: minutes(1, index * 10),
    }))
    const end = snapshot('OFFERS_AVAILABLE', minutes(901), { sequence: BigInt(minutes(5_000).getTime()) })
    const flooded = replayJourney(historyOf([pending(0)], { refused }), minutes(60))
    expect(openOf(flooded.findings)).toEqual(['offers-pending/lender-dispatch-in-flight'])
    expect(replayJourney(historyOf([pending(0), end], { refused }), minutes(902)).owner).toBe('borrower')
  })
})

const moment = fc.integer({ min: 0, max: 90 }).map((minute) => minutes(minute))
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 })
const stepFacts = fc
  .record({
    type: fc.constantFrom('KYC', 'ACCOUNT_AGGREGATOR', 'BANK_MANDATE', 'E_MANDATE'),
    status: fc.constantFrom('PENDING', 'PENDING', 'READY', 'IN_PROGRESS', 'SUCCESS'),
    action: fc.constantFrom('NONE', 'WAIT', 'REDIRECT', 'AWAIT_CALLBACK'),
    since: orNull(moment),
  })
  .map(({ type, status, action, since }) =>
    step(type, status, action, { diagnostics: since && diagnostics({ since }) }),
  )
const offerFacts = fc
  .record({
    state: fc.constantFrom('REQUIRED', 'REDIRECT_READY', 'IN_PROGRESS', 'USER_RETURNED', 'APPROVED', 'EXPIRED', null),
    redirectExpiresAt: orNull(moment),
    proceededAt: orNull(moment),
    steps: orNull(fc.array(stepFacts, { maxLength: 3 })),
  })
  .map(({ state, redirectExpiresAt, ...rest }) => offer('a', { ...rest, aa: aa(state, { redirectExpiresAt }) }))
const event = fc.record({
  gap: fc.integer({ min: 1, max: 25 }),
  source: fc.constantFrom('webhook', 'webhook', 'pull'),
  status: fc.constantFrom(
    'OFFERS_PENDING',
    'OFFERS_PENDING',
    'AA_REQUIRED',
    'KYC_PENDING',
    'BANK_MANDATE_PENDING',
    'OFFERS_AVAILABLE',
    'PROFILE_SUBMITTED',
    'LENDER_PROCESSING',
    'CLOSED',
  ),
  pendingOperations: orNull(
    fc.constantFrom<OperationFacts[]>(
      [],
      [operation('LENDER_DISPATCH', 'QUEUED')],
      [operation('AA_RECONCILE', 'RETRYING')],
    ),
  ),
  offers: orNull(fc.array(offerFacts, { maxLength: 1 })),
})
/** As it would come live: times and versions grow, and each event reaches us as it happens. */
const live = fc.array(event, { minLength: 1, maxLength: 6 }).map((events) => {
  let minute = 0
  return events.map(({ gap, source, status, ...rest }, index): JourneySnapshot => {
    minute += gap
    return snapshot(status, minutes(minute), {
      ...rest,
      source: source === 'pull' ? 'pull' : 'webhook',
      sequence: BigInt(index + 1),
    })
  })
})

function until(episodes: Episode[], at: Date): Episode[] {
  const begun = episodes.filter(({ from }) => from <= at)
  return begun.map(({ from, to }) => ({ from, to: to && to <= at ? to : null }))
}

function episodesOf(findings: ReturnType<typeof judge>['findings'], at: Date): [string, Episode[]][] {
  return findings
    .map(({ condition, cause, episodes }): [string, Episode[]] => [`${condition}/${cause}`, until(episodes, at)])
    .filter(([, episodes]) => episodes.length > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

const visible = ({ owner, stuck, stuckSince, findings }: ReturnType<typeof judge>) => ({
  owner,
  stuck,
  stuckSince,
  open: openOf(findings),
})

describe('for any history', () => {
  it('judging it live, at any moments, tells the same episodes as replaying it in bulk at the end', () => {
    const nows = fc.array(fc.integer({ min: 0, max: 240 * 60 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(live, nows, (events, seconds) => {
        const bulk = judge(minutes(30 * 60), ...events)
        for (const second of seconds) {
          const now = minutes(0, second * 1000)
          const known = events.filter(({ eventAt }) => eventAt <= now)
          if (known.length > 0)
            expect(episodesOf(judge(now, ...known).findings, now)).toEqual(episodesOf(bulk.findings, now))
        }
      }),
      { numRuns: 400 },
    )
  })

  it('the order in which events are given does not matter', () => {
    fc.assert(
      fc.property(live, (events) => {
        expect(judge(minutes(200), ...events.toReversed())).toEqual(judge(minutes(200), ...events))
      }),
      { numRuns: 100 },
    )
  })

  it('nothing changes between two checks, and what a check is due for is due then', () => {
    fc.assert(
      fc.property(live, (events) => {
        const start = events.at(-1)?.eventAt ?? T0
        let judged = judge(start, ...events)
        for (let ms = 0; ms <= 60 * 60_000; ms += 5_000) {
          const now = new Date(start.getTime() + ms)
          while (judged.nextCheckAt && judged.nextCheckAt <= now) {
            const eve = new Date(judged.nextCheckAt.getTime() - 1)
            expect(visible(judge(eve, ...events))).toEqual(visible(judged))
            judged = judge(judged.nextCheckAt, ...events)
          }
          expect(visible(judge(now, ...events))).toEqual(visible(judged))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('the checks come to an end', () => {
    fc.assert(
      fc.property(live, (events) => {
        let judged = judge(T0, ...events)
        let checks = 0
        for (; judged.nextCheckAt; checks++) {
          expect(checks).toBeLessThan(50)
          judged = judge(judged.nextCheckAt, ...events)
        }
      }),
      { numRuns: 200 },
    )
  })
})
