import { isTooEarly, isWriteMethod } from '@/lib/domain/retries'
import type { FollowedRow } from '@/lib/store/hotspots-read'

/** What a caller does after a 429, from its newest ones: does it wait as long as it was told? */
export interface RetryBehaviour {
  /** 429s looked at. */
  judged: number
  /** Of them, followed by the same operation within 10 minutes. */
  repeated: number
  /** Repeats after `Retry-After` had ended. */
  obeyed: number
  /** Repeats before it had ended. */
  early: number
  /** Repeats of answers that told no `Retry-After`. */
  untold: number
  /** 429s that waiting would have spared: answers to repeats that came too early. */
  spared: number
  /** Writes that were repeated without an idempotency key, or with another one than before. */
  duplicates: { operations: number; repeats: number }
  /** Middle of the gaps between an answer and the repeat, and of the waits that were told; null without any. */
  gapMsMedian: number | null
  toldMsMedian: number | null
  gaps: GapBin[]
}

/** Gaps up to and including `upToMs`, above the bin before; null for all longer ones. */
export interface GapBin {
  upToMs: number | null
  early: number
  obeyed: number
  untold: number
}

/** What a client waits at least where it was told nothing. */
export const DEFAULT_WAIT_MS = 1_000
const BIN_ENDS_MS = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, null]

type Verdict = 'early' | 'obeyed' | 'untold'
interface Repeat {
  row: FollowedRow
  gapMs: number
  verdict: Verdict
}

export function judgeRetries(rows: FollowedRow[]): RetryBehaviour {
  const repeats = rows.flatMap(toRepeat)
  const count = (verdict: Verdict) => repeats.filter((repeat) => repeat.verdict === verdict).length
  const told = rows.flatMap(({ retryAfterMs }) => (retryAfterMs === null ? [] : [retryAfterMs]))
  return {
    judged: rows.length,
    repeated: repeats.length,
    obeyed: count('obeyed'),
    early: count('early'),
    untold: count('untold'),
    spared: repeats.filter(isSpared).length,
    duplicates: duplicatesOf(repeats),
    gapMsMedian: median(repeats.map(({ gapMs }) => gapMs)),
    toldMsMedian: median(told),
    gaps: toBins(repeats),
  }
}

/** The gap runs from the answer, which is when the wait was told; without a duration from the call. */
function toRepeat(row: FollowedRow): Repeat[] {
  if (row.nextAt === null) return []
  const gapMs = Math.max(0, row.nextAt.getTime() - row.occurredAt.getTime() - (row.durationMs ?? 0))
  if (row.retryAfterMs === null) return [{ row, gapMs, verdict: 'untold' }]
  return [{ row, gapMs, verdict: isTooEarly(gapMs, row.retryAfterMs) ? 'early' : 'obeyed' }]
}

function isSpared({ row, gapMs, verdict }: Repeat): boolean {
  if (row.nextStatus !== 429) return false
  return verdict === 'early' || (verdict === 'untold' && gapMs < DEFAULT_WAIT_MS)
}

function duplicatesOf(repeats: Repeat[]): RetryBehaviour['duplicates'] {
  const writes = repeats.filter(({ row }) => isWriteMethod(row.method.toUpperCase()))
  const doubled = writes.filter(({ row }) => row.nextKey === null || row.nextKey !== row.idempotencyKey)
  return { operations: new Set(doubled.map(({ row }) => row.operation)).size, repeats: doubled.length }
}

function toBins(repeats: Repeat[]): GapBin[] {
  return BIN_ENDS_MS.map((upToMs, index) => {
    const above = BIN_ENDS_MS[index - 1] ?? -1
    const inside = repeats.filter(({ gapMs }) => gapMs > above && (upToMs === null || gapMs <= upToMs))
    const count = (verdict: Verdict) => inside.filter((repeat) => repeat.verdict === verdict).length
    return { upToMs, early: count('early'), obeyed: count('obeyed'), untold: count('untold') }
  })
}

function median(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
