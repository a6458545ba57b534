import type { ExplainedFailure } from '@/lib/domain/delivery'
import { readClaim } from './claim'
import type { Keys, KeyVariant } from './keys'
import type { SearchResult } from './search'

/** What is said where no changed digest is the reason. */

export const RIGHT = 'the active secret over the bytes as they came'
export const RIGHT_BY_NOW =
  'The signature is right by the secrets that are active now: its secret was added after it arrived, or it was refused for another reason.'
export const RECEIVER_RIGHT = 'The receiver computed the right digest for what arrived, and refused for another reason.'
export const DISPUTED_ACCEPTED = 'Nothing failed; the receiver reports another digest than the one it accepted.'

const NOTHING: ExplainedFailure = {
  cause: 'undetermined',
  confidence: 0,
  sentence: 'Nothing that we know explains this signature.',
  offset: null,
  tried: [],
  missing: null,
  steps: [],
  secretID: null,
  verdict: 'signature-mismatch',
  diff: null,
}

export function undetermined(told: Partial<ExplainedFailure>): ExplainedFailure {
  return { ...NOTHING, ...told }
}

function certain(told: Partial<ExplainedFailure>): ExplainedFailure {
  return { ...NOTHING, confidence: 1, ...told }
}

export function missingWords(missing: string[]): string | null {
  if (missing.length === 0) return null
  return missing.length === 1
    ? `The header ${missing[0]} is missing.`
    : `The headers ${missing.join(', ')} are missing.`
}

export function lateWords(lateByMs: number | null): string | null {
  if (lateByMs === null) return null
  const seconds = Math.round(Math.abs(lateByMs) / 1000)
  return lateByMs > 0
    ? `It was also signed ${seconds} s before it arrived.`
    : `It also claims a time ${seconds} s ahead.`
}

/** `tried` tells whether the signature was seen to be right. */
export function ofMissingHeaders(missing: string[], tried: string[]): ExplainedFailure {
  const words = missingWords(missing) ?? ''
  const right = tried.includes(RIGHT) ? 'The signature is right. ' : ''
  const steps = missing.map((name) => `header:${name}`)
  return undetermined({ sentence: right + words, missing: right + words, steps, tried })
}

export function ofUnreadableTimestamp(): ExplainedFailure {
  const sentence =
    'The signature is right, but the timestamp is not ten digits, thirteen digits or ISO 8601, so that its age cannot be judged.'
  return undetermined({ sentence, missing: sentence, steps: ['header:timestamp-unreadable'], tried: [RIGHT] })
}

export function ofDifferingHeaders(differing: string[], secretID: string | null): ExplainedFailure {
  const names = differing.length === 1 ? `the header ${differing[0]} names` : `the headers ${differing.join(', ')} name`
  const sentence = `The signature is right, but ${names} something else than the signed body.`
  const steps = differing.map((name) => `header:${name}`)
  return certain({ cause: 'header-mismatch', sentence, steps, secretID, tried: [RIGHT] })
}

export function ofForeignHeader(secretID: string | null, tried: string[]): ExplainedFailure {
  const sentence =
    'The signature is right for the application that the signed body names, but the header x-al-application-id names another.'
  return certain({ cause: 'header-mismatch', sentence, steps: ['header:x-al-application-id'], secretID, tried })
}

const TOLERANCE_MS = 5 * 60_000

export function ofStale(lateByMs: number, toleranceMs: number | undefined, secretID: string | null): ExplainedFailure {
  const seconds = Math.round(Math.abs(lateByMs) / 1000)
  const allowed = Math.round((toleranceMs ?? TOLERANCE_MS) / 1000)
  const when = lateByMs > 0 ? `was made ${seconds} s before it arrived` : `claims a time ${seconds} s after it arrived`
  const why = lateByMs > 0 ? 'a replay, a queue on the way or a clock' : 'a clock is wrong'
  const sentence = `The signature is right, but it ${when}, and ${allowed} s are allowed: ${why}.`
  const steps = [lateByMs > 0 ? 'timestamp:stale' : 'timestamp:future']
  return certain({ cause: 'timestamp-stale', sentence, steps, secretID, tried: [RIGHT] })
}

/** Of two active secrets the receiver knows only the one that did not sign. */
export function ofOtherActive(theirs: KeyVariant, ours: KeyVariant, tried: string[]): ExplainedFailure {
  const sentence = `The digest that the receiver computed matches under ${theirs.words}, and the platform signed with ${ours.words}: while both are active, try each of them.`
  return certain({ cause: 'wrong-secret', sentence, steps: ['secret:other-active'], secretID: theirs.secretID, tried })
}

const LENGTHS: Record<number, string> = { 32: 'MD5', 40: 'SHA-1', 56: 'SHA-224', 96: 'SHA-384', 128: 'SHA-512' }

export function ofNothing(
  { keys, arrival }: { keys: Keys; arrival: { missing: string[] } },
  claimed: string,
  { tried, isCut }: SearchResult,
): ExplainedFailure {
  const algorithm = /^[0-9a-f]+$/i.test(claimed) ? LENGTHS[claimed.length] : undefined
  const shape =
    algorithm !== undefined
      ? `It is as long as ${algorithm} in hex; 64 hex digits of HMAC-SHA256 are expected.`
      : readClaim(claimed).length === 0
        ? 'It is no digest of HMAC-SHA256 in hex or base64.'
        : null
  const unknown =
    keys.active.length === 0
      ? 'No active secret of this application is known here.'
      : 'The secret that signed it is not known here, or the body was changed in a way we do not know.'
  const cut = isCut ? 'Not all pairs of changes were tried.' : null
  const missing = [missingWords(arrival.missing), shape ?? unknown, cut].filter((part) => part !== null).join(' ')
  const steps = arrival.missing.map((name) => `header:${name}`)
  return undetermined({ tried, missing, steps })
}
