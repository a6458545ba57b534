import { Random } from '../world/random'
import type { DeliveryPlan } from '../webhooks/types'

const SWAPPED = 0.01
const SENT_TWICE = 0.003

/** By the time they were received, with a few out of order and a few told twice, as a real reporter would. */
export function inReportedOrder(seed: number, plans: DeliveryPlan[]): DeliveryPlan[] {
  plans.sort((a, b) => a.receivedAt - b.receivedAt || (a.deliveryID < b.deliveryID ? -1 : 1))
  const random = new Random(seed, 'order')
  for (let index = 0; index + 12 < plans.length; index += 1) {
    if (!random.chance(SWAPPED)) continue
    const other = index + random.int(1, 12)
    const [first, second] = [plans[index], plans[other]]
    if (first && second) [plans[index], plans[other]] = [second, first]
  }
  return plans.flatMap((plan) => (random.chance(SENT_TWICE) ? [plan, plan] : [plan]))
}
