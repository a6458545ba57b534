/** What one webhook event or one pull tells of one journey. Null means: it said nothing of this. */

export interface OperationFacts {
  operationID: string
  type: string
  status: string
  offerID: string | null
  lender: string | null
  startedAt: Date | null
  updatedAt: Date | null
  attempts: number | null
}

export interface StepDiagnostics {
  code: string | null
  message: string | null
  blockedBy: string[]
  requiredJourneyStatus: string | null
  since: Date | null
}

export interface StepFacts {
  stepID: string
  type: string
  status: string
  actionRequired: string | null
  resource: Record<string, unknown> | null
  diagnostics: StepDiagnostics | null
  updatedAt: Date | null
}

export interface AaFacts {
  required: boolean | null
  state: string | null
  aaSessionID: string | null
  redirectExpiresAt: Date | null
}

export interface OfferFacts {
  offerID: string
  lender: string | null
  status: string | null
  aa: AaFacts | null
  proceededAt: Date | null
  locked: boolean | null
  updatedAt: Date | null
  /** The whole list of steps at that sequence, or null where the snapshot said nothing of steps. */
  steps: StepFacts[] | null
}

export interface JourneySnapshot {
  applicationID: string
  journeyID: string
  borrowerExternalID: string | null
  /** Grows with every change of the journey; a pull's `version` is the same number. */
  sequence: bigint
  /** Event ID of a webhook, `pull:<version>` of a pull: the same event twice has the same key. */
  eventKey: string
  source: 'webhook' | 'pull'
  eventAt: Date
  /** When it reached the side that got it. Two copies of one event count from the earlier. */
  receivedAt: Date
  type: string | null
  status: string
  nextAction: string | null
  pendingOperations: OperationFacts[] | null
  offers: OfferFacts[] | null
}

/** Personal fields of a borrower, as the platform names them. Encrypted at rest, never logged. */
export type BorrowerProfile = Record<string, string | number | boolean | null>

export interface ProfileUpdate {
  applicationID: string
  borrowerExternalID: string
  sequence: bigint
  profile: BorrowerProfile
}
