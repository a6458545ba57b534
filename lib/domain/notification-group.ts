import type { Severity } from './conditions'
import { severityRank } from './notification'

/** What was told of one cause. `firedAt` is null while nothing is told to hold. */
export interface GroupState {
  /** Counts the times it fired. */
  episode: number
  firedAt: Date | null
  heldSince: Date | null
  /** Since when nothing holds any more. */
  clearSince: Date | null
  toldCount: number
  toldSeverity: Severity | null
}

export interface GroupSeen {
  /** Findings that nobody has taken or put off. */
  open: number
  /** Findings that hold, whatever people did to them. */
  holding: number
  /** Since when the oldest open one holds, in event time. */
  since: Date | null
  /** The worst of those that hold. */
  severity: Severity | null
}

export interface GroupTiming {
  pendingMs: number
  keepFiringMs: number
  isQuiet: boolean
  /** The critical is told in quiet hours too. */
  criticalAlways: boolean
}

export type GroupEvent = 'firing' | 'worse' | 'recovered'

/** So many times what was told is worth another message: 1, 10, 100 … of a cause. */
const WORSE_FACTOR = 10

export const NEW_GROUP: GroupState = {
  episode: 0,
  firedAt: null,
  heldSince: null,
  clearSince: null,
  toldCount: 0,
  toldSeverity: null,
}

/** The next state, and what is to be told with it. What quiet hours hold back is decided anew when they end. */
export function stepGroup(
  state: GroupState,
  seen: GroupSeen,
  timing: GroupTiming,
  now: Date,
): { state: GroupState; event: GroupEvent | null } {
  if (!state.firedAt) return stepQuietGroup(state, seen, timing, now)
  if (seen.holding === 0) return stepEnding(state, timing, now)
  const held = state.clearSince ? { ...state, clearSince: null } : state
  if (!isWorse(state, seen) || isHeldBack(seen, timing)) return { state: held, event: null }
  return { state: { ...held, toldCount: seen.holding, toldSeverity: seen.severity }, event: 'worse' }
}

function stepQuietGroup(state: GroupState, seen: GroupSeen, timing: GroupTiming, now: Date) {
  const isDue = seen.open > 0 && seen.since !== null && now.getTime() - seen.since.getTime() >= timing.pendingMs
  if (!isDue || isHeldBack(seen, timing)) return { state, event: null }
  const fired: GroupState = {
    episode: state.episode + 1,
    firedAt: now,
    heldSince: seen.since,
    clearSince: null,
    toldCount: seen.holding,
    toldSeverity: seen.severity,
  }
  return { state: fired, event: 'firing' as const }
}

function stepEnding(state: GroupState, timing: GroupTiming, now: Date) {
  const clearSince = state.clearSince ?? now
  const isOver = now.getTime() - clearSince.getTime() >= timing.keepFiringMs
  if (!isOver || timing.isQuiet) return { state: state.clearSince ? state : { ...state, clearSince }, event: null }
  return { state: { ...state, firedAt: null, clearSince: null }, event: 'recovered' as const }
}

function isWorse(state: GroupState, seen: GroupSeen): boolean {
  const isGraver = severityRank(seen.severity ?? '') < severityRank(state.toldSeverity ?? '')
  return isGraver || seen.holding >= Math.max(1, state.toldCount) * WORSE_FACTOR
}

function isHeldBack(seen: GroupSeen, timing: GroupTiming): boolean {
  return timing.isQuiet && !(timing.criticalAlways && seen.severity === 'critical')
}
