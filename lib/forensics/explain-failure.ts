import type { ExplainedFailure } from '@/lib/domain/delivery'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { bodyFields, judgeArrival, type Arrival } from './arrival'
import { defaultLimits, type BudgetLimits } from './budget'
import { isCut, readClaim } from './claim'
import { diffOf } from './diff'
import { causeOf, firstRank } from './steps'
import { explainMissingTimestamp } from './missing-timestamp'
import {
  DISPUTED_ACCEPTED,
  RECEIVER_RIGHT,
  RIGHT,
  RIGHT_BY_NOW,
  lateWords,
  missingWords,
  ofDifferingHeaders,
  ofForeignHeader,
  ofMissingHeaders,
  ofNothing,
  ofOtherActive,
  ofStale,
  ofUnreadableTimestamp,
  undetermined,
} from './other-reasons'
import { keysOf, type ForensicSecret, type Keys, type KeyVariant } from './keys'
import { search, type Match, type SearchResult } from './search'
import { sentenceOf } from './sentence'
import { signedTexts } from './signed-texts'

export type { ForensicSecret } from './keys'

/** Why a signature fails. Pure and bounded; it explains and never turns a failure into an acceptance. */

export interface ExplainInput {
  applicationID: string
  /** Names in lower case. */
  headers: Record<string, string>
  body: Uint8Array
  /** The digest that the partner's receiver compared, as it had it; null where it told none. */
  computedSignature: string | null
  /** When it reached its receiver; with it a right signature is judged by its age too. */
  receivedAt?: Date
  toleranceMs?: number
  /** What the reporting side did with it: accepted, rejected. */
  reportedOutcome?: string | null
}

/** Names the change that makes the digests agree; the one that changes least wins. */
export function explainFailure(
  input: ExplainInput,
  secrets: readonly ForensicSecret[],
  limits: BudgetLimits = defaultLimits(input.body.byteLength),
): ExplainedFailure {
  const keys = keysOf(ownerOf(input, secrets), secrets)
  const arrival = judgeArrival(input, keys.active)
  const subject: Subject = { input, keys, arrival, body: Buffer.from(input.body), limits }
  return { ...explain(subject), verdict: arrival.verdict }
}

interface Subject {
  input: ExplainInput
  keys: Keys
  arrival: Arrival
  body: Buffer
  limits: BudgetLimits
}

function explain(subject: Subject): ExplainedFailure {
  const { input, arrival } = subject
  const sent = input.headers[WEBHOOK_HEADERS.signature]
  const computed = input.computedSignature
  if (!input.headers[WEBHOOK_HEADERS.timestamp]) return explainMissingTimestamp(subject)
  if (arrival.verifiedBy) return ofVerified(subject, arrival.verifiedBy)
  if (!sent) return computed ? ofReceivers(subject, computed) : ofMissingHeaders(arrival.missing, [])
  const ofSent = ofSender(subject, sent)
  return computed && computed !== sent ? likelier(ofSent, ofReceivers(subject, computed)) : ofSent
}

/** The signature that came is right: something else failed, or only the receiver's digest is wrong. */
function ofVerified(subject: Subject, verifiedBy: KeyVariant): ExplainedFailure {
  const { input, arrival } = subject
  const { headers, computedSignature } = input
  if (arrival.differing.length > 0) return ofDifferingHeaders(arrival.differing, verifiedBy.secretID)
  if (arrival.lateByMs !== null) return ofStale(arrival.lateByMs, input.toleranceMs, verifiedBy.secretID)
  const isDisputed = computedSignature !== null && computedSignature !== headers[WEBHOOK_HEADERS.signature]
  if (isDisputed && input.reportedOutcome === 'accepted') {
    return undetermined({
      sentence: 'The signature is right, and the receiver accepted it.',
      missing: DISPUTED_ACCEPTED,
    })
  }
  if (isDisputed) return ofReceivers(subject, computedSignature, verifiedBy)
  if (arrival.missing.length > 0) return ofMissingHeaders(arrival.missing, [RIGHT])
  if (!arrival.isTimestampReadable) return ofUnreadableTimestamp()
  return undetermined({ sentence: RIGHT_BY_NOW, tried: [RIGHT], missing: RIGHT_BY_NOW })
}

function ofSender(subject: Subject, claimed: string): ExplainedFailure {
  const result = searchFor(subject, claimed)
  return result.match ? explained(subject, result.match, result.tried, false) : ofNothing(subject, claimed, result)
}

/** The digest of the partner's receiver; `verifiedBy` where what arrived is right. */
function ofReceivers(subject: Subject, computed: string, verifiedBy?: KeyVariant): ExplainedFailure {
  const result = searchFor(subject, computed)
  const { match, tried } = result
  if (!match) return ofNothing(subject, computed, result)
  if (stepsOf(match).length > 0) return explained(subject, match, tried, true)
  if (verifiedBy && match.key.secretID !== verifiedBy.secretID) return ofOtherActive(match.key, verifiedBy, tried)
  return undetermined({ sentence: RECEIVER_RIGHT, tried, missing: RECEIVER_RIGHT })
}

function searchFor({ input, keys, body, limits }: Subject, claimed: string): SearchResult {
  const { headers } = input
  const texts = signedTexts({
    timestamp: headers[WEBHOOK_HEADERS.timestamp] ?? '',
    eventID: headers[WEBHOOK_HEADERS.eventID],
    tenantID: headers[WEBHOOK_HEADERS.tenantID],
    applicationID: headers[WEBHOOK_HEADERS.applicationID],
  })
  const claims = readClaim(claimed)
  if (claims.length === 0) return { match: null, tried: [], isCut: false }
  return search(claims, { keys, texts, body }, limits)
}

function explained(subject: Subject, match: Match, tried: string[], isReceivers: boolean): ExplainedFailure {
  const { input, arrival, body } = subject
  const steps = stepsOf(match)
  if (!isReceivers && isForeignHeader(match, input)) return ofForeignHeader(match.key.secretID, tried)
  const diff = match.body.steps.length > 0 ? diffOf(body, match.body.bytes) : null
  const cause = causeOf(steps)
  const offset = diff?.offset ?? null
  const notes = [missingWords(arrival.missing), lateWords(arrival.lateByMs)].filter((note) => note !== null)
  return {
    cause,
    confidence: isCut(match.claim) ? CONFIDENCE_CUT : 1,
    sentence: [sentenceOf({ match, cause, isReceivers, offset }), ...notes].join(' '),
    offset,
    tried,
    missing: null,
    steps,
    secretID: match.key.secretID,
    verdict: arrival.verdict,
    diff,
  }
}

const CONFIDENCE_CUT = 0.8

/** Secret and body agree with each other, and only the unsigned header names another application. */
function isForeignHeader({ key, text, body, claim }: Match, input: ExplainInput): boolean {
  const [step, ...others] = stepsOf({ key, text, body, claim })
  if (others.length > 0 || (step !== 'secret:other-application' && step !== 'secret:other-environment')) return false
  const told = bodyFields(input.body).application_id
  return typeof told === 'string' && told.toLowerCase() === key.applicationID?.toLowerCase()
}

/** Those of the body in the order in which they were made. */
function stepsOf({ claim, text, key, body }: Match): string[] {
  return [...claim.steps, ...(text.step ? [text.step] : []), ...key.steps, ...body.steps]
}

/** Both sides fail: the explanation that changes least. */
function likelier(ofSent: ExplainedFailure, ofComputed: ExplainedFailure): ExplainedFailure {
  const rank = ({ steps }: ExplainedFailure) => firstRank(steps) + 10 * steps.length
  return rank(ofComputed) < rank(ofSent) ? ofComputed : ofSent
}

/** Without its header, the application that the body names; its secrets are tried as the own ones. */
function ownerOf({ applicationID, headers, body }: ExplainInput, secrets: readonly ForensicSecret[]): string {
  if (headers[WEBHOOK_HEADERS.applicationID]) return applicationID
  const told = bodyFields(body).application_id
  const known = secrets.find((secret) => typeof told === 'string' && secret.applicationID === told.toLowerCase())
  return known?.applicationID ?? applicationID
}
