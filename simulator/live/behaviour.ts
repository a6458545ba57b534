import { ORDINARY, ordinaryBehaviour, type Behaviour } from '../world/behaviour'
import { Random } from '../world/random'
import { HOUR, MINUTE } from '../world/types'

type Twist = (random: Random) => Partial<Behaviour>

const ORDINARILY: Twist = () => ({})
const TWISTS: readonly [readonly [Twist, number], ...(readonly [Twist, number])[]] = [
  [ORDINARILY, 86],
  [(random) => ({ slowDispatchMs: random.between(12, 45) * MINUTE, aaBeforeOffers: 'never' }), 4],
  [
    (random) => ({
      aaBeforeOffers: 'always',
      aaConduct: random.chance(0.5) ? 'renew' : 'expire',
      redirectTtlMs: random.between(4, 8) * MINUTE,
      renewAfterMs: random.between(5, 30) * MINUTE,
    }),
    4,
  ],
  [(random) => ({ mandateBlocked: { by: 'callback', ms: random.between(17, 60) * MINUTE } }), 2],
  [(random) => ({ kycCallbackMs: random.between(17, 60) * MINUTE }), 2],
  [(random) => ({ profileCheckMs: random.between(16, 50) * MINUTE }), 1],
  [(random) => ({ eMandateNeeded: true, eMandateDead: { kind: 'failure', ms: random.between(0.6, 3) * HOUR } }), 1],
]

/** How the n-th live journey is played: brisk, mostly ordinary, now and then stuck. */
export function liveBehaviour(seed: number, index: number): Behaviour {
  const random = new Random(seed, 'live', index)
  const twist = random.weighted(TWISTS)
  const base = twist === ORDINARILY ? ordinaryBehaviour(random) : { ...ORDINARY, noOffers: false }
  return { ...base, pace: 0.4, ...twist(random) }
}
