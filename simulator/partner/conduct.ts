/** How the partner's systems behave. The default is what the platform's pages ask for. */
export interface Conduct {
  /** Between state reads while nothing is asked of the borrower. */
  passivePollMs: number
  /** Between state reads around an active step. */
  activePollMs: number
  /** Waits as long as a 429 asks, and longer each time. */
  obeysRetryAfter: boolean
  /** Uses the same key when it repeats a write. */
  keepsIdempotencyKey: boolean
  /** Sends the profile as its own form had it, not in the documented values. */
  sendsRawEnums: boolean
  /** Tries a second offer after the first was proceeded. */
  proceedsTwice: boolean
  /** Reads the steps of an offer that was not chosen. */
  readsStaleOffer: boolean
  /** Goes on with an old session after a newer one was minted. */
  keepsOldSession: boolean
}

export const GOOD_CONDUCT: Conduct = {
  passivePollMs: 15_000,
  activePollMs: 4_000,
  obeysRetryAfter: true,
  keepsIdempotencyKey: true,
  sendsRawEnums: false,
  proceedsTwice: false,
  readsStaleOffer: false,
  keepsOldSession: false,
}
