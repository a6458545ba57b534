import { DeskError } from '@/lib/errors'

/** Distances of points, in seconds. All are multiples of the finest rollup. */
export const STEP_SECONDS = {
  '5m': 300,
  '10m': 600,
  '15m': 900,
  '30m': 1_800,
  '1h': 3_600,
  '2h': 7_200,
  '4h': 14_400,
  '6h': 21_600,
  '12h': 43_200,
  '1d': 86_400,
} as const
export type Step = keyof typeof STEP_SECONDS
export const STEPS = ['5m', '10m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d'] as const satisfies Step[]

const MOST_POINTS = 60
const MOST_STEPS_ASKED = 1_000
const DAY_MS = 86_400_000

/** `from` inclusive, `to` exclusive. */
export interface Window {
  from: Date
  to: Date
}

/** The finest step that draws at most 60 points. */
export function stepFor({ from, to }: Window): Step {
  const seconds = (to.getTime() - from.getTime()) / 1000
  return STEPS.find((step) => seconds / STEP_SECONDS[step] <= MOST_POINTS) ?? '1d'
}

/** The last 24 hours where nothing is said. Throws BAD_REQUEST for times that end before they begin. */
export function windowOf(from: Date | undefined, to: Date | undefined, now: Date): Window {
  const end = to ?? now
  const start = from ?? new Date(end.getTime() - DAY_MS)
  if (start >= end) throw new DeskError('BAD_REQUEST', 'from: must be before to')
  return { from: start, to: end }
}

/** Throws BAD_REQUEST for more points than anybody reads. */
export function checkedStep(step: Step | undefined, window: Window): Step {
  if (!step) return stepFor(window)
  const steps = (window.to.getTime() - window.from.getTime()) / 1000 / STEP_SECONDS[step]
  if (steps > MOST_STEPS_ASKED) {
    throw new DeskError('BAD_REQUEST', `step: ${step} makes more than ${MOST_STEPS_ASKED} points of this time range`)
  }
  return step
}

/** The steps that a window touches, each by its start; the first may begin before `from`. */
export function stepStarts({ from, to }: Window, step: Step): Date[] {
  const ms = STEP_SECONDS[step] * 1000
  const starts: Date[] = []
  for (let at = Math.floor(from.getTime() / ms) * ms; at < to.getTime(); at += ms) starts.push(new Date(at))
  return starts
}
