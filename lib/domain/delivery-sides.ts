import { isQuarantined, isRefused } from './delivery'
import type { DeliverySource, Verdict } from './vocabulary'

/** One event as three sides tell of it: the platform's log, our receiver, the partner's own receiver. */

export interface SideAttempt {
  source: DeliverySource
  at: Date
  verdict: Verdict
  /** Why it failed, where that is known. */
  cause: string | null
  processing: string
  /** What the receiving side answered; of the platform's log null where no answer came. */
  responseStatus: number | null
  /** What the partner's receiver made of it: accepted or rejected. */
  reportedOutcome: string | null
  /** Of the platform's log: why no answer came, and when it tries again. */
  error: string | null
  nextAttemptAt: Date | null
}

export interface SidesInput {
  attempts: SideAttempt[]
  /** Whether the journey holds this update, whichever way it came. */
  isApplied: boolean
  /** Whether the platform's log was read for the time of the event. */
  isLogRead: boolean
}

export type SideAnswer = 'yes' | 'no' | 'unknown'

export const SIDES_OUTCOMES = [
  'applied',
  'applied-otherwise',
  'partner-refused',
  'not-applied',
  'set-aside',
  'refused',
  'lost',
  'unanswered',
  'never-sent',
  'unknown',
] as const
export type SidesOutcome = (typeof SIDES_OUTCOMES)[number]

export interface Side {
  side: DeliverySource
  attempts: number
  lastAt: Date | null
  /** What this side says, in a few words. */
  words: string
}

export interface EventSides {
  sent: SideAnswer
  received: SideAnswer
  verified: SideAnswer
  applied: SideAnswer
  outcome: SidesOutcome
  /** What happened to the event, in one sentence. */
  sentence: string
  sides: Side[]
}

/** Joins what the sides tell of one event. The order of the attempts does not matter. */
export function joinSides({ attempts, isApplied, isLogRead }: SidesInput): EventSides {
  const sorted = attempts.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const of = (source: DeliverySource) => sorted.filter((attempt) => attempt.source === source)
  const parts: Parts = {
    log: of('platform'),
    ours: of('receiver'),
    theirs: of('reported'),
    isApplied: isApplied || sorted.some(({ processing }) => processing === 'applied'),
    isLogRead,
  }
  const arrived = [...parts.ours, ...parts.theirs]
  const { outcome, sentence } = outcomeOf(parts, arrived)
  const received = arrived.length > 0 ? 'yes' : parts.log.length > 0 || isLogRead ? 'no' : 'unknown'
  return {
    sent: arrived.length + parts.log.length > 0 ? 'yes' : isLogRead ? 'no' : 'unknown',
    received,
    verified: arrived.length === 0 ? 'unknown' : arrived.some(isAuthentic) ? 'yes' : 'no',
    applied: parts.isApplied ? 'yes' : 'no',
    outcome,
    sentence,
    sides: [platformSide(parts), receiverSide(parts.ours), partnerSide(parts.theirs)],
  }
}

interface Parts {
  log: SideAttempt[]
  ours: SideAttempt[]
  theirs: SideAttempt[]
  isApplied: boolean
  isLogRead: boolean
}

const told = (outcome: SidesOutcome, sentence: string) => ({ outcome, sentence })

function outcomeOf(parts: Parts, arrived: SideAttempt[]): Pick<EventSides, 'outcome' | 'sentence'> {
  if (parts.isApplied) return appliedOutcome(parts, arrived)
  if (arrived.some(({ processing }) => processing === 'failed')) {
    return told('not-applied', 'It arrived and verified, and we failed to apply it.')
  }
  const aside = arrived.findLast(({ verdict }) => isQuarantined(verdict))
  if (aside) return told('set-aside', `It arrived and we set it aside: ${ASIDE[aside.verdict] ?? aside.verdict}.`)
  const refused = arrived.findLast(({ verdict }) => isRefused(verdict) || verdict === 'too-large')
  if (refused) return refusedOutcome(parts, refused)
  if (arrived.length > 0) return told('not-applied', 'It arrived and verified, and the journey does not hold it.')
  return undelivered(parts)
}

function appliedOutcome({ theirs, ours }: Parts, arrived: SideAttempt[]): Pick<EventSides, 'outcome' | 'sentence'> {
  if (arrived.length === 0) return told('applied-otherwise', 'No delivery of it arrived; the update came by a pull.')
  const failed = arrived.filter((attempt) => !isAuthentic(attempt)).length
  if (theirs.length > 0 && theirs.every(isRefusedThere)) {
    return told('partner-refused', 'The bytes verify and we applied it; the partner’s own receiver refused it.')
  }
  if (failed === arrived.length) return told('applied-otherwise', 'We refused it; the update came another way.')
  if (failed > 0)
    return told(
      'applied',
      `It was applied, after ${failed === 1 ? 'an attempt' : `${failed} attempts`} that did not verify.`,
    )
  return told(
    'applied',
    ours.length > 0
      ? 'It was sent, arrived, verified and was applied.'
      : 'The partner’s receiver got it; it verified and was applied here too.',
  )
}

function refusedOutcome({ ours }: Parts, { cause, verdict }: SideAttempt): Pick<EventSides, 'outcome' | 'sentence'> {
  const why = (cause === null || cause === 'undetermined' ? verdict : cause).replaceAll('-', ' ')
  return ours.length > 0
    ? told('refused', `It arrived and we refused it: ${why}.`)
    : told('refused', `It reached the partner’s receiver and does not verify: ${why}.`)
}

function undelivered({ log, isLogRead }: Parts): Pick<EventSides, 'outcome' | 'sentence'> {
  const last = log.at(-1)
  if (last && last.responseStatus === null) {
    return told('unanswered', `The platform tried to send it and got no answer${last.error ? `: ${last.error}` : ''}.`)
  }
  if (last) {
    return told(
      'lost',
      `The platform sent it and was answered ${last.responseStatus}, by something that does not tell us.`,
    )
  }
  if (isLogRead) return told('never-sent', 'The platform never sent it.')
  return told(
    'unknown',
    'No delivery of it arrived; whether the platform sent it is not known until its log is pulled.',
  )
}

const ASIDE: Partial<Record<Verdict, string>> = {
  stale: 'authentic, but its timestamp is outside the tolerance',
  'event-conflict': 'another body came under the same event ID',
  unparseable: 'its body is not a journey snapshot',
}

/** What arrived is what was signed, although it may not count. */
function isAuthentic({ verdict }: SideAttempt): boolean {
  return !isRefused(verdict) && verdict !== 'too-large'
}

function isRefusedThere({ reportedOutcome, responseStatus }: SideAttempt): boolean {
  return reportedOutcome === 'rejected' || (reportedOutcome === null && (responseStatus ?? 0) >= 400)
}

function side(name: DeliverySource, attempts: SideAttempt[], words: string): Side {
  return { side: name, attempts: attempts.length, lastAt: attempts.at(-1)?.at ?? null, words }
}

function platformSide({ log, isLogRead }: Parts): Side {
  const last = log.at(-1)
  if (!last) return side('platform', log, isLogRead ? 'not in its log' : 'its log was not read for that time')
  const answer = last.responseStatus === null ? (last.error ?? 'no answer') : `answered ${last.responseStatus}`
  return side('platform', log, last.nextAttemptAt ? `${answer}, will try again` : answer)
}

function receiverSide(ours: SideAttempt[]): Side {
  const best = ours.find(({ processing }) => processing === 'applied') ?? ours.at(-1)
  if (!best) return side('receiver', ours, 'did not arrive here')
  const fate = best.processing === 'none' ? '' : `, ${best.processing}`
  return side('receiver', ours, `${best.verdict.replaceAll('-', ' ')}${fate}`)
}

function partnerSide(theirs: SideAttempt[]): Side {
  const last = theirs.at(-1)
  if (!last) return side('reported', theirs, 'reports nothing of it')
  const outcome = last.reportedOutcome ?? (isRefusedThere(last) ? 'rejected' : 'received')
  return side('reported', theirs, isAuthentic(last) ? `${outcome}; verifies` : `${outcome}; does not verify`)
}
