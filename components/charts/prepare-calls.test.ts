import { describe, expect, it } from 'vitest'
import { prepareErrorRate, seriesAt, type RatePoint } from './prepare-error-rate'
import { prepareGaps } from './prepare-gaps'
import { prepareHeatMap } from './prepare-heat-map'

const HOUR = 3_600_000
const points = [0, 1, 2, 3].map((hour) => new Date(hour * HOUR))
const point = (hour: number, key: string, status: number, calls: number, errors = calls): RatePoint => ({
  at: new Date(hour * HOUR),
  key,
  status,
  calls,
  errors,
})

describe('the error rate', () => {
  it('divides errors by all calls of their step', () => {
    const series = [point(0, 'OK', 200, 90, 0), point(0, 'RATE_LIMITED', 429, 10)]
    const chart = prepareErrorRate({ points, series, by: 'code' })
    expect(chart.series.map(({ key, color }) => [key, color])).toEqual([['RATE_LIMITED', 'var(--series-429)']])
    expect(chart.rows[0]).toMatchObject({ calls: 100, errors: 10, shares: { s0: 0.1 } })
    expect(chart).toMatchObject({ top: 0.1, calls: 100, errors: 10, state: 'errors' })
  })

  it('marks steps without a call as silent and gives them no rate', () => {
    const series = [point(1, 'OK', 200, 5, 0), point(1, 'HTTP_502', 502, 1)]
    const chart = prepareErrorRate({ points, series, by: 'code' })
    expect(chart.silent).toEqual([
      { from: 0, to: 0 },
      { from: 2 * HOUR, to: 3 * HOUR },
    ])
    expect(chart.rows[2]?.shares).toEqual({})
  })

  it('tells no calls from no errors', () => {
    expect(prepareErrorRate({ points, series: [], by: 'code' }).state).toBe('no-calls')
    const fine = prepareErrorRate({ points, series: [point(0, 'OK', 200, 7, 0)], by: 'code' })
    expect(fine).toMatchObject({ state: 'no-errors', calls: 7 })
  })

  it('stacks by family with 429 in its own colour and 5xx on top', () => {
    const series = [
      point(0, '503', 503, 2),
      point(0, '502', 502, 1),
      point(0, '429', 429, 9),
      point(0, '400', 400, 1),
      point(0, '0', 0, 1),
      point(0, '200', 200, 86, 0),
    ]
    const chart = prepareErrorRate({ points, series, by: 'family' })
    expect(chart.series.map(({ label }) => label)).toEqual(['400', '429', '5xx', 'no answer'])
    expect(chart.rows[0]?.counts).toEqual({ s0: 1, s1: 9, s2: 3, s3: 1 })
  })

  it('knows which part of a bar holds a height', () => {
    const series = [point(0, '400', 400, 10), point(0, '429', 429, 20), point(0, '200', 200, 70, 0)]
    const chart = prepareErrorRate({ points, series, by: 'status' })
    expect([0.05, 0.1, 0.11, 0.3, 0.31].map((share) => seriesAt(chart, 0, share)?.key ?? null)).toEqual([
      '400',
      '400',
      '429',
      '429',
      null,
    ])
    expect(seriesAt(chart, HOUR, 0)).toBeNull()
  })

  it('gives codes of one family tints of its colour', () => {
    const series = [point(0, 'AUTH_INVALID_SESSION', 401, 5), point(0, 'AUTH_INVALID_API_KEY', 401, 3)]
    const colors = prepareErrorRate({ points, series, by: 'code' }).series.map(({ color }) => color)
    expect(colors[0]).toBe('var(--series-401)')
    expect(colors[1]).toContain('color-mix')
  })

  it('folds what is beyond seven series into other, with what came so', () => {
    const series = Array.from({ length: 9 }, (_, index) => point(0, `caller-${index}`, 500, 10 - index))
    const chart = prepareErrorRate({ points, series: [...series, point(0, 'other', 500, 4)], by: 'caller' })
    expect(chart.series).toHaveLength(8)
    expect(chart.series.at(-1)).toMatchObject({ key: 'other', errors: 3 + 2 + 4 })
    expect(chart.rows[0]?.errors).toBe(chart.errors)
  })
})

describe('the heat map', () => {
  const pair = (caller: string, route: string, limited: number) => ({ caller, route, limited, calls: limited * 10 })

  it('puts the most limited first and leaves pairs without 429s empty', () => {
    const map = prepareHeatMap([pair('a', 'GET /x', 1), pair('b', 'PUT /y', 64)], { callers: 5, routes: 5 })
    expect(map.rows.map(({ caller }) => caller)).toEqual(['b', 'a'])
    expect(map.rows[0]?.cells).toEqual([{ limited: 64, calls: 640, level: 5 }, null])
    expect(map.rows[1]?.cells[1]).toMatchObject({ limited: 1, level: 1 })
  })

  it('adds up the same pair of several applications and counts what has no place', () => {
    const pairs = [pair('a', 'GET /x', 2), pair('a', 'GET /x', 3), pair('b', 'GET /x', 1)]
    const map = prepareHeatMap(pairs, { callers: 1, routes: 5 })
    expect(map.rows[0]?.cells[0]?.limited).toBe(5)
    expect(map.hidden).toBe(1)
  })

  it('spells routes out where their short names are the same', () => {
    const routes = ['GET /a/state', 'GET /b/{id}/state', 'PUT /profile']
    const map = prepareHeatMap(
      routes.map((route, index) => pair('a', route, 9 - index)),
      { callers: 5, routes: 5 },
    )
    expect(map.routes.map(({ label }) => label)).toEqual(['GET /a/state', 'GET /b/{id}/state', 'PUT profile'])
  })
})

describe('the gap histogram', () => {
  const bin = (upToMs: number | null, early: number, untold = 0) => ({ upToMs, early, obeyed: 0, untold })

  it('names bins by their ends and cuts the empty tail', () => {
    const ends = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, null]
    const chart = prepareGaps(ends.map((end, index) => bin(end, index === 1 ? 7 : 0)))
    expect(chart.rows.map(({ label }) => label)).toEqual(['≤ 250 ms', '≤ 500 ms', '≤ 1 s', '≤ 2 s', '≤ 5 s', '≤ 10 s'])
    expect(chart).toMatchObject({ top: 7, empty: false, anyUntold: false })
    expect(prepareGaps([bin(250, 0), bin(null, 0, 1)]).rows.at(-1)?.label).toBe('> 250 ms')
  })

  it('is empty where nothing was repeated', () => {
    expect(prepareGaps([bin(250, 0), bin(null, 0)]).empty).toBe(true)
  })
})
