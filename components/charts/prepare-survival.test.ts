import { describe, expect, it } from 'vitest'
import { prepareSurvival } from './prepare-survival'

const curve = [1, 2, 4, 8, 30, 300].map((minutes, index) => ({ minutes, running: 1 - (index + 1) / 6 }))

describe('a survival curve', () => {
  it('starts with all and is cut a little beyond its thresholds', () => {
    const chart = prepareSurvival({ curve, defaultMinutes: 10, learnedMinutes: 20 })
    expect(chart.rows[0]).toEqual({ minutes: 0, running: 1 })
    expect(chart.until).toBe(32)
    expect(chart.rows.at(-1)).toEqual({ minutes: 32, running: 1 - 5 / 6 })
    expect(chart.isCut).toBe(true)
    expect(chart.ticks).toEqual([0, 5, 10, 15, 20, 25, 30])
  })

  it('marks the default, and the learned one where there is one', () => {
    const labels = (learnedMinutes: number | null) =>
      prepareSurvival({ curve, defaultMinutes: 1440, learnedMinutes }).marks.map(({ label }) => label)
    expect(labels(null)).toEqual(['default 24 h'])
    expect(labels(720)).toEqual(['default 24 h', 'learned 12 h'])
  })

  it('has a table of where it passes round shares, up to its end', () => {
    const { table } = prepareSurvival({ curve, defaultMinutes: 10, learnedMinutes: 5 })
    expect(table[0]).toEqual({ after: '1 min', running: '83.3 %' })
    expect(table.at(-1)).toEqual({ after: '5 h', running: '0 %' })
  })

  it('is a straight line where nothing ended', () => {
    const { rows, table } = prepareSurvival({ curve: [], defaultMinutes: 10, learnedMinutes: null })
    expect(rows.map(({ running }) => running)).toEqual([1, 1])
    expect(table).toEqual([])
  })
})
