import { judgeJourney } from '../labels/judge'
import type { CauseInterval } from '../labels/types'
import { HOUR } from '../world/types'
import type { PlayedJourney } from '../world/world'

/**
 * Whether everybody would judge this journey the same with and without that state. Only then may its delivery be
 * spoiled: the truth must not hang on whether one goes by the world or by what has been told of it.
 */
export function isJudgedAlikeWithout(played: PlayedJourney, index: number, endAt: number): boolean {
  const told = played.states.filter((_, position) => position !== index)
  const judged = judgeJourney(told, endAt)
  return !judged.isOnEdge && JSON.stringify(judged.intervals) === JSON.stringify(played.intervals)
}

/**
 * updates-missing, by contracts/causes.md: "a rejected delivery carries a newer snapshot". It counts from the refusal
 * until a snapshot at least as new has come in.
 */
export function missingUpdate(refusedAt: number, mendedAt: number): CauseInterval {
  return { condition: 'journey-stalled', cause: 'updates-missing', from: refusedAt, to: mendedAt }
}

/** Nothing else may hold meanwhile or right after: it would take the place of updates-missing. */
export function isAlone(missing: CauseInterval, others: readonly CauseInterval[], endAt: number): boolean {
  const to = Math.min(missing.to, endAt + HOUR)
  return others.every((other) => other.to <= missing.from || other.from >= to)
}
