import { describe, expect, it } from 'vitest'
import type { ApiCall } from '@/lib/domain/api-call'
import { call, causes, judgeCaller } from '@/tests/support/api-calls'

const READ = '/journeys/j1/state'
let seed = 1
const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647

/** 429s with the given gaps in seconds between them, and a success at last. */
function chain(start: number, gaps: number[], rest: Partial<ApiCall> = {}, method = 'GET', path = READ): ApiCall[] {
  let at = start
  const limited = gaps.map((gap) => {
    const one = call(at, method, path, 429, { errorCode: 'RATE_LIMITED', ...rest })
    at += gap
    return one
  })
  return [...limited, call(at, method, path, 200, rest)]
}

const chains = (count: number, gaps: () => number[], rest: Partial<ApiCall> = {}) =>
  Array.from({ length: count }, (_, index) =>
    chain(index * 600, gaps(), { borrowerExternalID: `C${index}`, ...rest }),
  ).flat()

describe('missing backoff', () => {
  it('is three calls repeated before Retry-After ends, more than 5 % of the 429s', () => {
    const early = (count: number) => chains(count, () => [1.5], { retryAfterMs: 4000 })
    expect(causes(early(2), 3000)).toEqual([])
    expect(causes(early(3), 3000)).toEqual(['missing-backoff open'])
    const patient = Array.from({ length: 60 }, (_, index) =>
      chain(index * 5, [4.5], { borrowerExternalID: `P${index}`, retryAfterMs: 4000 }),
    ).flat()
    expect(causes([...patient, ...early(3)], 3000)).toEqual([])
  })

  it('is over when others wait as told, and never was where it stood on few', () => {
    const early = (from: number, count: number) =>
      chains(count, () => [1.5], { retryAfterMs: 4000 }).map((one) => ({
        ...one,
        occurredAt: new Date(one.occurredAt.getTime() + from * 1000),
      }))
    const patient = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        chain(from + index * 5, [4.5], { borrowerExternalID: `P${from}-${index}`, retryAfterMs: 4000 }),
      ).flat()
    expect(causes([...early(0, 3), ...patient(2000, 70)], 3000)).toEqual(['missing-backoff resolved'])
    const few = [...patient(-200, 37), ...early(0, 3)]
    expect(causes(few, 2000)).toEqual(['missing-backoff open'])
    expect(causes([...few, ...patient(2000, 40)], 3000)).toEqual([])
  })

  it('is not a retry within the skew of Retry-After', () => {
    expect(
      causes(
        chains(8, () => [3.2], { retryAfterMs: 4000 }),
        6000,
      ),
    ).toEqual([])
  })

  it.each([1, 2, 4, 5, 12])('is found by gaps that stay, in %d chains', (count) => {
    expect(
      causes(
        chains(count, () => [2, 2, 2, 2]),
        2000,
      ),
    ).toEqual(['missing-backoff open'])
  })

  it.each([1, 4, 5, 12])('is not gaps that double, in %d chains', (count) => {
    expect(
      causes(
        chains(count, () => [1, 2, 4, 8]),
        7000,
      ),
    ).toEqual([])
  })

  it('is not full jitter, over many chains', () => {
    for (let run = 0; run < 20; run++) {
      expect(
        causes(
          chains(12, () => [1, 2, 4, 8].map((most) => 0.1 + most * random())),
          7000,
        ),
      ).toEqual([])
    }
  })

  it('speaks of its route, and of none where several show it', () => {
    const early = (path: string) => chain(0, [1.5, 1.5, 1.5], { retryAfterMs: 4000 }, 'GET', path)
    const routeOf = (calls: ApiCall[]) => judgeCaller(calls, 3000).findings[0]?.subjectDetail?.route
    expect(routeOf(early(READ))).toBe('GET /journeys/{journeyID}/state')
    expect(routeOf([...early(READ), ...early('/profile')])).toBeNull()
  })

  it('tells its rates, its threshold and why the others were rejected', () => {
    const [finding] = judgeCaller(
      chains(6, () => [2, 2, 2, 2]),
      4000,
    ).findings
    expect(finding?.evidence.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['rate', 'threshold', 'call']))
    expect(finding?.rejectedCauses.map(({ cause }) => cause)).toEqual(['retry-without-idempotency', 'excessive-writes'])
  })
})

describe('a retry without idempotency', () => {
  const writes = (count: number, keyOf: (attempt: number) => string | null) =>
    Array.from({ length: count }, (_, index) =>
      chain(index * 300, [5, 12], { bodySha256: `sha${index}`, retryAfterMs: 2000 }, 'PUT', '/profile').map(
        (one, attempt) => ({ ...one, idempotencyKey: keyOf(attempt) && `${index}-${keyOf(attempt)}` }),
      ),
    ).flat()

  it('is three writes repeated with no key, or a new one each time', () => {
    expect(
      causes(
        writes(2, () => null),
        1000,
      ),
    ).toEqual([])
    expect(
      causes(
        writes(3, () => null),
        1000,
      ),
    ).toEqual(['retry-without-idempotency open'])
    expect(causes(writes(3, String), 1000)).toEqual(['retry-without-idempotency open'])
  })

  it('is not the same key on each retry', () => {
    expect(
      causes(
        writes(6, () => 'same'),
        2000,
      ),
    ).toEqual([])
  })
})

describe('excessive writes', () => {
  const saves = (perMinute: number, minutes: number, limitedEvery: number) =>
    Array.from({ length: perMinute * minutes }, (_, index) =>
      call((index * 60) / perMinute, 'PUT', '/profile', index % limitedEvery === 1 ? 429 : 200, {
        bodySha256: `sha${index}`,
        retryAfterMs: 500,
      }),
    )

  it('are more than 30 distinct writes a minute for one borrower over two minutes, with 429s', () => {
    expect(causes(saves(40, 3, 10), 300)).toEqual(['excessive-writes open'])
    expect(causes(saves(40, 1, 10), 300)).toEqual([])
    expect(causes(saves(28, 5, 10), 400)).toEqual([])
    expect(causes(saves(40, 3, 10_000).slice(2), 300)).toEqual([])
  })

  it('are not one write again and again', () => {
    const same = saves(40, 3, 10).map((one) => ({ ...one, bodySha256: 'same', idempotencyKey: 'k' }))
    expect(causes(same, 300)).not.toContain('excessive-writes open')
  })
})

describe('429s alone', () => {
  it('are no finding, however many, where the caller behaves', () => {
    expect(
      causes(
        chains(60, () => [3, 6, 12], { retryAfterMs: 2000 }),
        40_000,
      ),
    ).toEqual([])
  })

  it('of several borrowers together, with nothing else to go by, are undetermined', () => {
    const spread = Array.from({ length: 30 }, (_, index) =>
      call(index * 2, 'GET', `/journeys/j${index}/state`, 429, { borrowerExternalID: `C${index % 10}` }),
    )
    expect(causes(spread, 100)).toEqual(['undetermined open'])
  })
})
