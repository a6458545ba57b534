import type { Severity, SubjectType } from './conditions'

export interface Evidence {
  /** status, operation, offer, step, aa_session, delivery, pull, threshold */
  kind: string
  at: Date | null
  summary: string
  /** What it points to, such as { offerID } or { deliveryID }. */
  ref: Record<string, string> | null
}

export interface RejectedCause {
  cause: string
  why: string
}

/** What a rule decided at one moment. */
export interface Decision {
  condition: string
  cause: string
  /** 0 to 1. */
  confidence: number
  severity: Severity
  summary: string
  evidence: Evidence[]
  rejectedCauses: RejectedCause[]
}

/** An unbroken time, in event time, over which a decision held; `to` is null while it holds. */
export interface Episode {
  from: Date
  to: Date | null
}

/** A decision on a subject over all its episodes. */
export interface DerivedFinding extends Decision {
  applicationID: string
  environment: string
  subjectType: SubjectType
  subjectID: string
  subjectDetail: Record<string, string | null> | null
  /** Tells findings of one cause on one subject apart, such as the field; null or absent where there is only one. */
  variant?: string | null
  episodes: Episode[]
  lastSeenAt: Date
  /** How often it happened, where that is not the number of its episodes. */
  occurrences?: number
}

/** A delivery that was refused or set aside and claims a snapshot of a journey. */
export interface RefusedUpdate {
  deliveryID: string
  sequence: bigint
  verdict: string
  receivedAt: Date
}

/** A time over which we knew of a newer update and did not have it. */
export interface MissingUpdate {
  from: Date
  /** When it, or a newer one, reached us; null: still missing. */
  to: Date | null
  sequence: bigint
  evidence: Evidence
  summary: string
}
