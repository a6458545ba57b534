import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { replayJourney } from '@/lib/detect/replay'
import {
  EMPTY_BOOK,
  LEARNING,
  learnThresholds,
  thresholdBook,
  type FreshThreshold,
  type ThresholdBook,
} from '@/lib/domain/learned-thresholds'
import { waitsOfJourney } from '@/lib/domain/learned-thresholds-waits'
import { defaultSettings } from '@/lib/domain/settings'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { snapshotsOf } from './thresholds-snapshots'
import {
  FAST_LENDER,
  pacedLenders,
  SLOW_LENDER,
  STALL_MS,
  STALLED_LENDER,
} from '@/simulator/world/scenarios/lender-paces'
import { playWorld, type PlayedJourney } from '@/simulator/world/world'
import { reportTable } from './results'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Learning runs at this hour before the end, each day: once within the stall. */
const LEARNED_BEFORE_END = 6 * HOUR
const LEARNINGS = 6

const STALL_FLAGGED_MIN = 0.99
/**
 * A 95th percentile lets one wait in twenty go beyond it, by its own definition; the rest are waits of the same journeys
 * for other lenders.
 */
const SLOW_FLAGGED_MAX = 0.07
/** Quick lenders are held at half the default, which few of their waits outlast. */
const HEALTHY_FLAGGED_MAX = 0.01

/** A dispatch to offers' lenders, as it was played: the truth that the findings are held against. */
interface Dispatched {
  snapshots: JourneySnapshot[]
  at: number
  kind: Kind
}
const KINDS = ['stall', 'slow', 'hiccup', 'healthy'] as const
type Kind = (typeof KINDS)[number]

/**
 * Two weeks with a slow lender, a fast one that hangs now and then, and one that stops answering; judged under the fixed
 * thresholds and under those learned each day from what was known that day.
 */
export async function thresholdsBench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: { journeys: { type: 'string', default: '6000' }, seed: { type: 'string', default: '11' } },
  })
  const now = Date.UTC(2026, 2, 20, 18)
  const world = { seed: Number(values.seed), days: 14, journeys: Number(values.journeys), now }
  const played = playWorld({ ...world, lenders: pacedLenders(now, world.days) }).filter(isOrdinary)
  const histories = played.map((journey) => ({ journey, snapshots: snapshotsOf(journey, now) }))
  const versions = learnEachDay(
    histories.map(({ snapshots }) => snapshots),
    now,
  )
  const judged = histories.flatMap(({ journey, snapshots }) => dispatchOf(journey, snapshots, now) ?? [])
  process.stdout.write(`\nThresholds on ${played.length} ordinary journeys of 14 days, seed ${values.seed}\n\n`)
  process.stdout.write(`${thresholdTable(versions)}\n\n`)
  const fixed = score(judged, EMPTY_BOOK, now)
  const learned = score(judged, thresholdBook([], versions), now)
  process.stdout.write(`${scoreTable(fixed, learned)}\n\n`)
  return report(fixed, learned)
}

function isOrdinary({ scenario }: PlayedJourney): boolean {
  return scenario === 'ordinary'
}

function learnEachDay(histories: JourneySnapshot[][], now: number): FreshThreshold[] {
  const versions: FreshThreshold[] = []
  for (let day = LEARNINGS - 1; day >= 0; day--) {
    const at = new Date(now - LEARNED_BEFORE_END - day * DAY)
    const waits = histories.flatMap((snapshots) => waitsOfJourney(snapshots, at))
    versions.push(...learnThresholds(waits, at, versions))
  }
  return versions
}

/** Null where the journey asked no lender, asked before anything was learned, or for longer than this would be judged. */
function dispatchOf(journey: PlayedJourney, snapshots: JourneySnapshot[], now: number): Dispatched | null {
  const asked = journey.states.find(({ status, operations }) => status === 'OFFERS_PENDING' && operations !== null)
  if (!asked || asked.at < firstLearned(now) || asked.at > now - HOUR) return null
  const lenders = (asked.operations ?? []).flatMap(({ type, lender }) => (type === 'LENDER_DISPATCH' ? [lender] : []))
  const needsConsent = (asked.offers ?? []).some(({ aa }) => aa !== null)
  if (lenders.length === 0 || needsConsent) return null
  const hangsFor = (name: string) => (lenders.includes(name) ? outageLeft(name, asked.at, now) : 0)
  if (hangsFor(STALLED_LENDER) > 0) return { snapshots, at: asked.at, kind: 'stall' }
  // Only where the fixed threshold could see it, too.
  const hiccup = hangsFor(FAST_LENDER)
  if (hiccup > 11 * MINUTE) return { snapshots, at: asked.at, kind: 'hiccup' }
  if (hiccup > 0) return null
  return { snapshots, at: asked.at, kind: lenders.includes(SLOW_LENDER) ? 'slow' : 'healthy' }
}

function firstLearned(now: number): number {
  return now - LEARNED_BEFORE_END - (LEARNINGS - 1) * DAY + LEARNING.delayMs
}

function outageLeft(name: string, at: number, now: number): number {
  const lender = pacedLenders(now, 14).find((one) => one.name === name)
  return Math.max(0, ...(lender?.outages ?? []).map(({ from, to }) => (from <= at && at < to ? to - at : 0)))
}

interface Score {
  judged: number
  flagged: number
  /** Median from the dispatch to the finding; null where nothing was flagged. */
  delayMs: number | null
}

function score(judged: Dispatched[], thresholds: ThresholdBook, now: number): Record<Kind, Score> {
  const settings = defaultSettings()
  const application = { applicationID: randomUUID(), environment: 'live', journeyID: 'j', refused: [], settings }
  const of = (kind: Kind): Score => {
    const own = judged.filter((one) => one.kind === kind)
    const delays = own.flatMap(({ snapshots, at }) => {
      const { findings } = replayJourney({ ...application, snapshots, thresholds }, new Date(now))
      const found = findings.find(({ cause }) => cause === 'lender-dispatch-in-flight')
      const from = found?.episodes[0]?.from
      return from ? [from.getTime() - at] : []
    })
    delays.sort((a, b) => a - b)
    return { judged: own.length, flagged: delays.length, delayMs: delays[Math.floor(delays.length / 2)] ?? null }
  }
  return { stall: of('stall'), slow: of('slow'), hiccup: of('hiccup'), healthy: of('healthy') }
}

const WORDS: Record<Kind, string> = {
  stall: `mass stall of ${STALLED_LENDER}, ${STALL_MS / HOUR} h`,
  slow: `${SLOW_LENDER}, slow as always: false alarms`,
  hiccup: `${FAST_LENDER}, fast as a rule, hangs`,
  healthy: 'other lenders, healthy: false alarms',
}

function scoreTable(fixed: Record<Kind, Score>, learned: Record<Kind, Score>): string {
  const rows = KINDS.map((kind) => [
    WORDS[kind],
    String(fixed[kind].judged),
    share(fixed[kind]),
    share(learned[kind]),
    minutes(fixed[kind].delayMs),
    minutes(learned[kind].delayMs),
  ])
  const header = ['journeys', 'count', 'flagged, fixed', 'flagged, learned', 'after, fixed', 'after, learned']
  return reportTable(header, rows)
}

function thresholdTable(versions: FreshThreshold[]): string {
  const pending = versions.filter(({ status }) => status === 'OFFERS_PENDING')
  const lenders = [...new Set(pending.map(({ lender }) => lender))].toSorted()
  const rows = lenders.map((lender) => {
    const own = pending.filter((one) => one.lender === lender)
    const [before, within] = own.slice(-2)
    return [lender ?? '–', ...[before, within].flatMap((one) => (one ? cellsOf(one) : ['–', '–']))]
  })
  return reportTable(['OFFERS_PENDING', 'before the stall', 'waits', 'within it', 'waits'], rows)
}

function cellsOf({ valueMs, outcome, completed, censored }: FreshThreshold): string[] {
  return [`${minutes(valueMs)}, ${outcome}`, `${completed} + ${censored} censored`]
}

function share({ judged, flagged }: Score): string {
  return judged === 0 ? '–' : `${((100 * flagged) / judged).toFixed(1)} %`
}

function minutes(ms: number | null): string {
  return ms === null ? '–' : `${(ms / MINUTE).toFixed(1)} min`
}

function report(fixed: Record<Kind, Score>, learned: Record<Kind, Score>): boolean {
  const part = ({ judged, flagged }: Score) => (judged === 0 ? NaN : flagged / judged)
  const isSooner = (learned.hiccup.delayMs ?? Infinity) < (fixed.hiccup.delayMs ?? 0)
  const isMet =
    part(learned.stall) >= STALL_FLAGGED_MIN &&
    part(learned.slow) <= SLOW_FLAGGED_MAX &&
    part(learned.slow) < part(fixed.slow) &&
    part(learned.healthy) <= HEALTHY_FLAGGED_MAX &&
    isSooner
  const percent = (limit: number) => `${(limit * 100).toFixed(0)} %`
  const targets = [
    `stall flagged ≥ ${percent(STALL_FLAGGED_MIN)}`,
    `slow lender flagged ≤ ${percent(SLOW_FLAGGED_MAX)}`,
    `other lenders flagged ≤ ${percent(HEALTHY_FLAGGED_MAX)}`,
    'a hang of the fast lender seen sooner',
  ]
  process.stdout.write(`target: ${targets.join(', ')}: ${isMet ? 'met' : 'MISSED'}\n`)
  return isMet
}
