import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quantile, survivalCurve, thinCurve, type Observation } from './kaplan-meier'

/** "6+" was still running after 6. */
function observed(text: string): Observation[] {
  return text.split(' ').map((word) => ({ duration: Number.parseFloat(word), ended: !word.endsWith('+') }))
}

const rounded = (observations: Observation[]) =>
  survivalCurve(observations).map(({ at, atRisk, ended, survival }) => [at, atRisk, ended, Number(survival.toFixed(4))])

/** Weeks in remission, Freireich et al., Blood 21 (1963): the example of Cox (1972) and of most textbooks. */
const TREATED = observed('6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+')
const PLACEBO = observed('1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23')

describe('the product-limit estimate', () => {
  it('gives the published curve of the treated leukaemia patients', () => {
    expect(rounded(TREATED)).toEqual([
      [6, 21, 3, 0.8571],
      [7, 17, 1, 0.8067],
      [10, 15, 1, 0.7529],
      [13, 12, 1, 0.6902],
      [16, 11, 1, 0.6275],
      [22, 7, 1, 0.5378],
      [23, 6, 1, 0.4482],
    ])
    expect(quantile(survivalCurve(TREATED), 0.5)).toBe(23)
    expect(quantile(survivalCurve(TREATED), 0.95)).toBeNull()
  })

  it('gives the published curve of those with the placebo, none of whom was censored', () => {
    expect(rounded(PLACEBO).map(([at, , , survival]) => [at, survival])).toEqual([
      [1, 0.9048],
      [2, 0.8095],
      [3, 0.7619],
      [4, 0.6667],
      [5, 0.5714],
      [8, 0.381],
      [11, 0.2857],
      [12, 0.1905],
      [15, 0.1429],
      [17, 0.0952],
      [22, 0.0476],
      [23, 0],
    ])
    expect(quantile(survivalCurve(PLACEBO), 0.5)).toBe(8)
    expect(quantile(survivalCurve(PLACEBO), 0.95)).toBe(22)
  })

  it('gives the curve of the acute myelogenous leukaemia trial (Miller 1981, `aml` of the R package survival)', () => {
    const maintained = observed('9 13 13+ 18 23 28+ 31 34 45+ 48 161+')
    expect(rounded(maintained)).toEqual([
      [9, 11, 1, 0.9091],
      [13, 10, 1, 0.8182],
      [18, 8, 1, 0.7159],
      [23, 7, 1, 0.6136],
      [31, 5, 1, 0.4909],
      [34, 4, 1, 0.3682],
      [48, 2, 1, 0.1841],
    ])
  })

  it('has no point where nothing ended', () => {
    expect(survivalCurve([])).toEqual([])
    expect(survivalCurve(observed('1+ 5+ 9+'))).toEqual([])
    expect(quantile([], 0.95)).toBeNull()
  })

  it('counts what began before the window only from the age at which the window found it', () => {
    const late: Observation = { duration: 50, ended: false, enteredAt: 12 }
    const curve = survivalCurve([...PLACEBO, late])
    expect(curve.find(({ at }) => at === 12)?.atRisk).toBe(6)
    expect(curve.find(({ at }) => at === 15)?.atRisk).toBe(5)
    expect(curve.find(({ at }) => at === 1)?.atRisk).toBe(21)
  })
})

const observation = fc.record({ duration: fc.integer({ min: 1, max: 500 }), ended: fc.boolean() })

describe('over any observations', () => {
  it('never rises and stays within none and all, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 200 }), (all) => {
        const curve = survivalCurve(all)
        expect(survivalCurve(all.toReversed())).toEqual(curve)
        for (const [index, { survival, atRisk, ended }] of curve.entries()) {
          expect(survival).toBeGreaterThanOrEqual(0)
          expect(survival).toBeLessThanOrEqual(curve[index - 1]?.survival ?? 1)
          expect(ended).toBeLessThanOrEqual(atRisk)
        }
      }),
    )
  })

  it('is the plain share of those that last longer where nothing is censored', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 300 }), (durations) => {
        const curve = survivalCurve(durations.map((duration) => ({ duration, ended: true })))
        for (const { at, survival } of curve) {
          const longer = durations.filter((duration) => duration > at).length
          expect(survival).toBeCloseTo(longer / durations.length, 9)
        }
      }),
    )
  })

  it('tells no percentile once all are censored', () => {
    fc.assert(
      fc.property(
        fc.array(observation, { maxLength: 200 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (all, share) => {
          const censored = all.map(({ duration }) => ({ duration, ended: false }))
          expect(quantile(survivalCurve(censored), share)).toBeNull()
        },
      ),
    )
  })

  it('keeps its ends and its percentile nearly where they were when it is thinned', () => {
    const curve = survivalCurve(Array.from({ length: 5_000 }, (_, index) => ({ duration: index + 1, ended: true })))
    const thin = thinCurve(curve, 60)
    expect(thin.length).toBeLessThanOrEqual(62)
    expect(thin[0]).toEqual(curve[0])
    expect(thin.at(-1)).toEqual(curve.at(-1))
    expect(quantile(thin, 0.95)).toBeGreaterThan(4_700)
    expect(quantile(thin, 0.95)).toBeLessThan(4_850)
  })
})
