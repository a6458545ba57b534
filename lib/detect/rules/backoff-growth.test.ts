import { describe, expect, it } from 'vitest'
import { call, causes } from '@/tests/support/api-calls'

const CALLERS = 1_000
let seed = 7
const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647

/** One chain of 429s and the call that got through; `gaps` are the seconds waited after each answer. */
function chainOf(start: number, gaps: number[]) {
  let at = start
  return [...gaps, 0].map((gap, attempt) => {
    const durationMs = 40 + Math.round(100 * random())
    const one = call(at, 'GET', '/journeys/j1/state', attempt === gaps.length ? 200 : 429, { durationMs })
    at += durationMs / 1000 + gap
    return one
  })
}

/** One caller's chains, ten minutes apart; `gap` says how many seconds to wait before try n. */
function chains(count: number, retries: number, gap: (attempt: number) => number) {
  return Array.from({ length: count }, (_, chain) =>
    chainOf(
      chain * 600,
      Array.from({ length: retries }, (_, attempt) => gap(attempt)),
    ),
  ).flat()
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

describe('few chains that looked flat', () => {
  const regularByChance = () => chainOf(0, [1.8, 2.6, 3, 2.2])
  const growing = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => chainOf(from + index * 600, [1, 2, 4, 8])).flat()

  it('are forgotten when later chains show with them that gaps grow', () => {
    expect(causes(regularByChance(), 700)).toEqual(['missing-backoff open'])
    expect(causes([...regularByChance(), ...growing(600, 3)], 3_000)).toEqual(['missing-backoff open'])
    expect(causes([...regularByChance(), ...growing(600, 4)], 3_600)).toEqual([])
  })

  it('stay where only a timer waits so evenly', () => {
    const fixed = chainOf(0, [2, 2, 2.01, 2])
    expect(causes([...fixed, ...growing(600, 8)], 6_000)).toEqual(['missing-backoff open'])
    expect(causes([...fixed, ...growing(600, 8)], 8_000)).toEqual(['missing-backoff resolved'])
  })

  it('stay where the others came too late to be judged with them', () => {
    expect(causes([...regularByChance(), ...growing(7_300, 6)], 11_000)).toEqual(['missing-backoff resolved'])
  })
})
