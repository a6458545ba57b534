import { describe, expect, it } from 'vitest'
import type { LearnedValue, ThresholdView } from '@/lib/query/thresholds'
import { inForce, whyLearned } from './threshold-words'

const at = new Date('2026-03-20T10:00:00Z')
const learned = (rest: Partial<LearnedValue>): LearnedValue => ({
  lender: 'Konkan',
  outcome: 'learned',
  minutes: 7,
  percentileMinutes: 7,
  completed: 812,
  censored: 0,
  learnedAt: at,
  effectiveAt: at,
  since: at,
  curve: [],
  ...rest,
})
const view: ThresholdView = { status: 'OFFERS_PENDING', defaultMinutes: 10, override: null, learned: [], revision: 0 }

describe('the words of a threshold', () => {
  it.each([
    [{}, '95 % end within it: 812 finished.'],
    [{ censored: 3 }, '95 % end within it: 812 finished, 3 without an end.'],
    [{ minutes: 5, percentileMinutes: 2 }, '95 % end within 2 min; never below half the default. 812 finished.'],
    [
      { minutes: 40, percentileMinutes: 90 },
      '95 % end within 90 min; never above four times the default. 812 finished.',
    ],
    [{ outcome: 'few', minutes: null, completed: 12 } as const, 'Too few waits to learn from: 12 finished.'],
    [
      { outcome: 'kept', percentileMinutes: null } as const,
      'Kept from before, since too many still run: 812 finished.',
    ],
  ])('of %j', (rest, said) => {
    expect(whyLearned(learned(rest), 10)).toBe(said)
  })

  it('say what somebody set, else what was learned, else the default', () => {
    const override = { minutes: 90, by: 'a@example.com', at, everywhere: true }
    expect(inForce({ ...view, override }, learned({}), true)).toBe(90)
    expect(inForce(view, learned({}), true)).toBe(7)
    expect(inForce(view, learned({}), false)).toBe(10)
    expect(inForce(view, learned({ minutes: null }), true)).toBe(10)
    expect(inForce(view, null, true)).toBe(10)
  })
})
