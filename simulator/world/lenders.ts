import { MINUTE, HOUR, SECOND } from './types'

/** How quick a lender is. Medians in milliseconds, sigmas of the logarithm; nights multiply the medians. */
export interface Lender {
  readonly name: string
  readonly dispatchMedian: number
  readonly dispatchSigma: number
  readonly offerShare: number
  readonly aaBeforeOfferShare: number
  readonly aaAfterSelectionShare: number
  readonly kycMedian: number
  readonly mandateMedian: number
  readonly eMandateShare: number
  readonly processingMedian: number
  readonly processingSigma: number
  readonly rejectShare: number
  readonly nightFactor: number
  /** What is dispatched within answers only after it; milliseconds since the epoch. */
  readonly outages?: readonly Outage[]
}

export interface Outage {
  readonly from: number
  readonly to: number
}

const lender = (
  name: string,
  dispatchSeconds: number,
  processingHours: number,
  shares: { offer: number; aaBefore: number; aaAfter: number; eMandate: number; reject: number },
): Lender => ({
  name,
  dispatchMedian: dispatchSeconds * SECOND,
  dispatchSigma: 0.5,
  offerShare: shares.offer,
  aaBeforeOfferShare: shares.aaBefore,
  aaAfterSelectionShare: shares.aaAfter,
  kycMedian: MINUTE,
  mandateMedian: 45 * SECOND,
  eMandateShare: shares.eMandate,
  processingMedian: processingHours * HOUR,
  processingSigma: 0.45,
  rejectShare: shares.reject,
  nightFactor: 1.3,
})

export const LENDERS: readonly [Lender, ...Lender[]] = [
  lender('Deccan Capital', 48, 1.4, { offer: 0.82, aaBefore: 0, aaAfter: 0.1, eMandate: 0.9, reject: 0.08 }),
  lender('Konkan Credit', 95, 2.6, { offer: 0.74, aaBefore: 0.35, aaAfter: 0, eMandate: 0.8, reject: 0.12 }),
  lender('Malabar Finance', 70, 2.1, { offer: 0.7, aaBefore: 0, aaAfter: 0.3, eMandate: 1, reject: 0.1 }),
  lender('Vindhya Lending', 110, 3, { offer: 0.66, aaBefore: 0.2, aaAfter: 0.1, eMandate: 0.7, reject: 0.15 }),
  lender('Coromandel Money', 60, 1.8, { offer: 0.78, aaBefore: 0, aaAfter: 0.15, eMandate: 1, reject: 0.09 }),
  lender('Aravali Fincorp', 85, 2.4, { offer: 0.62, aaBefore: 0.1, aaAfter: 0.05, eMandate: 0.85, reject: 0.14 }),
]
