import { FOR_GOOD, ORDINARY, ordinaryBehaviour, type Behaviour } from './behaviour'
import { arrivalBetween } from './calendar'
import type { Random } from './random'
import { FAULTS } from './scenarios/faults'
import { LOOK_ALIKES } from './scenarios/look-alikes'
import type { Scenario } from './scenarios/types'
import { DAY, HOUR } from './types'

export interface Part {
  name: string
  behaviour: Behaviour
  startAt: number
  looksLike: Scenario['looksLike'] | null
}

/** One journey in twelve plays a fault, another a look-alike; one fault in five still holds at the end time. */
const ROUND = 12
const HOLDS_EVERY = 5

function oneOf(list: readonly [Scenario, ...Scenario[]], turn: number): Scenario {
  return list[turn % list.length] ?? list[0]
}

function fault(random: Random, turn: number, from: number, now: number): Part {
  const scenario = oneOf(FAULTS, turn)
  // The turn within the scenario, so that each scenario has its share of those that still hold.
  const isHolding = Math.floor(turn / FAULTS.length) % HOLDS_EVERY === turn % HOLDS_EVERY
  const stuckMs = isHolding ? FOR_GOOD : random.between(...scenario.lasts)
  const base: Behaviour = { ...ORDINARY, noOffers: false, pace: isHolding ? 0.15 : 0.4, outcome: 'DISBURSED' }
  const latest = now - scenario.lasts[1] - 4 * HOUR
  return {
    name: scenario.name,
    behaviour: { ...base, ...scenario.behaviour(random, stuckMs) },
    startAt: isHolding
      ? now - random.between(...scenario.startsBefore)
      : arrivalBetween(random, Math.min(from, latest - HOUR), latest),
    looksLike: null,
  }
}

function lookAlike(random: Random, turn: number, from: number, now: number): Part {
  const scenario = oneOf(LOOK_ALIKES, turn)
  const behaviour = scenario.behaviour(random, random.between(...scenario.lasts))
  return {
    name: scenario.name,
    behaviour: { ...ORDINARY, noOffers: false, pace: 0.6, outcome: 'DISBURSED', ...behaviour },
    startAt: arrivalBetween(random, from, now),
    looksLike: scenario.looksLike ?? null,
  }
}

/** Who plays what: by the journey's index, so that any few hundred journeys hold every scenario. */
export function castPart(random: Random, index: number, days: number, now: number): Part {
  const from = now - days * DAY
  const turn = Math.floor(index / ROUND)
  if (index % ROUND === 4) return fault(random, turn, from, now)
  if (index % ROUND === 9) return lookAlike(random, turn, from, now)
  const startAt = arrivalBetween(random, from, now)
  return { name: 'ordinary', behaviour: ordinaryBehaviour(random), startAt, looksLike: null }
}
