import type { Behaviour } from './behaviour'
import { isNight } from './calendar'
import type { Change } from './change'
import type { Lender } from './lenders'
import type { Random } from './random'
import { isFinal, type State, type Status, type StepType } from './types'

const NEXT_ACTION: Record<Status, string> = {
  STARTED: 'COMPLETE_PROFILE',
  PROFILE_REQUIRED: 'COMPLETE_PROFILE',
  PROFILE_SUBMITTED: 'WAIT',
  OFFERS_PENDING: 'WAIT_FOR_OFFERS',
  OFFERS_AVAILABLE: 'VIEW_OFFERS',
  OFFER_SELECTED: 'WAIT',
  AA_REQUIRED: 'COMPLETE_AA',
  KYC_PENDING: 'COMPLETE_KYC',
  BANK_MANDATE_PENDING: 'COMPLETE_BANK_MANDATE',
  E_MANDATE_PENDING: 'COMPLETE_E_MANDATE',
  LOAN_AGREEMENT_PENDING: 'SIGN_LOAN_AGREEMENT',
  LENDER_PROCESSING: 'WAIT_FOR_LENDER',
  DISBURSED: 'NONE',
  REJECTED: 'NONE',
  EXPIRED: 'NONE',
  CLOSED: 'NONE',
}

/** The borrower's side: told when a move is theirs. A scripted borrower schedules it; one behind HTTP just comes. */
export interface BorrowerSide {
  profileRequired(journey: Journey): void
  offersAvailable(journey: Journey): void
  aaRequired(journey: Journey, offerID: string): void
  stepReady(journey: Journey, type: StepType): void
}

export const ABSENT_BORROWER: BorrowerSide = {
  profileRequired: () => undefined,
  offersAvailable: () => undefined,
  aaRequired: () => undefined,
  stepReady: () => undefined,
}

interface Task {
  at: number
  order: number
  run: () => void
}

export interface JourneyOptions {
  random: Random
  startAt: number
  behaviour: Behaviour
  lenders: readonly Lender[]
  borrower: BorrowerSide
  onState?: (state: State) => void
}

/** One journey as the platform plays it: an agenda in event time, and the states it has gone through. */
export class Journey {
  readonly states: State[] = []
  readonly random: Random
  readonly behaviour: Behaviour
  readonly lenders: readonly Lender[]
  readonly borrower: BorrowerSide
  now: number
  private onState: (state: State) => void
  private agenda: Task[] = []
  private tasks = 0

  constructor(options: JourneyOptions) {
    this.random = options.random
    this.behaviour = options.behaviour
    this.lenders = options.lenders
    this.borrower = options.borrower
    this.now = options.startAt
    this.onState = options.onState ?? (() => undefined)
  }

  /** From now on tells each new state to `onState` alone. */
  listen(onState: (state: State) => void): void {
    this.onState = onState
  }

  get state(): State {
    const state = this.states.at(-1)
    if (!state) throw new Error('The journey has no state yet; start it first.')
    return state
  }

  /** Runs `action` that many milliseconds from now, unless the journey has ended by then. */
  later(milliseconds: number, action: () => void): void {
    this.tasks += 1
    this.agenda.push({ at: this.now + Math.max(1, Math.round(milliseconds)), order: this.tasks, run: action })
  }

  /** Plays everything due up to `until`. Time never goes back: tasks run in order of time, then of planning. */
  runUntil(until: number): void {
    for (;;) {
      const task = this.earliest()
      if (!task || task.at > until) break
      this.agenda = this.agenda.filter((other) => other !== task)
      this.now = task.at
      if (this.states.length === 0 || !isFinal(this.state.status)) task.run()
    }
    if (until !== Infinity) this.now = Math.max(this.now, until)
  }

  /** When something happens next by itself; null when nothing will. */
  nextAt(): number | null {
    return this.earliest()?.at ?? null
  }

  emit(trigger: string, change: Change): void {
    const before = this.states.at(-1)
    const status = change.status ?? before?.status ?? 'STARTED'
    const state: State = {
      at: Math.max(this.now, (before?.at ?? 0) + 1),
      sequence: Math.max(this.now, (before?.sequence ?? 0) + 1),
      eventID: `evt_${this.random.crockford(22)}`,
      trigger,
      status,
      nextAction: NEXT_ACTION[status],
      operations: change.operations ?? before?.operations ?? null,
      offers: change.offers ?? before?.offers ?? null,
      carriesProfile: change.carriesProfile ?? false,
    }
    this.states.push(state)
    this.onState(state)
  }

  /** A machine's wait: log-normal, longer at night. */
  machineWait(median: number, sigma: number, nightFactor = 1.2): number {
    return this.random.logNormal(median * (isNight(this.now) ? nightFactor : 1), sigma)
  }

  private earliest(): Task | null {
    let best: Task | null = null
    for (const task of this.agenda) {
      if (!best || task.at < best.at || (task.at === best.at && task.order < best.order)) best = task
    }
    return best
  }
}
