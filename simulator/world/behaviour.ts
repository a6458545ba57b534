import type { Random } from './random'
import { DAY, MINUTE, type Status } from './types'

/** `never ends` in a world of two weeks. */
export const FOR_GOOD = 60 * DAY

export type AaConduct = 'approve' | 'expire' | 'renew' | 'return-late' | 'ignore'

/** How the world behaves in one journey. Null or absent: as it ordinarily does. Durations in milliseconds. */
export interface Behaviour {
  /** Multiplies the borrower's own waits; below 0.5 the borrower also stays up at night. */
  pace: number
  /** The borrower walks away for good when this status is reached. */
  leavesAt: Status | null
  profileCheckMs: number | null
  lenderCount: number | null
  /** Whether one of the lenders asks for Account Aggregator data before it makes an offer. */
  aaBeforeOffers: 'ordinary' | 'never' | 'always'
  aaAfterSelection: 'ordinary' | 'never' | 'always'
  aaConduct: AaConduct
  aaOpensAfterMs: number | null
  aaApprovalMs: number | null
  redirectTtlMs: number
  /** How long after its expiry the borrower asks for a new redirect (`renew`). */
  renewAfterMs: number
  /** The platform gives up waiting for the consent this long after it was asked for. */
  aaPatienceMs: number
  /** One lender answers this long after OFFERS_PENDING began. */
  slowDispatchMs: number | null
  /** The answers are in (or lost), but the platform moves on this long after OFFERS_PENDING began. */
  lostDispatch: { kind: 'done' | 'failed' | 'never-made'; ms: number } | null
  noOffers: boolean | null
  selectionMs: number | null
  kycCallbackMs: number | null
  /** The identity check is done, but the journey's status follows this much later. */
  kycStateLagMs: number | null
  kycFails: { ms: number } | null
  mandateBlocked: { by: 'callback' | 'failure' | 'reconcile' | 'aa' | 'borrower'; ms: number } | null
  mandateDead: { kind: 'pending' | 'failure'; ms: number } | null
  mandateCallbackMs: number | null
  eMandateNeeded: boolean | null
  eMandateDead: { kind: 'pending' | 'failure'; ms: number } | null
  eMandateCallbackMs: number | null
  agreementDead: { kind: 'pending' | 'failure'; ms: number } | null
  agreementCallbackMs: number | null
  processingMs: number | null
  outcome: 'DISBURSED' | 'REJECTED' | 'CLOSED' | null
}

export const ORDINARY: Behaviour = {
  pace: 1,
  leavesAt: null,
  profileCheckMs: null,
  lenderCount: null,
  aaBeforeOffers: 'ordinary',
  aaAfterSelection: 'ordinary',
  aaConduct: 'approve',
  aaOpensAfterMs: null,
  aaApprovalMs: null,
  redirectTtlMs: 15 * MINUTE,
  renewAfterMs: 4 * MINUTE,
  aaPatienceMs: 90 * MINUTE,
  slowDispatchMs: null,
  lostDispatch: null,
  noOffers: null,
  selectionMs: null,
  kycCallbackMs: null,
  kycStateLagMs: null,
  kycFails: null,
  mandateBlocked: null,
  mandateDead: null,
  mandateCallbackMs: null,
  eMandateNeeded: null,
  eMandateDead: null,
  eMandateCallbackMs: null,
  agreementDead: null,
  agreementCallbackMs: null,
  processingMs: null,
  outcome: null,
}

/** An ordinary borrower: most go through, some walk away while it is their move, some let a consent lapse. */
export function ordinaryBehaviour(random: Random): Behaviour {
  const leavesAt = random.weighted<Status | null>([
    [null, 70],
    ['PROFILE_REQUIRED', 8],
    ['OFFERS_AVAILABLE', 13],
    ['KYC_PENDING', 4],
    ['BANK_MANDATE_PENDING', 2],
    ['E_MANDATE_PENDING', 1],
    ['LOAN_AGREEMENT_PENDING', 2],
  ])
  const aaConduct = random.weighted<AaConduct>([
    ['approve', 90],
    ['renew', 6],
    ['expire', 2],
    ['ignore', 2],
  ])
  return { ...ORDINARY, leavesAt, aaConduct }
}
