import type { PlayedJourney } from '../world/world'
import type { CauseInterval, Label } from './types'

const iso = (at: number): string => new Date(at).toISOString()

/** The labels of one journey: what held or holds, what comes next by itself, and what it merely resembles. */
export function journeyLabels(
  played: PlayedJourney,
  intervals: readonly CauseInterval[],
  applicationID: string,
  endAt: number,
): Label[] {
  const subject = { subjectType: 'journey', subjectID: played.journeyID, applicationID } as const
  const labels = intervals.map(({ condition, cause, from, to }): Label => ({
    kind: from > endAt ? 'upcoming' : 'fault',
    ...subject,
    condition,
    cause,
    from: iso(from),
    to: to > endAt ? null : iso(to),
    scenario: played.scenario,
  }))
  const first = played.states[0]
  const { looksLike } = played
  if (
    !looksLike ||
    !first ||
    labels.some((one) => one.condition === looksLike.condition && one.cause === looksLike.cause)
  )
    return labels
  const last = played.states.at(-1) ?? first
  labels.push({
    kind: 'healthy',
    ...subject,
    condition: looksLike.condition,
    cause: looksLike.cause,
    from: iso(first.at),
    to: iso(last.at),
    lookAlike: looksLike.kind,
    scenario: played.scenario,
  })
  return labels
}
