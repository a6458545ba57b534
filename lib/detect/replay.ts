import type { Decision, DerivedFinding, Episode, RefusedUpdate } from '@/lib/domain/finding'
import { compareSnapshots, foldSnapshot, type JourneyState } from '@/lib/domain/journey-state'
import type { Settings } from '@/lib/domain/settings'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import type { Owner } from '@/lib/domain/vocabulary'
import { isRedirectable, proceededOffer, relevantOffers, SKEW_MS, whoseMove, type Move } from '@/lib/domain/whose-move'
import { aaRedirectExpired } from './rules/aa-redirect-expired'
import { bankMandateNotActionable, mandateSince, waitingMandate } from './rules/bank-mandate-not-actionable'
import { journeyStalled } from './rules/journey-stalled'
import {
  bankMandateLimitMs,
  exceededAt,
  exceeds,
  laterOf,
  waitLimitMs,
  waitStart,
  type JourneyView,
} from './rules/journey-view'
import { offersPending } from './rules/offers-pending'
import { missingUpdates, openGap, type MissingUpdate } from './rules/updates-missing'

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
  settings: Settings
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
  move: Move
  decisions: Decision[]
  stuck: boolean
}

/** What one moment hands on to the next. */
interface Course {
  gaps: MissingUpdate[]
  idleEndedAt: Date | null
  wasIdle: boolean
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
    owner: moment.move.owner,
    ownerReason: moment.move.reason,
    stuck: moment.stuck,
    stuckSince: moment.stuck ? course.stuckSince : null,
    findings: derivedFindings(history, state, course),
    nextCheckAt: nextTurn(view, course.gaps),
  }
}

function startOf({ snapshots, refused, settings }: JourneyHistory): Course {
  const gaps = missingUpdates(snapshots, refused, settings)
  return { gaps, idleEndedAt: null, wasIdle: false, stuckSince: null, open: new Map(), closed: new Map() }
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
    const turn = nextTurn(viewAt(history, state, at, course, moment.move), course.gaps)
    if (!turn || turn > segment.end || (!segment.isLast && turn.getTime() === segment.end.getTime())) return moment
    at = turn
    moment = judgeMoment(history, state, at, course)
  }
  // More turns than anyone but a flood of refused deliveries makes: what holds at the end still counts.
  return segment.isLast ? judgeMoment(history, state, segment.end, course) : moment
}

function judgeMoment(history: JourneyHistory, state: JourneyState, at: Date, course: Course): Moment {
  const expired = aaRedirectExpired({ state, at })
  const missing = openGap(course.gaps, state, at)
  const usReason = expired ? 'renew the AA redirect' : missing ? 'a newer update was not taken' : null
  const move = whoseMove(state, at, usReason)
  const isIdle = move.owner === 'borrower'
  if (course.wasIdle && !isIdle) course.idleEndedAt = at
  course.wasIdle = isIdle
  const view = viewAt(history, state, at, course, move)
  const named = [expired, offersPending(view), bankMandateNotActionable(view)].filter((decision) => decision !== null)
  const stalled = named.length === 0 ? journeyStalled(view) : null
  const decisions = stalled ? [...named, stalled] : named
  const stuck = isStuck(view, decisions)
  course.stuckSince = stuck ? (course.stuckSince ?? at) : null
  follow(course, decisions, at)
  return { move, decisions, stuck }
}

function viewAt(history: JourneyHistory, state: JourneyState, at: Date, course: Course, move: Move): JourneyView {
  const missing = openGap(course.gaps, state, at)
  return { state, at, settings: history.settings, move, idleEndedAt: course.idleEndedAt, missing }
}

/** Somebody else's move, or nobody's, for longer than expected. */
function isStuck(view: JourneyView, decisions: Decision[]): boolean {
  const { owner } = view.move
  if (owner === 'borrower' || owner === 'none') return false
  if (owner === 'us' || decisions.length > 0) return true
  const limitMs = waitLimitMs(view.settings, view.state.status, owner)
  return limitMs !== null && exceeds(waitStart(view), view.at, limitMs)
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
function nextTurn(view: JourneyView, gaps: MissingUpdate[]): Date | null {
  const after = turnsOf(view, gaps).filter((turn) => turn > view.at)
  return after.length > 0 ? new Date(Math.min(...after.map((turn) => turn.getTime()))) : null
}

function turnsOf(view: JourneyView, gaps: MissingUpdate[]): Date[] {
  const { state, settings, idleEndedAt, move } = view
  const turns: Date[] = gaps.flatMap(({ from, to }) => (to ? [from, to] : [from]))
  const limits = [waitLimitMs(settings, state.status, move.owner), waitLimitMs(settings, state.status, 'platform')]
  for (const limitMs of limits) {
    if (limitMs === null) continue
    turns.push(exceededAt(state.statusSince, limitMs), exceededAt(waitStart(view), limitMs))
  }
  const offer = proceededOffer(state)
  const mandate = offer && waitingMandate(offer)
  if (mandate) turns.push(exceededAt(laterOf(mandateSince(mandate), idleEndedAt), bankMandateLimitMs(settings)))
  for (const { aa } of relevantOffers(state)) {
    if (aa?.redirectExpiresAt && isRedirectable(aa)) turns.push(new Date(aa.redirectExpiresAt.getTime() + SKEW_MS + 1))
  }
  return turns
}
