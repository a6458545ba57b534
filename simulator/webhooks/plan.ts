import { Random } from '../world/random'
import { MINUTE, SECOND } from '../world/types'
import type { PlayedJourney } from '../world/world'
import type { DeliveryPlan } from './types'

/** How deliveries of one journey arrive: nearly all at once, a few after a retry, a few twice. */
const RETRIED = 0.006
const REPEATED = 0.008
const OMITTING = 0.06

export function planDelivery(
  random: Random,
  played: PlayedJourney,
  index: number,
  patch: Partial<DeliveryPlan> & { receivedAt: number },
): DeliveryPlan {
  const durationMs = Math.max(3, Math.round(random.logNormal(38, 0.6)))
  return {
    played,
    index,
    deliveryID: `dlv_${random.crockford(20)}`,
    attempt: 1,
    signedAt: Math.max(played.states[index]?.at ?? 0, patch.receivedAt - random.int(20, 900)),
    durationMs,
    omitsUnchanged: false,
    fault: null,
    ...patch,
  }
}

/** The sound deliveries of one journey, up to the end time. */
export function planJourney(seed: number, played: PlayedJourney, endAt: number): DeliveryPlan[] {
  const random = new Random(seed, 'deliveries', played.index)
  return played.states.flatMap((state, index) => {
    const isRetried = random.chance(RETRIED)
    const delay = isRetried ? random.between(0.5, 6) * MINUTE : Math.min(random.logNormal(420, 0.7), 20 * SECOND)
    const receivedAt = Math.min(endAt, Math.round(state.at + delay))
    const attempt = isRetried ? random.int(2, 4) : 1
    const omitsUnchanged = random.chance(OMITTING)
    const plan = planDelivery(random, played, index, { receivedAt, attempt, omitsUnchanged })
    if (!random.chance(REPEATED) || receivedAt + 2 * MINUTE > endAt) return [plan]
    const again = Math.round(receivedAt + random.between(10 * SECOND, 2 * MINUTE))
    return [
      plan,
      { ...planDelivery(random, played, index, { receivedAt: again, attempt: attempt + 1 }), omitsUnchanged },
    ]
  })
}
