import { describe, expect, it } from 'vitest'
import type { FollowedRow } from '@/lib/store/hotspots-read'
import { judgeRetries } from './retry-behaviour'

const start = new Date('2026-11-22T12:00:00Z')

/** A 429 that took 100 ms and was followed `gapMs` after its answer; null: not followed. */
function limited(gapMs: number | null, more: Partial<FollowedRow> = {}): FollowedRow {
  return {
    place: 0,
    callID: 'a',
    occurredAt: start,
    durationMs: 100,
    retryAfterMs: 5_000,
    method: 'GET',
    operation: 'GET /a',
    idempotencyKey: null,
    nextCallID: gapMs === null ? null : 'b',
    nextAt: gapMs === null ? null : new Date(start.getTime() + 100 + gapMs),
    nextStatus: gapMs === null ? null : 429,
    nextKey: null,
    ...more,
  }
}

describe('what a caller does after a 429', () => {
  it('tells repeats before Retry-After ended from those after it, within a second of skew', () => {
    const judged = judgeRetries([limited(400), limited(3_999), limited(4_000), limited(9_000), limited(null)])
    expect(judged).toMatchObject({ judged: 5, repeated: 4, early: 2, obeyed: 2, untold: 0 })
    expect(judged.gapMsMedian).toBe(4_000)
    expect(judged.toldMsMedian).toBe(5_000)
  })

  it('allows no more than half of a short wait', () => {
    const short = { retryAfterMs: 1_000 }
    expect(judgeRetries([limited(400, short), limited(600, short)])).toMatchObject({ early: 1, obeyed: 1 })
  })

  it('spares only 429s that answered a repeat which came too soon', () => {
    const rows = [limited(400), limited(400, { nextStatus: 200 }), limited(6_000)]
    expect(judgeRetries(rows).spared).toBe(1)
    const untold = [limited(200, { retryAfterMs: null }), limited(2_000, { retryAfterMs: null })]
    expect(judgeRetries(untold)).toMatchObject({ spared: 1, untold: 2, early: 0, obeyed: 0, toldMsMedian: null })
  })

  it('counts repeated writes whose key is missing or new, and no reads', () => {
    const write = { method: 'POST', operation: 'POST /b', idempotencyKey: 'k1' }
    const rows = [
      limited(6_000),
      limited(6_000, { ...write, nextKey: 'k1' }),
      limited(6_000, { ...write, nextKey: 'k2' }),
      limited(6_000, { ...write, nextKey: null }),
    ]
    expect(judgeRetries(rows).duplicates).toEqual({ operations: 1, repeats: 2 })
  })

  it('puts every repeat into exactly one bin', () => {
    const gaps = [0, 250, 251, 5_000, 60_000, 500_000]
    const { gaps: bins } = judgeRetries(gaps.map((gap) => limited(gap)))
    expect(bins.reduce((sum, { early, obeyed, untold }) => sum + early + obeyed + untold, 0)).toBe(gaps.length)
    expect(bins[0]).toMatchObject({ upToMs: 250, early: 2 })
    expect(bins.at(-1)).toMatchObject({ upToMs: null, obeyed: 1 })
  })

  it('never counts a gap below zero where the repeat began before the answer', () => {
    expect(judgeRetries([limited(-80)]).gapMsMedian).toBe(0)
  })
})
