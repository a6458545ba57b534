import type { ApiCall } from '@/lib/domain/api-call'
import type { Settings } from '@/lib/domain/settings'
import { firstAfter, startOf } from './caller-view'

/** A time over which one client read the state too often; half open, milliseconds. */
export interface PollingSpan {
  from: number
  to: number
}

/** Enough reads in the window, and a median gap below the limit. `reads` are one client's, by time. */
export function pollingSpans(reads: ApiCall[], settings: Settings): PollingSpan[] {
  const readsMin = settings['polling.reads']
  if (reads.length < readsMin) return []
  const windowMs = settings['polling.window.minutes'] * 60_000
  const gapMaxMs = settings['polling.medianGap.seconds'] * 1000
  const times = reads.map(startOf)
  const turns = [...new Set(times.flatMap((time) => [time, time + windowMs]))].sort((a, b) => a - b)
  const spans: PollingSpan[] = []
  let first = 0
  let end = 0
  let short = 0
  const isShort = (index: number) => (times[index] ?? 0) - (times[index - 1] ?? 0) < gapMaxMs
  for (const at of turns) {
    for (; end < times.length && (times[end] ?? 0) <= at; end++) if (end > first && isShort(end)) short++
    for (; first < end && (times[first] ?? 0) <= at - windowMs; first++)
      if (first + 1 < end && isShort(first + 1)) short--
    const gaps = end - first - 1
    const isHalf = short * 2 === gaps
    const holds = gaps + 1 >= readsMin && (isHalf ? medianGap(times.slice(first, end)) < gapMaxMs : short * 2 > gaps)
    const open = spans.at(-1)?.to === Infinity ? spans.at(-1) : undefined
    if (holds && !open) spans.push({ from: at, to: Infinity })
    if (!holds && open) open.to = at
  }
  return spans
}

function gapsOf(times: number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? time))
}

export function medianGap(times: number[]): number {
  const gaps = gapsOf(times).sort((a, b) => a - b)
  const middle = gaps.length >> 1
  const upper = gaps[middle] ?? Infinity
  return gaps.length % 2 === 1 ? upper : ((gaps[middle - 1] ?? Infinity) + upper) / 2
}

export interface PollingFacts {
  reads: ApiCall[]
  medianGapMs: number
  /** At least 20 gaps of nearly one length while the version that was read did not change. */
  isLoop: boolean
}

const LOOP_GAPS = 20
const LOOP_VARIATION = 0.4

export function pollingFacts(reads: ApiCall[], at: number, settings: Settings): PollingFacts {
  const from = at - settings['polling.window.minutes'] * 60_000
  const own = reads.slice(firstAfter(reads, from, startOf), firstAfter(reads, at, startOf))
  const times = own.map(startOf)
  const gaps = gapsOf(times)
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length)
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / Math.max(1, gaps.length)
  const versions = new Set(own.map(({ responseVersion }) => responseVersion).filter((version) => version !== null))
  const isLoop = gaps.length >= LOOP_GAPS && versions.size === 1 && Math.sqrt(variance) / mean < LOOP_VARIATION
  return { reads: own, medianGapMs: medianGap(times), isLoop }
}
