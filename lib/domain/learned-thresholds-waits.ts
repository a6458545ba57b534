import { compareSnapshots, foldSnapshot, type JourneyState } from './journey-state'
import type { Wait } from './learned-thresholds'
import type { JourneySnapshot } from './snapshot'
import { isFinal, type Owner } from './vocabulary'
import { openOperations, proceededOffer, whoseMove } from './whose-move'

/** The waits that one journey went through, measured as the rules measure them. */

const GAVE_UP = new Set(['EXPIRED', 'CLOSED'])

/**
 * Whom the status waits for. OFFERS_PENDING waits for each lender whose dispatch is open; the others for the lender of
 * the proceeded offer, if there is one.
 */
export function awaitedLenders(state: JourneyState): (string | null)[] {
  if (state.status !== 'OFFERS_PENDING') return [proceededOffer(state)?.lender ?? null]
  const dispatches = openOperations(state).filter(({ type }) => type === 'LENDER_DISPATCH')
  const offers = new Map((state.offers ?? []).map(({ offerID, lender }) => [offerID, lender]))
  return [...new Set(dispatches.map(({ lender, offerID }) => lender ?? offers.get(offerID ?? '') ?? null))]
}

interface Course {
  waits: Wait[]
  open: Map<string | null, { status: string; from: Date }>
  idleEndedAt: Date | null
  wasIdle: boolean
  /** The borrower had the move within this run of OFFERS_PENDING: the rest of it is not the lenders' alone. */
  isMixed: boolean
}

/** `snapshots` are all of one journey, in any order; what happened after `now` is not looked at. */
export function waitsOfJourney(snapshots: JourneySnapshot[], now: Date): Wait[] {
  const course: Course = { waits: [], open: new Map(), idleEndedAt: null, wasIdle: false, isMixed: false }
  let state: JourneyState | null = null
  let clock = new Date(0)
  for (const snapshot of snapshots.toSorted(compareSnapshots)) {
    if (snapshot.eventAt > now) continue
    clock = clock > snapshot.eventAt ? clock : snapshot.eventAt
    const before: JourneyState | null = state
    state = foldSnapshot(state, snapshot)
    follow(course, state, before, clock)
  }
  if (state) close(course, [...course.open.keys()], now, false)
  return course.waits
}

function follow(course: Course, state: JourneyState, before: JourneyState | null, at: Date): void {
  const { owner } = whoseMove(state, at, null)
  const isIdle = owner === 'borrower'
  if (course.wasIdle && !isIdle) course.idleEndedAt = at
  course.wasIdle = isIdle
  if (before && before.status !== state.status) {
    close(course, [...course.open.keys()], at, !GAVE_UP.has(state.status))
    course.isMixed = false
  }
  const awaited = awaitedBy(course, state, owner)
  const gone = [...course.open.keys()].filter((lender) => !awaited.includes(lender))
  close(course, gone, at, !(isIdle && state.status === 'OFFERS_PENDING'))
  for (const lender of awaited) {
    if (!course.open.has(lender)) course.open.set(lender, { status: state.status, from: startOf(course, state) })
  }
}

function awaitedBy(course: Course, state: JourneyState, owner: Owner): (string | null)[] {
  if (isFinal(state.status)) return []
  if (owner === 'borrower') {
    course.isMixed = true
    return []
  }
  return state.status === 'OFFERS_PENDING' && course.isMixed ? [] : awaitedLenders(state)
}

function startOf({ idleEndedAt }: Course, { statusSince }: JourneyState): Date {
  return idleEndedAt && idleEndedAt > statusSince ? idleEndedAt : statusSince
}

function close(course: Course, lenders: (string | null)[], to: Date, completed: boolean): void {
  for (const lender of lenders) {
    const wait = course.open.get(lender)
    course.open.delete(lender)
    if (wait) course.waits.push({ ...wait, lender, to, completed })
  }
}
