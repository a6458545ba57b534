/** Words of the field, as the platform documents them. Unknown values are kept as they came: every reader takes `string`. */

export const JOURNEY_STATUSES = [
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
  'REJECTED',
  'EXPIRED',
  'CLOSED',
] as const
export type JourneyStatus = (typeof JOURNEY_STATUSES)[number]

export const FINAL_STATUSES: ReadonlySet<string> = new Set(['DISBURSED', 'REJECTED', 'EXPIRED', 'CLOSED'])

export const STEP_TYPES = ['KYC', 'ACCOUNT_AGGREGATOR', 'BANK_MANDATE', 'E_MANDATE', 'LOAN_AGREEMENT'] as const
export const STEP_STATUSES = ['PENDING', 'READY', 'IN_PROGRESS', 'SUCCESS', 'FAILURE', 'NOT_REQUIRED'] as const
export const ENVIRONMENTS = ['live', 'test'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

export const OWNERS = ['borrower', 'lender', 'account_aggregator', 'platform', 'us', 'none'] as const
/** Who has to make the next move on a journey. */
export type Owner = (typeof OWNERS)[number]

export const VERDICTS = [
  'verified',
  'duplicate',
  'stale',
  'event-conflict',
  'unparseable',
  'signature-mismatch',
  'signature-malformed',
  'header-missing',
  'header-mismatch',
  'unknown-application',
  'too-large',
] as const
export type Verdict = (typeof VERDICTS)[number]

export const PROCESSINGS = ['applied', 'skipped', 'quarantined', 'failed', 'none'] as const
export type Processing = (typeof PROCESSINGS)[number]

export const DELIVERY_SOURCES = ['receiver', 'reported', 'platform'] as const
export type DeliverySource = (typeof DELIVERY_SOURCES)[number]

export const ROLES = ['support', 'ops', 'engineer', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const TOKEN_SCOPES = ['ingest', 'read', 'triage', 'sync'] as const
export type TokenScope = (typeof TOKEN_SCOPES)[number]

/** Position in the journey order up to DISBURSED; -1 for the other finals and for statuses that we do not know. */
export function journeyOrder(status: string): number {
  const index = JOURNEY_STATUSES.indexOf(status as JourneyStatus)
  return index <= JOURNEY_STATUSES.indexOf('DISBURSED') ? index : -1
}

export function isFinal(status: string): boolean {
  return FINAL_STATUSES.has(status)
}
