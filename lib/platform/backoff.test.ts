import { expect, it } from 'vitest'
import { backoffDelay } from './backoff'

const options = { baseMs: 500, capMs: 20_000 }

it('is uniform between zero and a ceiling that doubles up to the cap', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => backoffDelay(attempt, null, options, () => 1))
  expect(ceilings).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000])
  expect(backoffDelay(5, null, options, () => 0)).toBe(0)
  const draws = Array.from({ length: 4_000 }, () => backoffDelay(3, null, options))
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...draws)).toBeLessThanOrEqual(2_000)
  const mean = draws.reduce((sum, delay) => sum + delay, 0) / draws.length
  expect(Math.abs(mean - 1_000)).toBeLessThan(60)
})

it('never comes back before Retry-After, and spreads those who were refused together', () => {
  expect(backoffDelay(1, 3_000, options, () => 0)).toBe(3_000)
  expect(backoffDelay(1, 3_000, options, () => 1)).toBe(3_500)
})
