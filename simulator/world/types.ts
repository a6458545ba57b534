/** The world as it truly is. All times are milliseconds since the epoch; states are never changed in place. */

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The platform's journey order; the peer keeps its own list, since it is the one who defines it. */
export const STATUS_ORDER = [
  'STARTED',
  'PROFILE_REQUIRED',
  'PROFILE_SUBMITTED',
  'OFFERS_PENDING',
  'OFFERS_AVAILABLE',
  'OFFER_SELECTED',
  'AA_REQUIRED',
  'KYC_PENDING',
  'BANK_MANDATE_PENDING',
  'E_MANDATE_PENDING',
  'LOAN_AGREEMENT_PENDING',
  'LENDER_PROCESSING',
  'DISBURSED',
] as const
export type Status = (typeof STATUS_ORDER)[number] | 'REJECTED' | 'EXPIRED' | 'CLOSED'

export type StepType = 'KYC' | 'ACCOUNT_AGGREGATOR' | 'BANK_MANDATE' | 'E_MANDATE' | 'LOAN_AGREEMENT'
export type StepStatus = 'PENDING' | 'READY' | 'IN_PROGRESS' | 'SUCCESS' | 'FAILURE' | 'NOT_REQUIRED'
export type ActionRequired = 'NONE' | 'REDIRECT' | 'SUBMIT_FORM' | 'AWAIT_CALLBACK' | 'RECONCILE' | 'WAIT'
export type OperationType = 'PROFILE_CHECK' | 'LENDER_DISPATCH' | 'AA_RECONCILE' | 'STEP_RECONCILE' | 'DISBURSAL'
export type OperationStatus = 'QUEUED' | 'IN_FLIGHT' | 'RETRYING' | 'FAILED' | 'DONE'
export type OfferStatus = 'OFFER_RECEIVED' | 'OFFER_AWAITED' | 'NO_OFFER_AVAILABLE'
export type AaState =
  | 'REQUIRED'
  | 'REDIRECT_READY'
  | 'IN_PROGRESS'
  | 'USER_RETURNED'
  | 'APPROVAL_PENDING'
  | 'APPROVED'
  | 'REJECTED'
  | 'EXPIRED'
  | 'FAILED'

export interface Diagnostics {
  readonly code: string
  readonly message: string
  readonly blockedBy: readonly StepType[]
  readonly requiredJourneyStatus: Status | null
  readonly since: number
}

export interface Step {
  readonly stepID: string
  readonly type: StepType
  readonly status: StepStatus
  readonly actionRequired: ActionRequired
  readonly diagnostics: Diagnostics | null
  readonly updatedAt: number
}

export interface Aa {
  readonly required: boolean
  readonly state: AaState
  readonly aaSessionID: string | null
  readonly redirectExpiresAt: number | null
}

export interface Offer {
  readonly offerID: string
  readonly lender: string
  readonly status: OfferStatus
  readonly aa: Aa | null
  readonly proceededAt: number | null
  readonly locked: boolean
  readonly updatedAt: number
  /** Null until the platform has made them. */
  readonly steps: readonly Step[] | null
}

export interface Operation {
  readonly operationID: string
  readonly type: OperationType
  readonly status: OperationStatus
  readonly offerID: string | null
  readonly lender: string | null
  readonly startedAt: number
  readonly updatedAt: number
  readonly attempts: number
}

/** One state of one journey, from `at` until the next state. Null lists: the platform says nothing of them yet. */
export interface State {
  readonly at: number
  readonly sequence: number
  readonly eventID: string
  readonly trigger: string
  readonly status: Status
  readonly nextAction: string
  readonly operations: readonly Operation[] | null
  readonly offers: readonly Offer[] | null
  readonly carriesProfile: boolean
}

export interface Profile {
  readonly contactNumber: string
  readonly pan: string
  readonly panName: string
  readonly personalemail: string
  readonly officialemail: string
  readonly dob: string
  readonly gender: 'male' | 'female' | 'transgender'
  readonly employmentType: 'salaried' | 'selfEmployed'
  readonly monthlyIncome: number
  readonly pincode: string
  readonly requestedAmount: number
}

export interface JourneyPlay {
  readonly index: number
  readonly journeyID: string
  readonly borrowerID: string
  readonly borrowerExternalID: string
  readonly type: 'PERSONAL_LOAN' | 'GOLD_LOAN'
  /** Empty until the borrower has filled it in. */
  readonly profile: Partial<Profile>
  /** What was played: a scenario's name; `ordinary` for most. */
  readonly scenario: string
  /** In order of time, the future included: what the world will do when nobody interferes. */
  readonly states: readonly State[]
}

const FINAL: ReadonlySet<Status> = new Set<Status>(['DISBURSED', 'REJECTED', 'EXPIRED', 'CLOSED'])

export function isFinal(status: Status): boolean {
  return FINAL.has(status)
}

/** Position in the journey order; -1 for REJECTED, EXPIRED and CLOSED. */
export function statusOrder(status: Status): number {
  return (STATUS_ORDER as readonly string[]).indexOf(status)
}
