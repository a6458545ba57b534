import type { CauseInterval, Label } from '../labels/types'
import { Random } from '../world/random'
import { HOUR, MINUTE, SECOND } from '../world/types'
import type { PlayedJourney } from '../world/world'
import { candidates, planEpisodes, type Candidate, type Episode } from './episodes'
import { arrivesIntact, FAULT_CAUSE } from './faults'
import { isAlone, isJudgedAlikeWithout, missingUpdate } from './missing'
import { planDelivery } from './plan'
import type { DeliveryPlan } from './types'

export interface Staged {
  labels: Label[]
  /** Per journey index: when an update of it was missing. */
  missing: Map<number, CauseInterval>
}

export interface StageOptions {
  seed: number
  days: number
  now: number
  applicationID: string
}

interface Spoiled {
  plans: DeliveryPlan[]
  missing: CauseInterval | null
}

const SPOILED_MAX_TRIES = 60
const GRACE = 75 * SECOND

/** Spoils deliveries by episodes. Changes the given plans and says what that makes true. */
export function stageEpisodes(
  options: StageOptions,
  journeys: readonly PlayedJourney[],
  plans: Map<number, DeliveryPlan[]>,
): Staged {
  const staged: Staged = { labels: [], missing: new Map() }
  const spent = new Set<number>()
  for (const [turn, episode] of planEpisodes(options.seed, options.days, options.now).entries()) {
    const random = new Random(options.seed, 'episode', turn)
    const hit: Candidate[] = []
    const spoiled: DeliveryPlan[] = []
    const tries = random.shuffled(candidates(episode, journeys, spent)).slice(0, SPOILED_MAX_TRIES)
    for (const candidate of tries) {
      if (hit.length >= episode.size || spent.has(candidate.played.index)) continue
      const result = spoil(random, episode, candidate, plans.get(candidate.played.index) ?? [], options.now)
      if (!result) continue
      spent.add(candidate.played.index)
      hit.push(candidate)
      plans.set(candidate.played.index, result.plans)
      spoiled.push(...result.plans.filter((plan) => plan.fault !== null))
      if (result.missing) staged.missing.set(candidate.played.index, result.missing)
    }
    if (spoiled.length > 0) staged.labels.push(groupLabel(episode, options, hit, spoiled))
  }
  return staged
}

function groupLabel(
  episode: Episode,
  options: StageOptions,
  hit: readonly Candidate[],
  spoiled: DeliveryPlan[],
): Label {
  const times = spoiled.map((plan) => plan.receivedAt)
  return {
    kind: 'fault',
    subjectType: 'delivery_group',
    subjectID: `group:${episode.fault}:${new Date(episode.from).toISOString()}`,
    applicationID: options.applicationID,
    condition: 'webhook-signature-failure',
    cause: FAULT_CAUSE[episode.fault],
    from: new Date(Math.min(...times)).toISOString(),
    to: episode.isOpen ? null : new Date(Math.max(...times)).toISOString(),
    scenario: episode.fault,
    deliveryIDs: spoiled.map((plan) => plan.deliveryID),
    journeyIDs: hit.map(({ played }) => played.journeyID),
  }
}

/** The journey's plans with this one spoiled; null where that would make the truth a matter of opinion. */
function spoil(
  random: Random,
  episode: Episode,
  { played, index }: Candidate,
  before: readonly DeliveryPlan[],
  now: number,
): Spoiled | null {
  const state = played.states[index]
  const original = before.find((plan) => plan.index === index)
  if (!state || !original || original.receivedAt > state.at + 30 * SECOND) return null
  const others = before.filter((plan) => plan.index !== index).map((plan) => ({ ...plan, omitsUnchanged: false }))
  const bad: DeliveryPlan = { ...original, attempt: 1, omitsUnchanged: false, fault: episode.fault }
  if (arrivesIntact(episode.fault)) return { plans: [...others, bad], missing: null }
  if (!isJudgedAlikeWithout(played, index, now)) return null
  const nextAt = Math.min(...others.filter((plan) => plan.index > index).map((plan) => plan.receivedAt))
  if (episode.fault === 'replayed') return queued(random, bad, others, nextAt, now)
  return refused(random, episode, bad, others, { eventAt: state.at, nextAt, now })
}

/** Authentic but late: it comes long after its successor, with the timestamp of its first signing. */
function queued(
  random: Random,
  bad: DeliveryPlan,
  others: DeliveryPlan[],
  nextAt: number,
  now: number,
): Spoiled | null {
  const receivedAt = Math.round(bad.receivedAt + random.between(20, 70) * MINUTE)
  if (nextAt > receivedAt - MINUTE || receivedAt > now) return null
  return { plans: [...others, { ...bad, receivedAt, attempt: 3 }], missing: null }
}

/** Refused: again in vain, and mended later, or by the next update alone. */
function refused(
  random: Random,
  episode: Episode,
  bad: DeliveryPlan,
  others: DeliveryPlan[],
  times: { eventAt: number; nextAt: number; now: number },
): Spoiled | null {
  const { eventAt, nextAt, now } = times
  const { played, index } = bad
  const again = Math.round(bad.receivedAt + random.between(15, 28) * SECOND)
  const later = Math.round(episode.to + random.between(2, 20) * MINUTE)
  const plans = [...others, bad]
  if (again < now) plans.push(planDelivery(random, played, index, { receivedAt: again, attempt: 2, fault: bad.fault }))
  const isMended = !episode.isOpen && random.chance(0.4) && later < now
  if (isMended) plans.push(planDelivery(random, played, index, { receivedAt: later, attempt: 3 }))
  const mendedAt = isMended ? Math.min(nextAt, later) : nextAt
  // Mended within a minute or so: whether an update was missing at all is a matter of taste, so it is not played.
  if (mendedAt < eventAt + GRACE) return null
  const missing = missingUpdate(bad.receivedAt, mendedAt)
  if (!isAlone(missing, played.intervals, now)) return null
  if (missing.from > now - MINUTE) return null
  if (episode.isOpen && missing.to < now + HOUR) return null
  return { plans, missing }
}
