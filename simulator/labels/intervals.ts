import type { CauseInterval, Interval } from './types'

/** Joins what touches, per cause. */
export function joined(list: readonly CauseInterval[]): CauseInterval[] {
  const result: CauseInterval[] = []
  const sorted = [...list].filter((one) => one.to > one.from).sort((a, b) => a.from - b.from)
  for (const one of sorted) {
    const last = result.findLast((other) => other.condition === one.condition && other.cause === one.cause)
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to)
    else result.push({ ...one })
  }
  return result
}

/** What of `one` lies outside all of `holes`. */
export function outside<T extends Interval>(one: T, holes: readonly Interval[]): T[] {
  return holes.reduce<T[]>(
    (parts, hole) =>
      parts.flatMap((part) =>
        [
          { ...part, to: Math.min(part.to, hole.from) },
          { ...part, from: Math.max(part.from, hole.to) },
        ].filter((piece) => piece.to > piece.from),
      ),
    [one],
  )
}
