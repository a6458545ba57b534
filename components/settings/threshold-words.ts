import { sayMinutes } from '@/components/charts/prepare-survival'
import { formatCount } from '@/lib/format/number'
import type { LearnedValue, ThresholdView } from '@/lib/query/thresholds'

const FLOOR = 0.5
const CEILING = 4

/** Why a status and lender has the value that it has, in one sentence. */
export function whyLearned(learned: LearnedValue, defaultMinutes: number): string {
  const { outcome, completed, censored, minutes, percentileMinutes } = learned
  const waits = `${formatCount(completed)} finished${censored > 0 ? `, ${formatCount(censored)} without an end` : ''}`
  if (outcome === 'few') return `Too few waits to learn from: ${waits}.`
  if (outcome === 'flat') return `Too many still run to tell a 95th percentile: ${waits}.`
  if (outcome === 'kept') return `Kept from before, since too many still run: ${waits}.`
  if (minutes === null || percentileMinutes === null) return waits
  const percentile = sayMinutes(percentileMinutes)
  if (minutes === defaultMinutes * FLOOR)
    return `95 % end within ${percentile}; never below half the default. ${waits}.`
  if (minutes === defaultMinutes * CEILING) {
    return `95 % end within ${percentile}; never above four times the default. ${waits}.`
  }
  return `95 % end within it: ${waits}.`
}

/** What holds for a wait that begins now. */
export function inForce(view: ThresholdView, learned: LearnedValue | null, isLearning: boolean): number {
  if (view.override) return view.override.minutes
  return (isLearning ? learned?.minutes : null) ?? view.defaultMinutes
}
