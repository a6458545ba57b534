import type { MissingUpdate } from '@/lib/domain/finding'
import type { JourneyState } from '@/lib/domain/journey-state'
import type { ThresholdBook } from '@/lib/domain/learned-thresholds'
import type { Settings } from '@/lib/domain/settings'
import { SKEW_MS, type Move } from '@/lib/domain/whose-move'
import type { JourneyCalls } from './journey-calls'

/** A journey as it was known at one moment of event time: everything that a rule may look at. */
export interface JourneyView {
  state: JourneyState
  at: Date
  settings: Settings
  thresholds: ThresholdBook
  move: Move
  /** It is the borrower's move by all that was told, whether or not an update is missing. */
  isIdle: boolean
  /** When the borrower's last move ended; null where it never had one. Idle time is nobody's delay. */
  idleEndedAt: Date | null
  /** An update that we knew of and did not have at `at`. */
  missing: MissingUpdate | null
  /** Null: no call logs are known. */
  calls: JourneyCalls | null
}

const MINUTE_MS = 60_000

/** Longer than `limitMs`, with the clock skew that is allowed everywhere. */
export function exceeds(since: Date, at: Date, limitMs: number): boolean {
  return at.getTime() - since.getTime() > limitMs + SKEW_MS
}

/** The first moment at which `exceeds` holds. */
export function exceededAt(since: Date, limitMs: number): Date {
  return new Date(since.getTime() + limitMs + SKEW_MS + 1)
}

export function laterOf(a: Date, b: Date | null): Date {
  return b && b > a ? b : a
}

/** The wait that counts against somebody else than the borrower. */
export function waitStart({ state, idleEndedAt }: JourneyView): Date {
  return laterOf(state.statusSince, idleEndedAt)
}

export function bankMandateLimitMs(settings: Settings): number {
  return settings['wait.bankMandateStep.minutes'] * MINUTE_MS
}

/** "10 min", "24 h", "7.4 min" */
export function limitText(limitMs: number): string {
  const minutes = Math.round((limitMs / MINUTE_MS) * 10) / 10
  return minutes >= 120 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`
}
