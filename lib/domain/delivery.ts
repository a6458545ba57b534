import type { JourneySnapshot, ProfileUpdate } from './snapshot'
import type { DeliverySource, Processing, Verdict } from './vocabulary'

/** The sender's address, set by our own server from the socket, whatever the sender wrote there. */
export const PEER_HEADER = 'x-desk-peer'

/** A delivery that was judged and is about to be stored, with what it would apply. */
export interface DeliveryDraft {
  id: string
  applicationID: string
  source: DeliverySource
  reportedDeliveryID: string | null
  eventID: string | null
  attempt: number
  receivedAt: Date
  verdict: Verdict
  cause: string | null
  reason: string | null
  /** What the reporting side answered; null for our receiver, whose answer follows from the verdict. */
  responseStatus: number | null
  headers: Record<string, string>
  /** Null where the bytes are not kept. */
  body: Uint8Array | null
  bodySize: number
  bodySha256: string | null
  computedSignature: string | null
  reportedOutcome: string | null
  sequence: bigint | null
  eventAt: Date | null
  /** Journeys the body speaks of; for a refused one only where its tenant is the application's. */
  journeyIDs: string[]
  /** Whom the body speaks of, signed or not; null where it cannot be told. Not stored with the delivery. */
  borrowerExternalID: string | null
  secretID: string | null
  durationMs: number | null
  extra: Record<string, unknown> | null
  /** Null: nothing is applied. */
  apply: { snapshots: JourneySnapshot[]; profiles: ProfileUpdate[] } | null
}

export interface DeliveryResult {
  /** The row; for a duplicate the row of the first. */
  id: string
  verdict: Verdict
  processing: Processing
  /** Reported before under this delivery ID: no row was added. */
  reportedBefore: boolean
}

/** Why a signature failed. It holds no byte of the body and no secret, so it may be stored and shown to everyone. */
export interface Forensics {
  /** A cause of webhook-signature-failure, or undetermined. */
  cause: string
  confidence: number
  sentence: string
  /** First byte that differs, where two byte strings were compared. */
  offset: number | null
  tried: string[]
  /** What would decide it, where nothing matched. */
  missing: string | null
  /** Machine names of the changes under which the digest matches, those of the body as they follow each other: `secret:newline`. */
  steps?: string[]
  /** The secret under which it matches, as it is or changed. */
  secretID?: string | null
  /** What the arrived signature itself is worth by the active secrets; an explanation never changes it. */
  verdict?: Verdict
}

/** What arrived beside what the digest speaks of, around the first difference. Holds bytes of the body: never stored. */
export interface ForensicDiff {
  /** First byte that differs; the end of the shorter one where it begins the longer. */
  offset: number
  /** Where both excerpts begin. */
  from: number
  /** At most 64 bytes each, in base64. */
  arrived: string
  signed: string
  arrivedLength: number
  signedLength: number
}

export type ExplainedFailure = Required<Forensics> & { diff: ForensicDiff | null }

/** Failures with the same key, of one application, failed the same way: the cause and which secret, by causes.md. */
export function explanationKey(forensics: Pick<Forensics, 'cause' | 'steps' | 'secretID'>): string {
  const secretSteps = (forensics.steps ?? []).filter((step) => step.startsWith('secret:') || step.startsWith('header:'))
  return [forensics.cause, forensics.secretID ?? '', ...secretSteps].join('|')
}

const REFUSED: ReadonlySet<Verdict> = new Set([
  'signature-mismatch',
  'signature-malformed',
  'header-missing',
  'header-mismatch',
  'unknown-application',
])
const QUARANTINED: ReadonlySet<Verdict> = new Set(['stale', 'event-conflict', 'unparseable'])

export function isRefused(verdict: Verdict): boolean {
  return REFUSED.has(verdict)
}

export function isQuarantined(verdict: Verdict): boolean {
  return QUARANTINED.has(verdict)
}

/** What our receiver answers, by the table of the public contract. */
export function receiverStatus(verdict: Verdict): number {
  if (verdict === 'too-large') return 413
  if (isRefused(verdict)) return 401
  return isQuarantined(verdict) ? 202 : 200
}
