import { describe, expect, it } from 'vitest'
import { prepareFindingsOverTime, roundUp } from './prepare-findings-over-time'
import { prepareTicks } from './prepare-ticks'
import { prepareSparkline, trendDirection } from './prepare-sparkline'

const points = [new Date(1000), new Date(2000)]

describe('findings over time', () => {
  it('puts the largest condition first and leaves out those without any', () => {
    const chart = prepareFindingsOverTime({
      points,
      series: [
        { condition: 'aa-redirect-expired', values: [1, 0] },
        { condition: 'offers-pending', values: [3, 4] },
        { condition: 'rate-limited', values: [0, 0] },
      ],
    })
    expect(chart.series.map(({ key }) => key)).toEqual(['offers-pending', 'aa-redirect-expired'])
    expect(chart.rows).toEqual([
      { at: 1000, 'offers-pending': 3, 'aa-redirect-expired': 1 },
      { at: 2000, 'offers-pending': 4, 'aa-redirect-expired': 0 },
    ])
  })
  it('tells "none" from "a few": nothing is empty, and the axis never ends below four', () => {
    expect(prepareFindingsOverTime({ points, series: [] })).toMatchObject({ empty: true, top: 4 })
  })
  it('ends the axis on a round number', () => {
    expect([4, 5, 17, 33, 81, 900].map(roundUp)).toEqual([4, 8, 20, 40, 100, 1000])
  })
})

describe('sparklines', () => {
  it('scale to the highest and keep peaks when bars are fewer than values', () => {
    expect(prepareSparkline([0, 1, 4, 2], 2)).toEqual([0.25, 1])
  })
  it('stay at zero where nothing happened', () => {
    expect(prepareSparkline([0, 0, 0], 3)).toEqual([0, 0, 0])
    expect(prepareSparkline([], 3)).toEqual([])
  })
  it('say whether the end rises', () => {
    expect(trendDirection([1, 1, 1, 5])).toBe('rising')
    expect(trendDirection([5, 5, 5, 1])).toBe('falling')
    expect(trendDirection([3, 3, 3, 3])).toBe('steady')
  })
})

describe('axis labels', () => {
  const every = (minutes: number, count: number) =>
    Array.from({ length: count }, (_, index) => new Date(Date.UTC(2026, 10, 22) + index * minutes * 60_000))
  const clock = (at: number) => new Date(at).toISOString().slice(5, 16)

  it('stand on round hours of the reader within a day', () => {
    expect(prepareTicks(every(30, 25), 24 * 3_600_000, 'UTC').map(clock)).toEqual([
      '11-22T00:00',
      '11-22T04:00',
      '11-22T08:00',
    ])
    expect(prepareTicks(every(30, 25), 24 * 3_600_000, 'Asia/Kolkata').map(clock)).toEqual([
      '11-22T02:30',
      '11-22T06:30',
      '11-22T10:30',
    ])
  })
  it('name each day once beyond a day, and not more than fit', () => {
    expect(prepareTicks(every(120, 30), 72 * 3_600_000, 'UTC').map(clock)).toEqual(['11-23T00:00', '11-24T00:00'])
    expect(prepareTicks(every(720, 56), 672 * 3_600_000, 'UTC').length).toBeLessThanOrEqual(8)
  })
})
