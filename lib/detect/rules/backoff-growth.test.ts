import { describe, expect, it } from 'vitest'
import { call, causes } from '@/tests/support/api-calls'

const CALLERS = 1_000
let seed = 7
const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647

/** One caller's chains of 429s, ten minutes apart; `gap` says how many seconds to wait before try n. */
function chains(count: number, retries: number, gap: (attempt: number) => number) {
  return Array.from({ length: count }, (_, chain) => {
    let at = chain * 600
    return Array.from({ length: retries + 1 }, (_, attempt) => {
      const durationMs = 40 + Math.round(100 * random())
      const one = call(at, 'GET', '/journeys/j1/state', attempt === retries ? 200 : 429, { durationMs })
      at += durationMs / 1000 + gap(attempt)
      return one
    })
  }).flat()
}

function flagged(count: number, retries: number, gap: (attempt: number) => number, callers = CALLERS): number {
  let found = 0
  for (let caller = 0; caller < callers; caller++)
    if (causes(chains(count, retries, gap), 6_900).includes('missing-backoff open')) found += 1
  return found / callers
}

const fullJitter = (baseSeconds: number) => (attempt: number) => random() * baseSeconds * 2 ** attempt

describe('full jitter', () => {
  it.each([
    [1, 3, 1],
    [1, 3, 0.1],
    [1, 5, 1],
    [2, 3, 1],
    [3, 3, 1],
    [4, 3, 0.1],
    [5, 3, 1],
    [10, 3, 1],
    [10, 5, 0.1],
  ])('in %d chains of %d retries from %f s on is hardly ever taken for a missing backoff', (count, retries, base) => {
    expect(flagged(count, retries, fullJitter(base))).toBeLessThanOrEqual(0.012)
  })
})

describe('a missing backoff', () => {
  it.each([
    ['a fixed wait', 1, 4, () => 2 + 0.1 * random()],
    ['a fixed wait', 3, 3, () => 2 + 0.2 * random()],
    ['a wait of random length around the same', 6, 4, () => 0.75 + 0.5 * random()],
    ['no wait at all', 1, 3, () => 0.005 * random()],
    ['no wait at all', 8, 3, () => 0.005 * random()],
  ])('is found: %s, %d chains of %d retries', (_, count, retries, gap) => {
    expect(flagged(count, retries, gap, 200)).toBeGreaterThanOrEqual(0.97)
  })
})
