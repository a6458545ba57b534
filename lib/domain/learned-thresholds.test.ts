import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  learnedFor,
  learnThresholds,
  thresholdBook,
  WAIT_STATUSES,
  type LearnedThreshold,
  type Wait,
} from './learned-thresholds'

const NOW = new Date('2026-03-20T00:00:00.000Z')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const STATUS = 'OFFERS_PENDING'

function wait(lastsMs: number, rest: Partial<Wait> = {}): Wait {
  const from = new Date(NOW.getTime() - DAY)
  return { status: STATUS, lender: 'Konkan', from, to: new Date(from.getTime() + lastsMs), completed: true, ...rest }
}

/** `count` waits of 1/count, 2/count, … of `longestMs`. */
function waits(count: number, longestMs: number, rest: Partial<Wait> = {}): Wait[] {
  return Array.from({ length: count }, (_, index) => wait((longestMs * (index + 1)) / count, rest))
}

const learn = (all: Wait[], before: LearnedThreshold[] = []) => learnThresholds(all, NOW, before)
const valueOf = (all: Wait[], lender: string | null = 'Konkan') =>
  learn(all).find((one) => one.lender === lender)?.valueMs

describe('a learned threshold', () => {
  it('is the 95th percentile of 200 waits, and of 199 there is none', () => {
    expect(learn(waits(200, 20 * MINUTE))).toMatchObject([
      { outcome: 'learned', valueMs: 19 * MINUTE, percentileMs: 19 * MINUTE, completed: 200, censored: 0 },
    ])
    expect(learn(waits(199, 20 * MINUTE))).toMatchObject([{ outcome: 'few', valueMs: null, completed: 199 }])
  })

  it('is each lender’s own, once the status has its 200 waits and the lender its 59', () => {
    const all = [
      ...waits(100, 20 * MINUTE),
      ...waits(59, 30 * MINUTE, { lender: 'Slow' }),
      ...waits(58, 30 * MINUTE, { lender: 'Rare' }),
    ]
    expect(valueOf(all)).toBe(19 * MINUTE)
    expect(valueOf(all, 'Slow')).toBeGreaterThan(28 * MINUTE)
    expect(valueOf(all, 'Rare')).toBeNull()
  })

  it('is never below half nor above four times the default', () => {
    expect(valueOf(waits(200, 10_000))).toBe(5 * MINUTE)
    expect(valueOf(waits(200, 300 * MINUTE))).toBe(40 * MINUTE)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: DAY }), { minLength: 200, maxLength: 260 }), (lengths) => {
        const value = valueOf(lengths.map((length) => wait(length)))
        expect(value).toBeGreaterThanOrEqual(5 * MINUTE)
        expect(value).toBeLessThanOrEqual(40 * MINUTE)
      }),
    )
  })

  it('forgets what ended more than 14 days ago, and what has no threshold', () => {
    const old = { from: new Date(NOW.getTime() - 15 * DAY), to: new Date(NOW.getTime() - 14 * DAY - MINUTE) }
    expect(learn(waits(300, MINUTE, old))).toEqual([])
    expect(learn(waits(300, MINUTE, { status: 'OFFERS_AVAILABLE' }))).toEqual([])
  })

  it('holds for waits that begin after every process knows it', () => {
    const [one] = learn(waits(200, 20 * MINUTE))
    expect(one?.effectiveAt).toEqual(new Date(NOW.getTime() + 2 * MINUTE))
  })
})

describe('waits that still run', () => {
  it('are never learned from alone: all censored, nothing learned', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: DAY }), { minLength: 1, maxLength: 400 }), (lengths) => {
        const all = lengths.map((length) => wait(length, { completed: false }))
        expect(learn(all).map(({ valueMs, percentileMs }) => [valueMs, percentileMs])).toEqual([[null, null]])
      }),
    )
  })

  it('push the percentile out, where leaving them away would not', () => {
    const finished = waits(300, 20 * MINUTE)
    const running = waits(30, 20 * MINUTE, { completed: false })
    expect(valueOf([...finished, ...running])).toBeGreaterThan(valueOf(finished) ?? 0)
  })

  it('leave what was learned before in force when a mass stall keeps the curve from coming down', () => {
    const [before] = learn(waits(300, 20 * MINUTE))
    const stall = [...waits(300, 20 * MINUTE), ...waits(60, DAY, { completed: false })]
    expect(learn(stall)).toMatchObject([{ outcome: 'flat', valueMs: null, percentileMs: null }])
    expect(learn(stall, before ? [before] : [])).toMatchObject([
      { outcome: 'kept', valueMs: 19 * MINUTE, percentileMs: null, completed: 300, censored: 60 },
    ])
  })
})

describe('which one holds', () => {
  const at = (day: number) => new Date(NOW.getTime() + day * DAY)
  const [first] = learn(waits(200, 20 * MINUTE))
  const later = first
    ? [
        { ...first, effectiveAt: at(2), valueMs: 7 * MINUTE },
        { ...first, effectiveAt: at(1) },
      ]
    : []
  const book = thresholdBook([], later)

  it('is what was learned by the time the wait began, never what came after', () => {
    expect(learnedFor(book, STATUS, 'Konkan', at(0.9))).toBeNull()
    expect(learnedFor(book, STATUS, 'Konkan', at(1))?.valueMs).toBe(19 * MINUTE)
    expect(learnedFor(book, STATUS, 'Konkan', at(1.9))?.valueMs).toBe(19 * MINUTE)
    expect(learnedFor(book, STATUS, 'Konkan', at(2))?.valueMs).toBe(7 * MINUTE)
    expect(learnedFor(book, STATUS, 'Other', at(3))).toBeNull()
  })

  it('covers every status of the contract’s table that has a threshold', () => {
    expect(WAIT_STATUSES).toHaveLength(9)
    expect(WAIT_STATUSES).toContain('LENDER_PROCESSING')
  })
})
