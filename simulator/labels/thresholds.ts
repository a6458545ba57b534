import { HOUR, MINUTE, type Status } from '../world/types'

/** "default threshold" of the table under "Whose move is it?"; a mandate there is the bank mandate alone. */
export const WAIT_THRESHOLD: Partial<Record<Status, number>> = {
  PROFILE_SUBMITTED: 15 * MINUTE,
  OFFERS_PENDING: 10 * MINUTE,
  OFFER_SELECTED: 15 * MINUTE,
  AA_REQUIRED: 30 * MINUTE,
  KYC_PENDING: 30 * MINUTE,
  BANK_MANDATE_PENDING: 15 * MINUTE,
  E_MANDATE_PENDING: 30 * MINUTE,
  LOAN_AGREEMENT_PENDING: 30 * MINUTE,
  LENDER_PROCESSING: 24 * HOUR,
}
export const MANDATE_STEP_THRESHOLD = 15 * MINUTE
