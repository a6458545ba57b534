import { FOR_GOOD } from '../behaviour'
import { HOUR, MINUTE } from '../types'
import type { Scenario } from './types'

const SOON = [55 * MINUTE, 6 * HOUR] as const
const HALF_HOUR_WAITS = [80 * MINUTE, 8 * HOUR] as const

/** Every journey cause of the contract, and the shapes it comes in. */
export const FAULTS: readonly [Scenario, ...Scenario[]] = [
  {
    name: 'slow-dispatch',
    behaviour: (_, slowDispatchMs) => ({ slowDispatchMs, aaBeforeOffers: 'never' }),
    startsBefore: SOON,
    lasts: [11 * MINUTE, 5 * HOUR],
  },
  {
    name: 'consent-ignored',
    behaviour: (_, aaPatienceMs) => ({ aaBeforeOffers: 'always', aaConduct: 'ignore', aaPatienceMs }),
    startsBefore: SOON,
    lasts: [14 * MINUTE, 3 * HOUR],
  },
  {
    name: 'consent-link-live-too-long',
    behaviour: (random, aaPatienceMs) => ({
      aaBeforeOffers: 'always',
      aaConduct: 'expire',
      aaPatienceMs,
      redirectTtlMs: random.between(8, 12) * HOUR,
    }),
    startsBefore: SOON,
    lasts: [14 * MINUTE, 3 * HOUR],
  },
  {
    name: 'consent-lapsed-before-offers',
    behaviour: (random, aaPatienceMs) => ({
      aaBeforeOffers: 'always',
      aaConduct: 'expire',
      aaPatienceMs,
      redirectTtlMs: random.between(4, 9) * MINUTE,
    }),
    startsBefore: SOON,
    lasts: [16 * MINUTE, 3 * HOUR],
  },
  {
    name: 'consent-lapsed-and-dispatch-in-flight',
    behaviour: (random, stuckMs) => ({
      aaBeforeOffers: 'always',
      aaConduct: 'expire',
      aaPatienceMs: stuckMs,
      slowDispatchMs: stuckMs * random.between(0.9, 1.2),
      redirectTtlMs: random.between(5, 12) * MINUTE,
    }),
    startsBefore: SOON,
    lasts: [25 * MINUTE, 4 * HOUR],
  },
  {
    name: 'consent-lapsed-after-selection',
    behaviour: (random, stuckMs) => ({
      aaBeforeOffers: 'never',
      aaAfterSelection: 'always',
      aaConduct: stuckMs < FOR_GOOD && random.chance(0.6) ? 'renew' : 'expire',
      renewAfterMs: Math.min(stuckMs, 2 * HOUR) * random.between(0.3, 0.6),
      aaPatienceMs: stuckMs,
      redirectTtlMs: random.between(6, 15) * MINUTE,
    }),
    startsBefore: SOON,
    lasts: [25 * MINUTE, 6 * HOUR],
  },
  {
    name: 'identity-callback-late',
    behaviour: (_, kycCallbackMs) => ({ kycCallbackMs }),
    startsBefore: [75 * MINUTE, 6 * HOUR],
    lasts: [17 * MINUTE, 4 * HOUR],
  },
  {
    name: 'status-lags-behind-identity-check',
    behaviour: (_, kycStateLagMs) => ({ kycStateLagMs }),
    startsBefore: [75 * MINUTE, 6 * HOUR],
    lasts: [17 * MINUTE, 4 * HOUR],
  },
  {
    name: 'identity-check-failed',
    behaviour: (_, ms) => ({ kycFails: { ms } }),
    startsBefore: [75 * MINUTE, 6 * HOUR],
    lasts: [17 * MINUTE, 4 * HOUR],
  },
  {
    name: 'mandate-blocked-by-callback',
    behaviour: (_, ms) => ({ mandateBlocked: { by: 'callback', ms } }),
    startsBefore: [80 * MINUTE, 6 * HOUR],
    lasts: [17 * MINUTE, 4 * HOUR],
  },
  {
    name: 'mandate-blocked-by-failure',
    behaviour: (_, ms) => ({ mandateBlocked: { by: 'failure', ms } }),
    startsBefore: [80 * MINUTE, 6 * HOUR],
    lasts: [17 * MINUTE, 4 * HOUR],
  },
  {
    name: 'mandate-blocked-by-reconciliation',
    behaviour: (random, ms) => ({
      mandateBlocked: { by: random.chance(0.5) ? 'aa' : 'reconcile', ms },
      aaAfterSelection: 'always',
    }),
    startsBefore: [85 * MINUTE, 6 * HOUR],
    lasts: [17 * MINUTE, 4 * HOUR],
  },
  {
    name: 'profile-check-hangs',
    behaviour: (_, profileCheckMs) => ({ profileCheckMs }),
    startsBefore: [40 * MINUTE, 5 * HOUR],
    lasts: [16 * MINUTE, 3 * HOUR],
  },
  {
    name: 'answers-lost',
    behaviour: (random, ms) => ({
      aaBeforeOffers: 'never',
      lenderCount: 1,
      noOffers: false,
      lostDispatch: { kind: random.pick(['done', 'failed', 'never-made'] as const), ms },
    }),
    startsBefore: [50 * MINUTE, 5 * HOUR],
    lasts: [12 * MINUTE, 3 * HOUR],
  },
  {
    name: 'selection-hangs',
    behaviour: (_, selectionMs) => ({ selectionMs }),
    startsBefore: [60 * MINUTE, 5 * HOUR],
    lasts: [16 * MINUTE, 3 * HOUR],
  },
  {
    name: 'mandate-callback-late',
    behaviour: (_, mandateCallbackMs) => ({ mandateCallbackMs }),
    startsBefore: [85 * MINUTE, 6 * HOUR],
    lasts: [17 * MINUTE, 3 * HOUR],
  },
  {
    name: 'e-mandate-callback-late',
    behaviour: (_, eMandateCallbackMs) => ({ eMandateNeeded: true, eMandateCallbackMs }),
    startsBefore: [110 * MINUTE, 8 * HOUR],
    lasts: [32 * MINUTE, 4 * HOUR],
  },
  {
    name: 'agreement-callback-late',
    behaviour: (_, agreementCallbackMs) => ({ agreementCallbackMs }),
    startsBefore: [115 * MINUTE, 8 * HOUR],
    lasts: [32 * MINUTE, 4 * HOUR],
  },
  {
    name: 'lender-decides-late',
    behaviour: (_, processingMs) => ({ processingMs }),
    startsBefore: [26.5 * HOUR, 60 * HOUR],
    lasts: [24.3 * HOUR, 70 * HOUR],
  },
  {
    name: 'mandate-dead',
    behaviour: (random, ms) => ({ mandateDead: { kind: random.chance(0.5) ? 'pending' : 'failure', ms } }),
    startsBefore: HALF_HOUR_WAITS,
    lasts: [17 * MINUTE, 4 * HOUR],
  },
  {
    name: 'e-mandate-dead',
    behaviour: (random, ms) => ({
      eMandateNeeded: true,
      eMandateDead: { kind: random.chance(0.5) ? 'pending' : 'failure', ms },
    }),
    startsBefore: [110 * MINUTE, 8 * HOUR],
    lasts: [32 * MINUTE, 4 * HOUR],
  },
  {
    name: 'agreement-dead',
    behaviour: (random, ms) => ({ agreementDead: { kind: random.chance(0.5) ? 'pending' : 'failure', ms } }),
    startsBefore: [115 * MINUTE, 8 * HOUR],
    lasts: [32 * MINUTE, 4 * HOUR],
  },
  {
    name: 'consent-never-approved',
    behaviour: (_, aaApprovalMs) => ({ aaBeforeOffers: 'never', aaAfterSelection: 'always', aaApprovalMs }),
    startsBefore: HALF_HOUR_WAITS,
    lasts: [32 * MINUTE, 4 * HOUR],
  },
]
