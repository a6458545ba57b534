import type { ApiCall } from '@/lib/domain/api-call'
import type { Decision, DerivedFinding, Episode, MissingUpdate, RefusedUpdate } from '@/lib/domain/finding'
import { compareSnapshots, foldSnapshot, type JourneyState } from '@/lib/domain/journey-state'
import { EMPTY_BOOK, type ThresholdBook } from '@/lib/domain/learned-thresholds'
import type { Settings } from '@/lib/domain/settings'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { isFinal, type Owner } from '@/lib/domain/vocabulary'
import { isRedirectable, proceededOffer, relevantOffers, SKEW_MS, whoseMove, type Move } from '@/lib/domain/whose-move'
import { aaRedirectExpired } from './rules/aa-redirect-expired'
import {
  bankMandateNotActionable,
  mandateSince,
  stateWaitStart,
  waitingMandate,
} from './rules/bank-mandate-not-actionable'
import { lookBackMs } from './rules/caller-view'
import { journeyCalls, type JourneyCalls } from './rules/journey-calls'
import { journeyStalled } from './rules/journey-stalled'
import { bankMandateLimitMs, exceededAt, exceeds, laterOf, waitStart, type JourneyView } from './rules/journey-view'
import { lockConflicts, type LockConflict } from './rules/offer-lock-conflict'
import { offersPending } from './rules/offers-pending'
import { staleOfferSelection } from './rules/stale-offer-selection'
import { missingUpdates, openGap } from './rules/updates-missing'
import { waitThreshold } from './rules/wait-threshold'

/**
 * Plays a journey's whole history in event time and tells which findings held when. History that arrives in bulk is
 * judged as if it had come live, and any order of arrival derives the same.
 */

export interface JourneyHistory {
  applicationID: string
  environment: string
  journeyID: string
  snapshots: JourneySnapshot[]
  refused: RefusedUpdate[]
  /** What partner systems called about it; absent where no call logs are kept. */
  calls?: ApiCall[]
  settings: Settings
  /** What was learned of its application, and when; absent: nothing. */
  thresholds?: ThresholdBook
}

export interface JourneyJudgement {
  owner: Owner
  ownerReason: string
  stuck: boolean
  stuckSince: Date | null
  findings: DerivedFinding[]
  /** When, without a further event, the judgement may change; null: never. */
  nextCheckAt: Date | null
}

interface Moment {
  /** Without the reads of a wrong offer, which change nothing about who is waited for. */
  move: Move
  told: Move
  decisions: Decision[]
  stuck: boolean
}

/** What one moment hands on to the next. */
interface Course {
  gaps: MissingUpdate[]
  calls: JourneyCalls | null
  conflicts: LockConflict[]
  idleEndedAt: Date | null
  isIdle: boolean
  stuckSince: Date | null
  open: Map<string, { from: Date; decision: Decision }>
  closed: Map<string, { episodes: Episode[]; decision: Decision }>
}

const MOMENTS_MAX = 200

/** The judgement at `now`. Throws where there is no snapshot. */
export function replayJourney(history: JourneyHistory, now: Date): JourneyJudgement {
  const ordered = history.snapshots.toSorted(compareSnapshots)
  const course = startOf(history)
  let state: JourneyState | null = null
  let clock = ordered[0]?.eventAt ?? now
  let moment: Moment | null = null
  for (const [index, snapshot] of ordered.entries()) {
    state = foldSnapshot(state, snapshot)
    clock = laterOf(clock, snapshot.eventAt)
    const next = ordered[index + 1]
    const end = next ? laterOf(clock, next.eventAt) : laterOf(clock, now)
    if (next && end.getTime() === clock.getTime()) continue
    moment = playSegment(history, state, { from: clock, end, isLast: !next }, course)
  }
  if (!state || !moment) throw new Error('A journey without snapshots cannot be judged')
  const at = laterOf(clock, now)
  const view = viewAt(history, state, at, course, moment.move)
  return {
    owner: moment.told.owner,
    ownerReason: moment.told.reason,
    stuck: moment.stuck,
    stuckSince: moment.stuck ? course.stuckSince : null,
    findings: derivedFindings(history, state, course),
    nextCheckAt: nextTurn(view, course),
  }
}

/** Of a journey that no snapshot told of yet, what its calls alone prove. */
export function replayCallsAlone(history: JourneyHistory): DerivedFinding[] {
  const conflicts = lockConflicts(journeyCalls(history.calls ?? [], history.settings), [])
  const borrower = history.calls?.find(({ borrowerExternalID }) => borrowerExternalID !== null)
  const causes = new Map(conflicts.map((conflict) => [conflict.decision.cause, conflict]))
  return [...causes.values()].map(({ at, decision }) => ({
    ...decision,
    applicationID: history.applicationID,
    environment: history.environment,
    subjectType: 'journey',
    subjectID: history.journeyID,
    subjectDetail: { borrowerExternalID: borrower?.borrowerExternalID ?? null },
    episodes: [{ from: firstAt(conflicts, decision.cause) ?? at, to: null }],
    lastSeenAt: at,
  }))
}

function firstAt(conflicts: LockConflict[], cause: string): Date | null {
  return conflicts.find(({ decision }) => decision.cause === cause)?.at ?? null
}

function startOf({ snapshots, refused, settings, ...history }: JourneyHistory): Course {
  const gaps = missingUpdates(snapshots, refused, settings)
  const calls = history.calls?.length ? journeyCalls(history.calls, settings) : null
  const conflicts = calls ? lockConflicts(calls, snapshots) : []
  return {
    gaps,
    calls,
    conflicts,
    idleEndedAt: null,
    isIdle: false,
    stuckSince: null,
    open: new Map(),
    closed: new Map(),
  }
}

/** Judges at the segment's start and at every moment within it at which time alone can change something. */
function playSegment(
  history: JourneyHistory,
  state: JourneyState,
  segment: { from: Date; end: Date; isLast: boolean },
  course: Course,
): Moment {
  let at = segment.from
  let moment = judgeMoment(history, state, at, course)
  for (let count = 0; count < MOMENTS_MAX; count++) {
    const turn = nextTurn(viewAt(history, state, at, course, moment.move), course)
    if (!turn || turn > segment.end || (!segment.isLast && turn.getTime() === segment.end.getTime())) {
      // Nothing begins or ends then, but what the reads prove or disprove is told as of now.
      return segment.isLast && course.calls && at < segment.end
        ? judgeMoment(history, state, segment.end, course)
        : moment
    }
    at = turn
    moment = judgeMoment(history, state, at, course)
  }
  // More turns than anyone but a flood of refused deliveries makes: what holds at the end still counts.
  return segment.isLast ? judgeMoment(history, state, segment.end, course) : moment
}

function judgeMoment(history: JourneyHistory, state: JourneyState, at: Date, course: Course): Moment {
  const expired = aaRedirectExpired({ state, at })
  const missing = openGap(course.gaps, state, at)
  const stale = staleOfferSelection({ state, at, settings: history.settings, calls: course.calls })
  const usReason = expired ? 'renew the AA redirect' : missing ? 'a newer update was not taken' : null
  // What waits for the borrower waits for the borrower, whichever steps our app looks at meanwhile.
  const move = whoseMove(state, at, usReason)
  // An update that we lack does not tell that the borrower is done.
  const isIdle = whoseMove(state, at, expired ? usReason : null).owner === 'borrower'
  if (course.isIdle && !isIdle) course.idleEndedAt = at
  course.isIdle = isIdle
  const view = viewAt(history, state, at, course, move)
  const mandate = bankMandateNotActionable(view)
  const named = [expired, ...offersPending(view), mandate, stale && withMandate(stale, mandate)].filter(
    (decision) => decision !== null,
  )
  const stalled = named.length === 0 ? journeyStalled(view) : null
  const waits = stalled ? [...named, stalled] : named
  // A 409 that is over explains no wait, so it neither hides a stalled journey nor makes one stuck.
  const decisions = [...waits, ...conflictsAt(history, course, state, at)].map(withoutHeld(waits))
  const told = stale && !usReason ? whoseMove(state, at, 'steps are read for the wrong offer') : move
  const stuck = isStuck({ ...view, move: told }, waits)
  course.stuckSince = stuck ? (course.stuckSince ?? at) : null
  follow(course, decisions, at)
  return { move, told, decisions, stuck }
}

/** A cause that holds beside another is not among its rejected ones. */
function withoutHeld(held: Decision[]): (decision: Decision) => Decision {
  const isHeld = (condition: string, cause: string) =>
    held.some((other) => other.condition === condition && other.cause === cause)
  return (decision) => {
    const rejectedCauses = decision.rejectedCauses.filter(({ cause }) => !isHeld(decision.condition, cause))
    return { ...decision, rejectedCauses }
  }
}

/** The rejected causes of the one are what the other found out, save itself. */
function withMandate(stale: Decision, mandate: Decision | null): Decision {
  const rejected = mandate?.rejectedCauses.filter(({ cause }) => cause !== stale.cause) ?? []
  return { ...stale, rejectedCauses: rejected }
}

/** The latest of each cause: they are several proofs of one thing. Each holds while its journey runs, or is still fresh. */
function conflictsAt(
  { settings }: JourneyHistory,
  { conflicts }: Course,
  { status }: JourneyState,
  at: Date,
): Decision[] {
  const held = conflicts.filter(
    (conflict) => conflict.at <= at && (!isFinal(status) || at < conflictFreshUntil(conflict, settings)),
  )
  return [...new Map(held.map(({ decision }) => [decision.cause, decision])).values()]
}

function viewAt(history: JourneyHistory, state: JourneyState, at: Date, course: Course, move: Move): JourneyView {
  const missing = openGap(course.gaps, state, at)
  const { settings, thresholds = EMPTY_BOOK } = history
  const { isIdle, idleEndedAt, calls } = course
  return { state, at, settings, thresholds, move, isIdle, idleEndedAt, missing, calls }
}

/** Somebody else's move, or nobody's, for longer than expected. */
function isStuck(view: JourneyView, decisions: Decision[]): boolean {
  const { owner } = view.move
  if (owner === 'borrower' || owner === 'none') return false
  if (owner === 'us' || decisions.length > 0) return true
  const threshold = waitThreshold(view, owner, waitStart(view))
  return threshold !== null && exceeds(waitStart(view), view.at, threshold.limitMs)
}

function follow(course: Course, decisions: Decision[], at: Date): void {
  const held = new Map(decisions.map((decision) => [`${decision.condition}|${decision.cause}`, decision]))
  for (const [name, decision] of held) {
    course.open.set(name, { from: course.open.get(name)?.from ?? at, decision })
  }
  for (const [name, { from, decision }] of course.open) {
    if (held.has(name)) continue
    course.open.delete(name)
    const episodes = [...(course.closed.get(name)?.episodes ?? []), { from, to: at }]
    course.closed.set(name, { episodes, decision })
  }
}

function derivedFindings(history: JourneyHistory, state: JourneyState, course: Course): DerivedFinding[] {
  const names = new Set([...course.closed.keys(), ...course.open.keys()])
  return [...names].flatMap((name) => {
    const closed = course.closed.get(name)
    const open = course.open.get(name)
    const decision = open?.decision ?? closed?.decision
    if (!decision) return []
    const episodes = [...(closed?.episodes ?? []), ...(open ? [{ from: open.from, to: null }] : [])]
    const lastSeenAt = open ? laterOf(open.from, state.eventAt) : (episodes.at(-1)?.to ?? state.eventAt)
    return [
      {
        ...decision,
        applicationID: history.applicationID,
        environment: history.environment,
        subjectType: 'journey' as const,
        subjectID: history.journeyID,
        subjectDetail: { borrowerExternalID: state.borrowerExternalID },
        episodes,
        lastSeenAt,
      },
    ]
  })
}

/** The next moment after the view's at which a rule or the owner may change by time alone. */
function nextTurn(view: JourneyView, course: Course): Date | null {
  const after = [...turnsOf(view, course.gaps), ...callTurns(view, course)].filter((turn) => turn > view.at)
  return after.length > 0 ? new Date(Math.min(...after.map((turn) => turn.getTime()))) : null
}

function turnsOf(view: JourneyView, gaps: MissingUpdate[]): Date[] {
  const { state, settings, move } = view
  const turns: Date[] = gaps.flatMap(({ from, to }) => (to ? [from, to] : [from]))
  for (const owner of [move.owner, 'platform'] as const) {
    for (const since of [state.statusSince, waitStart(view)]) {
      const threshold = waitThreshold(view, owner, since)
      if (threshold) turns.push(exceededAt(since, threshold.limitMs))
    }
  }
  const offer = proceededOffer(state)
  const mandate = offer && waitingMandate(offer)
  for (const since of mandate ? [mandateSince(mandate), stateWaitStart(mandate, view)] : []) {
    turns.push(exceededAt(since, bankMandateLimitMs(settings)))
  }
  for (const { aa } of relevantOffers(state)) {
    if (aa?.redirectExpiresAt && isRedirectable(aa)) turns.push(new Date(aa.redirectExpiresAt.getTime() + SKEW_MS + 1))
  }
  return turns
}

/** One that comes when its journey has ended, or just before, is still told for as long as a caller's doings count. */
function conflictFreshUntil(conflict: LockConflict, settings: Settings): Date {
  return new Date(conflict.at.getTime() + lookBackMs(settings))
}

function callTurns(view: JourneyView, { calls, conflicts }: Course): Date[] {
  if (!calls) return []
  const at = view.at.getTime()
  const offer = proceededOffer(view.state)
  const turns = [
    view.state.status === 'OFFERS_PENDING' ? calls.nextPollingTurn(waitStart(view).getTime(), at) : null,
    offer?.proceededAt ? calls.nextStepTurn(offer.offerID, offer.proceededAt.getTime(), at) : null,
  ]
  const ends = conflicts.flatMap((one) => [one.at, conflictFreshUntil(one, view.settings)])
  return [...turns.filter((turn) => turn !== null).map((turn) => new Date(turn)), ...ends]
}
