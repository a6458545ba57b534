/** The conditions and causes of the product, with the words the screens use. IDs are fixed by the public contract. */

export const CONDITIONS = {
  'auth-invalid-api-key': {
    title: 'API key refused',
    causes: {
      'missing-bearer-key': 'missing bearer key',
      'wrong-environment-key': 'wrong environment key',
      'revoked-or-rotated-key': 'revoked or rotated key',
    },
  },
  'auth-invalid-session': {
    title: 'Session refused',
    causes: {
      'session-expired': 'session expired',
      'refresh-token-reused': 'refresh token reused',
      'session-wrong-environment': 'wrong environment session',
    },
  },
  'validation-failed': {
    title: 'Profile validation fails',
    causes: {
      'contact-number-missing': 'contact number missing',
      'field-format-invalid': 'field format invalid',
      'enum-unsupported': 'unsupported enum value',
    },
  },
  'offer-lock-conflict': {
    title: 'Offer lock conflict',
    causes: { 'offer-already-proceeded': 'another offer proceeded' },
  },
  'offers-pending': {
    title: 'Stuck in OFFERS_PENDING',
    causes: {
      'lender-dispatch-in-flight': 'lender dispatch in flight',
      'polling-too-aggressive': 'polling too aggressive',
      'aa-required': 'AA required',
    },
  },
  'bank-mandate-not-actionable': {
    title: 'Bank mandate not actionable',
    causes: {
      'journey-state-not-reached': 'journey state not reached',
      'prerequisite-incomplete': 'prerequisite incomplete',
      'stale-offer-selection': 'stale offer selection',
    },
  },
  'aa-redirect-expired': {
    title: 'AA redirect expired',
    causes: { 'consent-session-timed-out': 'consent session timed out' },
  },
  'webhook-signature-failure': {
    title: 'Webhook signature fails',
    causes: {
      'parsed-body-signed': 'parsed body signed',
      'wrong-secret': 'wrong secret',
      'timestamp-omitted': 'timestamp omitted',
      'timestamp-stale': 'timestamp stale',
      'signature-encoding': 'signature encoding',
      'body-altered-in-transit': 'body altered in transit',
      'header-mismatch': 'header mismatch',
    },
  },
  'rate-limited': {
    title: '429 rate limited',
    causes: {
      'missing-backoff': 'missing backoff',
      'retry-without-idempotency': 'retry without idempotency',
      'excessive-writes': 'excessive writes',
    },
  },
  'journey-stalled': {
    title: 'Journey stalled',
    causes: {
      'waiting-on-platform': 'waiting on platform',
      'waiting-on-lender': 'waiting on lender',
      'no-actionable-step': 'no actionable step',
      'updates-missing': 'updates missing',
    },
  },
} as const satisfies Record<string, { title: string; causes: Record<string, string> }>

export type Condition = keyof typeof CONDITIONS
export const UNDETERMINED = 'undetermined'
export const FINDING_STATUSES = ['open', 'acknowledged', 'snoozed', 'resolved'] as const
export type FindingStatus = (typeof FINDING_STATUSES)[number]
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]
export const SUBJECT_TYPES = ['journey', 'application', 'caller', 'delivery_group'] as const
export type SubjectType = (typeof SUBJECT_TYPES)[number]

export function isCondition(value: string): value is Condition {
  return Object.hasOwn(CONDITIONS, value)
}

export function conditionTitle(condition: string): string {
  return isCondition(condition) ? CONDITIONS[condition].title : condition
}

export function causeLabel(condition: string, cause: string): string {
  const causes: Record<string, string> = isCondition(condition) ? CONDITIONS[condition].causes : {}
  return causes[cause] ?? cause
}

/** Where the fix of a cause is told; a relative URL. */
export function guidanceHref(condition: string, cause: string): string {
  return `/guidance/${condition}#${cause}`
}
