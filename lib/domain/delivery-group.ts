/** Deliveries that failed the same way, none more than the window from the next, counted in event time (receivedAt). */

export const GROUP_WINDOW_MS = 30 * 60_000

/** One failed delivery as its group counts it. */
export interface FailedAttempt {
  applicationID: string
  key: string
  cause: string
  secretID: string | null
  id: string
  at: Date
  source: string
  verdict: string
  /** Names of the changes that explain it; the same for the same explanation. */
  steps: string
  sentence: string
  confidence: number
  /** Journeys whose update it did not bring. */
  missedJourneys: string[]
}

export interface GroupSample {
  id: string
  at: Date
  sentence: string
  confidence: number
  journeyID: string | null
}

export interface GroupExplanation {
  deliveries: number
  /** The earliest that it explains. */
  id: string
  at: Date
  sentence: string
}

export interface DeliveryGroup {
  applicationID: string
  groupID: string
  key: string
  cause: string
  secretID: string | null
  firstAt: Date
  lastAt: Date
  deliveries: number
  sources: string[]
  explanations: Record<string, GroupExplanation>
  samples: { first: GroupSample[]; last: GroupSample[] }
}
