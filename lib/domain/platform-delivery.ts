/** One attempt of one webhook as the platform's own delivery log tells it. Null means: the log did not say. */
export interface PlatformDelivery {
  applicationID: string
  deliveryID: string
  eventID: string | null
  attempt: number
  attemptedAt: Date
  url: string | null
  /** What our user's receiver answered, as the platform saw it. */
  responseStatus: number | null
  durationMs: number | null
  error: string | null
  nextAttemptAt: Date | null
  headers: Record<string, string>
  body: Uint8Array | null
  /** What the body says, where it is a journey snapshot. */
  snapshot: { sequence: bigint; eventAt: Date; borrowerExternalID: string; journeyIDs: string[] } | null
}
