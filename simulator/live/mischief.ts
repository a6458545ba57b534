import { Random } from '../world/random'
import { isFinal, type State } from '../world/types'
import type { Mischief } from '../platform/webhooks'

const FAULTS = ['sent-retired-secret', 'sent-parsed-body', 'sent-base64', 'sent-timestamp-omitted'] as const

/** Rarely a webhook that will be refused, more rarely one that is never sent. Deterministic by event. */
export function liveMischief(seed: number): (state: State) => Mischief {
  return (state) => {
    const random = new Random(seed, 'mischief', state.eventID)
    const isStart = state.status === 'STARTED' || isFinal(state.status)
    return {
      fault: random.chance(1 / 150) ? random.pick(FAULTS) : null,
      isDropped: !isStart && random.chance(1 / 500),
    }
  }
}
