import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LATENCY_BOUNDS_MS } from '@/lib/domain/latency'
import { draftedCall } from '@/tests/support/drafted-call'
import { rollupRows, type RollupNames } from './rollup-rows'

const OWNER = '11111111-1111-4111-8111-111111111111'
const NAMES: RollupNames = {
  caller: (call) => call.caller,
  route: (call) => call.route,
  code: (call) => call.errorCode ?? '',
}
const call = fc
  .record({
    at: fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 0, 1) + 4 * 3_600_000 }),
    caller: fc.constantFrom('a', 'b|c', 'b'),
    route: fc.constantFrom('GET /x', 'c|GET /x'),
    status: fc.constantFrom(0, 200, 429),
    errorCode: fc.constantFrom(null, 'E'),
    durationMs: fc.option(fc.constantFrom(0, 10, 11, 30_000, 30_001, 999)),
  })
  .map(({ at, ...own }) => draftedCall(OWNER, new Date(at), own))

describe('rollupRows', () => {
  it('counts every call once a step, in the bucket of its own time', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
        const rows = rollupRows(calls, NAMES)
        for (const [minutes, width] of [
          [5, 300_000],
          [60, 3_600_000],
        ] as const) {
          const own = rows.filter(({ stepMinutes }) => stepMinutes === minutes)
          const counted = own.map((row) => {
            const mine = calls.filter(
              (item) =>
                Math.floor(item.occurredAt.getTime() / width) * width === row.bucketAt.getTime() &&
                item.caller === row.caller &&
                item.route === row.route &&
                item.status === row.status &&
                (item.errorCode ?? '') === row.errorCode,
            )
            const timed = mine.flatMap(({ durationMs }) => (durationMs === null ? [] : [durationMs]))
            expect(row.calls).toBe(mine.length)
            expect(row.timedCalls).toBe(timed.length)
            expect(row.durationMs).toBe(timed.reduce((sum, ms) => sum + ms, 0))
            expect(row.buckets).toEqual(
              [...LATENCY_BOUNDS_MS, Infinity].map((upper, index, bounds) => {
                const above = bounds[index - 1] ?? -1
                return timed.filter((ms) => ms > above && ms <= upper).length
              }),
            )
            return mine.length
          })
          expect(counted.reduce((sum, count) => sum + count, 0)).toBe(calls.length)
        }
      }),
    )
  })

  it('has the same order whatever order the calls came in, so that two writers never wait in a circle', () => {
    fc.assert(
      fc.property(fc.array(call, { maxLength: 40 }), (calls) => {
        const keys = (rows: ReturnType<typeof rollupRows>) =>
          rows.map(({ stepMinutes, bucketAt, caller, route, status, errorCode }) =>
            JSON.stringify([stepMinutes, bucketAt, caller, route, status, errorCode]),
          )
        expect(keys(rollupRows(calls.toReversed(), NAMES))).toEqual(keys(rollupRows(calls, NAMES)))
      }),
    )
  })
})
