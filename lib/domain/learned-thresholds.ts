import { quantile, survivalCurve, thinCurve, type Observation, type SurvivalPoint } from './kaplan-meier'
import { defaultSettings, isSettingKey, SETTINGS, type SettingKey } from './settings'

/** How long a status may last, learned from its own waits; the rules of causes.md, "How long is too long?". */

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

export const LEARNING = {
  windowMs: 14 * DAY_MS,
  /** Completed waits of the status, over all its lenders. */
  statusWaitsMin: 200,
  /** Of one lender alone: with fewer, the longest of them lies below the 95th percentile more often than once in 20. */
  lenderWaitsMin: 59,
  share: 0.95,
  floor: 0.5,
  ceiling: 4,
  /** What is learned holds for waits that begin so much later, so that every process knows it by then. */
  delayMs: 2 * MINUTE_MS,
} as const

const CURVE_POINTS = 60

/** A stretch in which one status waits for somebody other than the borrower. */
export interface Wait {
  status: string
  /** Whom the wait is for; null where no lender has a part in it, or none is known. */
  lender: string | null
  from: Date
  to: Date
  /** False: it still ran at `to`, or ended without its answer. */
  completed: boolean
}

export const OUTCOMES = ['learned', 'kept', 'few', 'flat'] as const
/**
 * `learned` now; `kept`: too many still run for a percentile, so what was learned before stays; `flat`: the same, with
 * nothing to keep; `few`: too few completed waits. Under the last two the default holds.
 */
export type LearningOutcome = (typeof OUTCOMES)[number]

export interface LearnedThreshold {
  status: string
  lender: string | null
  /** Holds for waits that began at this time or later. */
  effectiveAt: Date
  learnedAt: Date
  outcome: LearningOutcome
  /** Null: the default holds. */
  valueMs: number | null
  /** The percentile before it was held between half and four times the default; null: the curve does not reach it. */
  percentileMs: number | null
  completed: number
  censored: number
}

export type LearnedCurve = Pick<SurvivalPoint, 'at' | 'survival'>[]
export type FreshThreshold = LearnedThreshold & { curve: LearnedCurve }

/** The setting that holds a status' threshold; null where the status has none. */
export function waitKey(status: string): SettingKey | null {
  const key = `wait.${status}.minutes`
  return isSettingKey(key) ? key : null
}

/** The statuses with a threshold, in the order of the settings. */
export const WAIT_STATUSES = Object.keys(SETTINGS).flatMap((key) => /^wait\.([A-Z_]+)\.minutes$/.exec(key)?.[1] ?? [])

export function defaultWaitMs(status: string): number | null {
  const key = waitKey(status)
  const minutes = key ? defaultSettings()[key] : null
  return typeof minutes === 'number' ? minutes * MINUTE_MS : null
}

/**
 * Learns anew at `now` from the waits of one application. `before` is what held until then. Answers one threshold for each
 * status and lender that has waits in the window.
 */
export function learnThresholds(waits: Wait[], now: Date, before: LearnedThreshold[]): FreshThreshold[] {
  const windowFrom = new Date(now.getTime() - LEARNING.windowMs)
  const seen = waits.filter(({ status, from, to }) => to > windowFrom && from <= now && defaultWaitMs(status) !== null)
  return [...groupBy(seen, ({ status }) => status)].flatMap(([status, ofStatus]) => {
    const enough = ofStatus.filter(({ completed }) => completed).length >= LEARNING.statusWaitsMin
    return [...groupBy(ofStatus, ({ lender }) => lender)].map(([lender, own]) => {
      const last = newest(before.filter((one) => one.status === status && one.lender === lender))
      return learnOne({ status, lender, waits: own, enough }, { from: windowFrom, now }, last)
    })
  })
}

interface Pair {
  status: string
  lender: string | null
  waits: Wait[]
  enough: boolean
}

function learnOne(pair: Pair, window: { from: Date; now: Date }, last: LearnedThreshold | null): FreshThreshold {
  const { status, lender, waits } = pair
  const curve = survivalCurve(waits.map((wait) => observe(wait, window.from)))
  const completed = waits.filter((wait) => wait.completed).length
  const percentileMs = quantile(curve, LEARNING.share)
  const known = {
    status,
    lender,
    learnedAt: window.now,
    effectiveAt: new Date(window.now.getTime() + LEARNING.delayMs),
    percentileMs,
    completed,
    censored: waits.length - completed,
    curve: thinCurve(curve, CURVE_POINTS).map(({ at, survival }) => ({ at, survival })),
  }
  if (!pair.enough || completed < LEARNING.lenderWaitsMin) return { ...known, outcome: 'few', valueMs: null }
  if (percentileMs !== null) return { ...known, outcome: 'learned', valueMs: bounded(status, percentileMs) }
  const kept = last?.valueMs ?? null
  return { ...known, outcome: kept === null ? 'flat' : 'kept', valueMs: kept }
}

function observe({ from, to, completed }: Wait, windowFrom: Date): Observation {
  const duration = to.getTime() - from.getTime()
  return { duration, ended: completed, enteredAt: Math.max(0, windowFrom.getTime() - from.getTime()) }
}

/** Never below half nor above four times the default, and in whole seconds, so that it can be told. */
function bounded(status: string, percentileMs: number): number {
  const usual = defaultWaitMs(status) ?? percentileMs
  const held = Math.min(Math.max(percentileMs, usual * LEARNING.floor), usual * LEARNING.ceiling)
  return Math.ceil(held / 1000) * 1000
}

function newest(thresholds: LearnedThreshold[]): LearnedThreshold | null {
  return thresholds.reduce<LearnedThreshold | null>(
    (best, one) => (best && best.effectiveAt >= one.effectiveAt ? best : one),
    null,
  )
}

/** Everything that was ever learned for one application, and what its operators set themselves. */
export interface ThresholdBook {
  /** Settings that somebody set: those outrank what was learned. */
  set: ReadonlySet<string>
  /** By `nameOfPair`, the oldest first. */
  learned: ReadonlyMap<string, LearnedThreshold[]>
}

export const EMPTY_BOOK: ThresholdBook = { set: new Set(), learned: new Map() }

export function nameOfPair(status: string, lender: string | null): string {
  return `${status}|${lender ?? ''}`
}

export function thresholdBook(set: Iterable<string>, thresholds: LearnedThreshold[]): ThresholdBook {
  const sorted = thresholds.toSorted((a, b) => a.effectiveAt.getTime() - b.effectiveAt.getTime())
  return { set: new Set(set), learned: groupBy(sorted, (one) => nameOfPair(one.status, one.lender)) }
}

/** What holds for a wait that began at `since`: the last that was learned by then, never a later one. Null: nothing was. */
export function learnedFor(
  { learned }: ThresholdBook,
  status: string,
  lender: string | null,
  since: Date,
): LearnedThreshold | null {
  return learned.get(nameOfPair(status, lender))?.findLast(({ effectiveAt }) => effectiveAt <= since) ?? null
}

export function isSet(book: ThresholdBook, status: string): boolean {
  return book.set.has(waitKey(status) ?? '')
}

function groupBy<K, T>(items: T[], nameOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const name = nameOf(item)
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return groups
}
