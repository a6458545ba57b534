import { proceededOffer, stepOf } from '../world/change'
import { SECOND, type State } from '../world/types'
import { stretches } from './facts'
import { joined, outside } from './intervals'
import { bankMandate, claimed, lapsedConsent, offersPending, stalled, type Claim } from './rules'
import type { CauseInterval } from './types'
import { waits, type Wait } from './waits'

/** How near to its threshold a wait may end without the truth hanging on the clock. */
const EDGE = 3 * SECOND

export interface Judgement {
  intervals: CauseInterval[]
  /** Some wait ended (or the end time lies) so near to its threshold that nobody should be judged by it. */
  isOnEdge: boolean
}

/** First sighting of the mandate step in its present state, where the platform does not say `since`. */
function mandateSightings(list: readonly Wait[]): number[] {
  let seenFrom = 0
  let last = ''
  return list.map(({ state, from }) => {
    const step = stepOf(proceededOffer(state), 'BANK_MANDATE')
    const key = `${step?.stepID}/${step?.status}/${step?.actionRequired}`
    if (key !== last) seenFrom = from
    last = key
    return seenFrom
  })
}

function claimsOf(wait: Wait, firstSeen: number): Claim[] {
  return [...offersPending(wait), ...lapsedConsent(wait), ...bankMandate(wait, firstSeen), ...stalled(wait)]
}

/**
 * Every cause that holds for a journey, by contracts/causes.md read over its true states. The last state lasts for
 * ever: an interval that begins after the end time is what comes when nothing more happens.
 */
export function judgeJourney(states: readonly State[], endAt: number): Judgement {
  const list = waits(stretches(states))
  const sightings = mandateSightings(list)
  let isOnEdge = false
  const found = list.flatMap((wait, index) =>
    claimsOf(wait, sightings[index] ?? wait.from).map((claim) => {
      const isNear = (at: number): boolean => Math.abs(claim.due - at) < EDGE
      if (claim.due !== wait.from && (isNear(wait.to) || isNear(endAt))) isOnEdge = true
      if (claim.due === wait.from && wait.to - wait.from < EDGE) isOnEdge = true
      return claimed(wait, claim)
    }),
  )
  const all = joined(found)
  const named = all.filter((one) => one.condition !== 'journey-stalled')
  // "any of the conditions above holds for the journey: then not this one"
  const free = all.filter((one) => one.condition === 'journey-stalled').flatMap((one) => outside(one, named))
  return { intervals: [...named, ...joined(free)].sort((a, b) => a.from - b.from), isOnEdge }
}
