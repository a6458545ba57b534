import {
  isSet,
  LEARNING,
  defaultWaitMs,
  learnedFor,
  waitKey,
  type LearnedThreshold,
} from '@/lib/domain/learned-thresholds'
import { awaitedLenders } from '@/lib/domain/learned-thresholds-waits'
import type { Owner } from '@/lib/domain/vocabulary'
import { limitText, type JourneyView } from './journey-view'

export interface Threshold {
  limitMs: number
  /** "10 min (fixed threshold)": which one it is, and why. */
  told: string
}

const MINUTE_MS = 60_000

/**
 * How long the view's status may last when `owner` has the move and the wait began at `since`; null where no time is
 * expected. Where several lenders are waited for, the one that should have answered first decides.
 */
export function waitThreshold(view: JourneyView, owner: Owner, since: Date): Threshold | null {
  const { state, settings } = view
  const key = waitKey(state.status)
  const minutes = key ? settings[key] : null
  if (typeof minutes !== 'number') return null
  const own = thresholdOf(view, minutes * MINUTE_MS, since)
  const aggregatorMs = settings['wait.AA_REQUIRED.minutes'] * MINUTE_MS
  if (owner !== 'account_aggregator' || aggregatorMs <= own.limitMs) return own
  return { limitMs: aggregatorMs, told: `${limitText(aggregatorMs)} (fixed threshold of the Account Aggregator)` }
}

function thresholdOf({ state, thresholds, settings }: JourneyView, fixedMs: number, since: Date): Threshold {
  if (isSet(thresholds, state.status)) return { limitMs: fixedMs, told: `${limitText(fixedMs)} (set in the settings)` }
  const fixed = { limitMs: fixedMs, told: `${limitText(fixedMs)} (fixed threshold)` }
  if (!settings['thresholds.learned']) return fixed
  const found = awaitedLenders(state).map((lender): Threshold => {
    const learned = learnedFor(thresholds, state.status, lender, since)
    if (!learned) return fixed
    const { valueMs } = learned
    if (valueMs === null) return { limitMs: fixedMs, told: `${limitText(fixedMs)} (${notLearned(learned)})` }
    return { limitMs: valueMs, told: `${limitText(valueMs)} (${howLearned(learned, valueMs)})` }
  })
  return (
    found.reduce<Threshold | null>((best, one) => (best && best.limitMs <= one.limitMs ? best : one), null) ?? fixed
  )
}

function notLearned({ outcome }: LearnedThreshold): string {
  return outcome === 'flat'
    ? 'fixed threshold: too many waits still run to learn from'
    : 'fixed threshold: too few waits to learn from'
}

function howLearned({ status, lender, completed, censored, learnedAt, outcome }: LearnedThreshold, valueMs: number) {
  const whose = lender ? `for ${lender}` : 'for this status'
  const day = learnedAt.toISOString().slice(0, 10)
  if (outcome === 'kept') return `learned ${whose} before ${day}, and kept since too many waits still ran then`
  const usualMs = defaultWaitMs(status) ?? 0
  const held =
    valueMs === usualMs * LEARNING.floor
      ? ', held at half the default'
      : valueMs === usualMs * LEARNING.ceiling
        ? ', held at four times the default'
        : ''
  const running = censored > 0 ? ` and ${censored} that did not end` : ''
  return `learned ${whose} on ${day} from ${completed} finished waits${running}, 95th percentile${held}`
}
