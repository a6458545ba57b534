import { judgeJourney } from '../labels/judge'
import type { CauseInterval } from '../labels/types'
import { SCRIPTED_BORROWER } from './borrower'
import { castPart, type Part } from './cast'
import { Journey } from './journey'
import { LENDERS, type Lender } from './lenders'
import { makeProfile } from './people'
import { Random } from './random'
import { startJourney } from './segments/start'
import type { JourneyPlay } from './types'

export interface WorldOptions {
  seed: number
  days: number
  journeys: number
  /** End of the history, milliseconds. */
  now: number
  /** Other lenders than the ordinary ones. */
  lenders?: readonly [Lender, ...Lender[]]
}

export interface PlayedJourney extends JourneyPlay {
  looksLike: Part['looksLike']
  /** The truth up to the end time, and what comes after it when nothing more happens. */
  intervals: readonly CauseInterval[]
  /** The journey itself, which goes on when its time does. */
  journey: Journey
}

/** Draws that leave a wait on the edge of a threshold are thrown away; this many in a row means a broken scenario. */
const DRAWS = 40

function playOnce(options: WorldOptions, index: number, draw: number): PlayedJourney & { isOnEdge: boolean } {
  const random = new Random(options.seed, 'journey', index, draw)
  const identity = new Random(options.seed, 'identity', index)
  const part = castPart(random, index, options.days, options.now)
  const count = part.behaviour.lenderCount ?? random.int(2, 4)
  const journey = new Journey({
    random,
    startAt: Math.floor(part.startAt),
    behaviour: part.behaviour,
    lenders: random.shuffled(options.lenders ?? LENDERS).slice(0, count),
    borrower: SCRIPTED_BORROWER,
  })
  startJourney(journey)
  journey.runUntil(options.now)
  const { intervals, isOnEdge } = judgeJourney(journey.states, options.now)
  return {
    index,
    journeyID: identity.uuid(),
    borrowerID: `brw_${identity.hex(16)}`,
    borrowerExternalID: `CUST_${String(index + 1).padStart(5, '0')}`,
    type: identity.chance(0.88) ? 'PERSONAL_LOAN' : 'GOLD_LOAN',
    profile: makeProfile(identity),
    scenario: part.name,
    states: journey.states,
    looksLike: part.looksLike,
    intervals,
    journey,
    isOnEdge,
  }
}

/** Plays one journey up to the end time. The same seed, index and end time give the same journey. */
export function playJourney(options: WorldOptions, index: number): PlayedJourney {
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const played = playOnce(options, index, draw)
    if (!played.isOnEdge) return played
  }
  throw new Error(`Journey ${index} of seed ${options.seed} ends on the edge of a threshold in each of ${DRAWS} draws.`)
}

export function playWorld(options: WorldOptions): PlayedJourney[] {
  return Array.from({ length: options.journeys }, (_, index) => playJourney(options, index))
}
