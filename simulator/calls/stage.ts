import type { Label } from '../labels/types'
import { Random } from '../world/random'
import { DAY, HOUR, MINUTE } from '../world/types'
import type { PlayedJourney } from '../world/world'
import { CALLER_SCENARIOS, type CallerScenario } from './caller-scenarios'
import { hurriedPolling, lockConflict, staleSelection, type JourneyStage } from './journey-scenarios'
import { OrdinaryCalls } from './ordinary'
import type { ApiCall } from './types'
import { CallWriter } from './writer'

export interface CallOptions {
  seed: number
  days: number
  now: number
  applicationID: string
}

/** Evidence of a caller counts for this long after it. */
const LOOK_BACK = 2 * HOUR
const JOURNEY_EVERY = 25

/** The end of the look-back; of a refused key the next mint, where one works: "an auth finding also resolves when […]". */
function endOf({ condition }: CallerScenario, calls: readonly ApiCall[]): number {
  const at = (call: ApiCall): number => Date.parse(call.occurredAt)
  const refused = calls.filter((call) => call.status >= 400).map(at)
  const last = Math.max(...(condition.startsWith('auth-') ? refused : calls.map(at)))
  const works = calls.find((call) => at(call) > last && call.status < 300)
  return condition === 'auth-invalid-api-key' && works ? at(works) : last + LOOK_BACK
}

/** One caller's scenario some days ago, and again so that it is on at the end. */
function playCaller(
  options: CallOptions,
  scenario: CallerScenario,
  turn: number,
): { calls: ApiCall[]; labels: Label[] } {
  const random = new Random(options.seed, 'caller', scenario.caller, turn)
  const writer = new CallWriter(random, options.applicationID)
  const past = options.now - random.between(0.3, 0.9) * options.days * DAY
  const stages = [
    { from: past, to: past + random.between(20, 50) * MINUTE },
    { from: options.now - random.between(15, 40) * MINUTE, to: options.now - MINUTE },
  ]
  const labels = stages.map(({ from, to }): Label => {
    const before = writer.calls.length
    scenario.play({ writer, random, caller: scenario.caller, from, to })
    const own = writer.calls.slice(before)
    const until = endOf(scenario, own)
    return {
      kind: scenario.lookAlike ? 'healthy' : 'fault',
      subjectType: 'caller',
      subjectID: scenario.caller,
      applicationID: options.applicationID,
      condition: scenario.condition,
      cause: scenario.cause,
      from: new Date(Math.round(from)).toISOString(),
      to: until >= options.now ? null : new Date(until).toISOString(),
      ...(until >= options.now ? { lapsesAt: new Date(until).toISOString() } : {}),
      ...(scenario.lookAlike ? { lookAlike: scenario.lookAlike } : {}),
    }
  })
  return { calls: writer.calls, labels }
}

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
  const writer = new CallWriter(random, options.applicationID)
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
    ...CALLER_SCENARIOS.map((scenario, turn) => playCaller(options, scenario, turn)),
  ]
  const calls = parts.flatMap((part) => part.calls).filter((call) => Date.parse(call.occurredAt) <= options.now)
  calls.sort((a, b) =>
    a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : a.callID < b.callID ? -1 : 1,
  )
  return { calls, labels: parts.flatMap((part) => part.labels) }
}
