import { formatDuration } from '@/lib/format/duration'
import { formatShare } from '@/lib/format/number'

export interface SurvivalInput {
  curve: { minutes: number; running: number }[]
  defaultMinutes: number
  /** What was learned; null: the default holds. */
  learnedMinutes: number | null
}

export interface SurvivalChart {
  /** Steps: from `minutes` on, `running` of the waits still run. The first is at 0. */
  rows: { minutes: number; running: number }[]
  /** End of the time axis. */
  until: number
  ticks: number[]
  marks: { minutes: number; label: string; isLearned: boolean }[]
  table: { after: string; running: string }[]
  /** Beyond the end of the axis some still run. */
  isCut: boolean
}

const MINUTE_MS = 60_000
const TABLE_SHARES = [0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01]
/** The tail says nothing about where the threshold lies, and would press the rest against the axis. */
const BEYOND_MARKS = 1.6
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 360, 720, 1440]

/** As a finding tells it: `7.5 min`, `24 h`. */
export function sayMinutes(minutes: number): string {
  const short = (value: number) => String(Math.round(value * 10) / 10)
  if (minutes < 1 || minutes > 48 * 60) return formatDuration(minutes * MINUTE_MS)
  return minutes < 120 ? `${short(minutes)} min` : `${short(minutes / 60)} h`
}

/** The survival curve up to a little beyond its thresholds. */
export function prepareSurvival({ curve, defaultMinutes, learnedMinutes }: SurvivalInput): SurvivalChart {
  const last = curve.at(-1)?.minutes ?? 0
  const marked = Math.max(defaultMinutes, learnedMinutes ?? 0)
  const until = Math.max(marked * 1.1, Math.min(last, marked * BEYOND_MARKS))
  const shown = curve.filter(({ minutes }) => minutes <= until)
  const rows = [{ minutes: 0, running: 1 }, ...shown]
  const end = rows.at(-1)
  if (end && end.minutes < until) rows.push({ minutes: until, running: end.running })
  return {
    rows,
    until,
    ticks: ticksUpTo(until),
    marks: marksOf(defaultMinutes, learnedMinutes),
    table: milestones(curve).map(({ minutes, running }) => ({
      after: sayMinutes(minutes),
      running: formatShare(running),
    })),
    isCut: last > until,
  }
}

function marksOf(defaultMinutes: number, learnedMinutes: number | null): SurvivalChart['marks'] {
  const usual = { minutes: defaultMinutes, label: `default ${sayMinutes(defaultMinutes)}`, isLearned: false }
  if (learnedMinutes === null) return [usual]
  return [usual, { minutes: learnedMinutes, label: `learned ${sayMinutes(learnedMinutes)}`, isLearned: true }]
}

function ticksUpTo(until: number): number[] {
  const step = STEPS.find((one) => until / one <= 8) ?? 1440
  return Array.from({ length: Math.floor(until / step) + 1 }, (_, index) => index * step)
}

/** Where the curve passes these shares, and its end. */
function milestones(curve: SurvivalInput['curve']): SurvivalInput['curve'] {
  const passed = TABLE_SHARES.map((share) => curve.find(({ running }) => running <= share + 1e-9))
  return [...new Set([...passed, curve.at(-1)])].filter((point) => point !== undefined)
}
