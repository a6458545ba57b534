/** How long something lasts, learned from what ended and from what still runs. Durations in any one unit. */
export interface Observation {
  /** How long it had lasted when we last looked. */
  duration: number
  /** False: it was still running then (censored). */
  ended: boolean
  /** It is watched only from this age on, since it began before the window; absent or 0: from its start. */
  enteredAt?: number
}

/** From `at` on, the share `survival` still runs. Points stand where something ended. */
export interface SurvivalPoint {
  at: number
  survival: number
  atRisk: number
  ended: number
}

/**
 * The product-limit estimate of Kaplan and Meier (1958) with delayed entry. What was censored at an age at which others
 * ended counts as still running when they did.
 */
export function survivalCurve(observations: Observation[]): SurvivalPoint[] {
  const watched = observations.filter(({ duration, enteredAt = 0 }) => duration > enteredAt || enteredAt === 0)
  const ends = new Map<number, number>()
  for (const { duration, ended } of watched) if (ended) ends.set(duration, (ends.get(duration) ?? 0) + 1)
  const entries = watched.map(({ enteredAt = 0 }) => enteredAt).toSorted((a, b) => a - b)
  const exits = watched.map(({ duration }) => duration).toSorted((a, b) => a - b)
  let [entered, left, survival] = [0, 0, 1]
  return [...ends]
    .toSorted(([a], [b]) => a - b)
    .map(([at, ended]) => {
      while (entered < entries.length && isEntered(entries[entered], at)) entered += 1
      while (left < exits.length && (exits[left] ?? Infinity) < at) left += 1
      const atRisk = entered - left
      survival *= 1 - ended / atRisk
      return { at, survival, atRisk, ended }
    })
}

function isEntered(enteredAt: number | undefined, at: number): boolean {
  return enteredAt !== undefined && (enteredAt === 0 || enteredAt < at)
}

/** Products of fractions miss their value by a little. */
const ROUNDING = 1e-9

/** The age by which `share` have ended; null where the curve never comes down so far. */
export function quantile(curve: SurvivalPoint[], share: number): number | null {
  return curve.find(({ survival }) => survival <= 1 - share + ROUNDING)?.at ?? null
}

/** At most `points` of the curve, evenly over the share that still runs, with the last one among them. */
export function thinCurve(curve: SurvivalPoint[], points: number): SurvivalPoint[] {
  const last = curve.at(-1)
  if (!last || curve.length <= points) return curve
  const step = (1 - last.survival) / (points - 1)
  const kept: SurvivalPoint[] = []
  for (const point of curve) {
    if (point === last || kept.length < (1 - point.survival) / step) kept.push(point)
  }
  return kept
}
