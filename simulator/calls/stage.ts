import type { Label } from '../labels/types'
import type { Environment } from '../platform/types'
import { Random } from '../world/random'
import { DAY, HOUR, MINUTE } from '../world/types'
import type { PlayedJourney } from '../world/world'
import { castCallers, type CastCaller } from './callers/cast'
import { hurriedPolling, lockConflict, staleSelection, type JourneyStage } from './journey-scenarios'
import { OrdinaryCalls } from './ordinary'
import type { ApiCall } from './types'
import { CallWriter } from './writer'

export interface CallOptions {
  seed: number
  days: number
  now: number
  applicationID: string
  /** Of the base URL that the systems call. */
  environment: Environment
  /** How many callers play each thing that a caller may do wrong, or seem to. */
  callersEach: number
}

/** Evidence of a caller counts for this long after it. */
const LOOK_BACK = 2 * HOUR
const JOURNEY_EVERY = 25

/** Some days ago and so that it is on at the end; of several callers, some at the one time alone. */
function stagesOf({ now, days }: CallOptions, turn: number, random: Random): { from: number; to: number }[] {
  const past = now - random.between(0.3, 0.9) * days * DAY
  const stages = [
    { from: past, to: past + random.between(20, 50) * MINUTE },
    { from: now - random.between(15, 40) * MINUTE, to: now - MINUTE },
  ]
  return turn % 3 === 0 ? stages : stages.slice(turn % 3 === 1 ? 1 : 0, turn % 3 === 1 ? 2 : 1)
}

function playCaller(
  options: CallOptions,
  { scenario, caller, turn }: CastCaller,
): { calls: ApiCall[]; labels: Label[] } {
  const random = new Random(options.seed, 'caller', caller)
  const writer = new CallWriter(random, options.applicationID, options.environment)
  const labels = stagesOf(options, turn, random).map(({ from, to }): Label => {
    const ending = scenario.play({ writer, random, caller, from, to, turn })
    const until = ending ? Math.min(ending.last + LOOK_BACK, ending.clearedAt ?? Infinity) : to
    return {
      kind: scenario.lookAlike ? 'healthy' : 'fault',
      subjectType: 'caller',
      subjectID: caller,
      applicationID: options.applicationID,
      condition: scenario.condition,
      cause: scenario.cause,
      from: new Date(Math.round(from)).toISOString(),
      to: until >= options.now ? null : new Date(Math.round(until)).toISOString(),
      ...(until >= options.now ? { lapsesAt: new Date(Math.round(until)).toISOString() } : {}),
      ...(scenario.lookAlike ? { lookAlike: scenario.lookAlike } : {}),
      scenario: `${scenario.caller}, variant ${turn}`,
    }
  })
  return { calls: writer.calls, labels }
}

/**
 * What an app may do wrong is played on journeys for which nothing else holds: another condition would take the place of a
 * stalled one, and where the end of a journey was never told, whether its conflict is over is a matter of opinion.
 */
function journeyTwist(stage: JourneyStage): ReturnType<typeof hurriedPolling> {
  const { played } = stage
  if (played.scenario === 'slow-dispatch') return hurriedPolling(stage, true)
  if (played.scenario === 'consent-approved-dispatch-follows') return hurriedPolling(stage, false)
  if (played.scenario !== 'ordinary' || played.intervals.length > 0) return null
  if (played.index % JOURNEY_EVERY === 2) return lockConflict(stage, true)
  if (played.index % JOURNEY_EVERY === 7) return lockConflict(stage, false)
  if (played.index % JOURNEY_EVERY === 12) return staleSelection(stage, true)
  if (played.index % JOURNEY_EVERY === 17) return staleSelection(stage, false)
  return null
}

/** The calls of one journey, and what its app did wrong, if anything. */
export function journeyCalls(options: CallOptions, played: PlayedJourney): { calls: ApiCall[]; labels: Label[] } {
  const random = new Random(options.seed, 'calls', played.index)
  const writer = new CallWriter(random, options.applicationID, options.environment)
  const ordinary = new OrdinaryCalls(writer, random, played, options.now)
  ordinary.write()
  const at = played.states.find((state) => state.status === 'OFFERS_PENDING')?.at ?? 0
  if (at === 0) return { calls: writer.calls, labels: [] }
  const held = { session: writer.fingerprint(), refresh: writer.fingerprint(), expiresAt: at + DAY }
  const found = journeyTwist({ writer, random, played, endAt: options.now, held })
  if (!found) return { calls: writer.calls, labels: [] }
  const label: Label = {
    ...found,
    subjectType: 'journey',
    subjectID: played.journeyID,
    applicationID: options.applicationID,
    from: new Date(Math.round(found.from)).toISOString(),
    to: found.to === null ? null : new Date(Math.round(found.to)).toISOString(),
    ...(found.lapses === undefined ? {} : { lapsesAt: new Date(Math.round(found.lapses)).toISOString() }),
    scenario: played.scenario,
  }
  return { calls: writer.calls, labels: [label] }
}

/** The call logs of all of the partner's systems, by time, and the labels of what they show. */
export function stageCalls(
  options: CallOptions,
  journeys: readonly PlayedJourney[],
): { calls: ApiCall[]; labels: Label[] } {
  const parts = [
    ...journeys.map((played) => journeyCalls(options, played)),
    ...castCallers(options.callersEach).map((cast) => playCaller(options, cast)),
  ]
  const calls = parts.flatMap((part) => part.calls).filter((call) => Date.parse(call.occurredAt) <= options.now)
  calls.sort((a, b) =>
    a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : a.callID < b.callID ? -1 : 1,
  )
  return { calls, labels: parts.flatMap((part) => part.labels) }
}
