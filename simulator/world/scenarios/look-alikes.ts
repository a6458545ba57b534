import { FOR_GOOD } from '../behaviour'
import { HOUR, MINUTE, SECOND } from '../types'
import type { Scenario } from './types'

const ANY: readonly [number, number] = [0, 0]
const close = (low: number, high: number): readonly [number, number] => [low * 0.8, high * 0.95]

function like(condition: string, cause: string, kind: string): NonNullable<Scenario['looksLike']> {
  return { condition, cause, kind }
}

/** Healthy journeys that resemble a fault: the last column of the contract's table, and waits just short of it. */
export const LOOK_ALIKES: readonly [Scenario, ...Scenario[]] = [
  {
    name: 'dispatch-near-threshold',
    behaviour: (_, slowDispatchMs) => ({ slowDispatchMs, aaBeforeOffers: 'never' }),
    startsBefore: ANY,
    lasts: close(10 * MINUTE, 10 * MINUTE),
    looksLike: like('offers-pending', 'lender-dispatch-in-flight', 'younger than the threshold'),
  },
  {
    name: 'consent-in-time',
    behaviour: (random) => ({
      aaBeforeOffers: 'always',
      aaConduct: 'approve',
      aaOpensAfterMs: random.between(2, 4) * MINUTE,
    }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('offers-pending', 'aa-required', 'consent approved in time'),
  },
  {
    name: 'consent-approved-dispatch-follows',
    behaviour: (random) => ({
      aaBeforeOffers: 'always',
      lenderCount: 2,
      aaConduct: 'approve',
      aaOpensAfterMs: random.between(10, 50) * SECOND,
      slowDispatchMs: random.between(14, 40) * MINUTE,
    }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('offers-pending', 'aa-required', 'AA approved'),
  },
  {
    name: 'returned-before-expiry',
    behaviour: (random) => ({
      aaBeforeOffers: 'never',
      aaAfterSelection: 'always',
      aaConduct: 'return-late',
      redirectTtlMs: random.between(6, 12) * MINUTE,
      aaApprovalMs: random.between(3, 12) * MINUTE,
    }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('aa-redirect-expired', 'consent-session-timed-out', 'the user returned before expiry'),
  },
  {
    name: 'redirect-renewed-in-time',
    behaviour: (random) => ({
      aaBeforeOffers: 'never',
      aaAfterSelection: 'always',
      aaConduct: 'renew',
      redirectTtlMs: random.between(8, 12) * MINUTE,
      renewAfterMs: -random.between(60, 200) * SECOND,
    }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('aa-redirect-expired', 'consent-session-timed-out', 'a newer redirect'),
  },
  {
    name: 'live-redirect-after-selection',
    behaviour: (random) => ({
      aaBeforeOffers: 'never',
      aaAfterSelection: 'always',
      aaConduct: 'return-late',
      redirectTtlMs: random.between(40, 70) * MINUTE,
    }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('journey-stalled', 'waiting-on-platform', 'a live redirect is the borrower’s move'),
  },
  {
    name: 'identity-check-left-open',
    behaviour: () => ({ leavesAt: 'KYC_PENDING' }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('bank-mandate-not-actionable', 'journey-state-not-reached', 'an earlier step is the borrower’s'),
  },
  {
    name: 'identity-callback-near-threshold',
    behaviour: (_, kycCallbackMs) => ({ kycCallbackMs }),
    startsBefore: ANY,
    lasts: close(15 * MINUTE, 15 * MINUTE),
    looksLike: like('bank-mandate-not-actionable', 'journey-state-not-reached', 'younger than the threshold'),
  },
  {
    name: 'reopened-form-is-the-borrowers',
    behaviour: () => ({ mandateBlocked: { by: 'borrower', ms: FOR_GOOD } }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('bank-mandate-not-actionable', 'prerequisite-incomplete', 'an earlier step is the borrower’s'),
  },
  {
    name: 'mandate-blocked-near-threshold',
    behaviour: (random, ms) => ({ mandateBlocked: { by: random.chance(0.5) ? 'callback' : 'failure', ms } }),
    startsBefore: ANY,
    lasts: close(15 * MINUTE, 15 * MINUTE),
    looksLike: like('bank-mandate-not-actionable', 'prerequisite-incomplete', 'younger than the threshold'),
  },
  {
    name: 'profile-check-near-threshold',
    behaviour: (_, profileCheckMs) => ({ profileCheckMs }),
    startsBefore: ANY,
    lasts: close(15 * MINUTE, 15 * MINUTE),
    looksLike: like('journey-stalled', 'waiting-on-platform', 'younger than the threshold'),
  },
  {
    name: 'selection-near-threshold',
    behaviour: (_, selectionMs) => ({ selectionMs }),
    startsBefore: ANY,
    lasts: close(15 * MINUTE, 15 * MINUTE),
    looksLike: like('journey-stalled', 'waiting-on-platform', 'younger than the threshold'),
  },
  {
    name: 'lender-near-threshold',
    behaviour: (_, processingMs) => ({ processingMs }),
    startsBefore: ANY,
    lasts: close(24 * HOUR, 24 * HOUR),
    looksLike: like('journey-stalled', 'waiting-on-lender', 'younger than the threshold'),
  },
  {
    name: 'e-mandate-dead-near-threshold',
    behaviour: (_, ms) => ({ eMandateNeeded: true, eMandateDead: { kind: 'pending', ms } }),
    startsBefore: ANY,
    lasts: close(30 * MINUTE, 30 * MINUTE),
    looksLike: like('journey-stalled', 'no-actionable-step', 'younger than the threshold'),
  },
  {
    name: 'e-mandate-between-the-two-thresholds',
    behaviour: (random) => ({ eMandateNeeded: true, eMandateCallbackMs: random.between(17, 27) * MINUTE }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('journey-stalled', 'waiting-on-platform', 'only the bank mandate is held to 15 minutes'),
  },
  {
    name: 'offers-left-unread',
    behaviour: () => ({ leavesAt: 'OFFERS_AVAILABLE' }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('journey-stalled', 'waiting-on-platform', 'idle: the borrower’s move'),
  },
  {
    name: 'ended-with-a-lapsed-consent',
    behaviour: (random) => ({
      aaBeforeOffers: 'never',
      aaAfterSelection: 'always',
      aaConduct: 'expire',
      redirectTtlMs: random.between(20, 30) * MINUTE,
      aaPatienceMs: 8 * MINUTE,
    }),
    startsBefore: ANY,
    lasts: ANY,
    looksLike: like('aa-redirect-expired', 'consent-session-timed-out', 'the journey is final'),
  },
]
