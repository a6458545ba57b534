import { describe, expect, it } from 'vitest'
import { makeScale } from './timeline-scale'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 5) + minutes * 60_000)

describe('makeScale', () => {
  it('is true to scale where nothing is folded', () => {
    const { x, folds } = makeScale([at(0), at(10), at(40)])
    expect(folds).toEqual([])
    expect(x(at(0))).toBe(0)
    expect(x(at(10))).toBeCloseTo(0.25)
    expect(x(at(20))).toBeCloseTo(0.5)
    expect(x(at(40))).toBe(1)
  })

  it('folds a gap that is far longer than the usual one and says from when to when', () => {
    const { x, folds } = makeScale([at(0), at(5), at(10), at(15), at(1_500), at(1_505)])
    expect(folds).toHaveLength(1)
    expect(folds[0]).toMatchObject({ from: at(15), to: at(1_500) })
    expect(x(at(1_500)) - x(at(15))).toBeLessThan(0.7)
    expect(folds[0]?.x).toBeCloseTo((x(at(15)) + x(at(1_500))) / 2)
  })

  it('keeps the order of times whatever it folds', () => {
    const times = [0, 1, 2, 3, 500, 501, 9_000, 9_001].map(at)
    const { x } = makeScale(times)
    const places = times.map(x)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(new Set(places).size).toBe(places.length)
  })

  it('does not fold when there are too few gaps to call one usual', () => {
    expect(makeScale([at(0), at(1), at(5_000)]).folds).toEqual([])
  })

  it('puts times beyond its ends on its ends', () => {
    const { x } = makeScale([at(10), at(20)])
    expect(x(at(0))).toBe(0)
    expect(x(at(99))).toBe(1)
  })

  it('places everything at the start when there is one moment alone', () => {
    expect(makeScale([at(0)]).x(at(0))).toBe(0)
    expect(makeScale([at(0), at(0)]).x(at(5))).toBe(0)
  })
})
