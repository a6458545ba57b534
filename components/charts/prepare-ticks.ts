const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MOST_DAYS = 8
/** Minutes between labels, for ranges within a day. */
const TICK_MINUTES: { upTo: number; minutes: number }[] = [
  { upTo: HOUR_MS, minutes: 10 },
  { upTo: 6 * HOUR_MS, minutes: 60 },
  { upTo: DAY_MS, minutes: 240 },
]

/** Which points get a label: round times of the reader's day, or the first point of each day (every other when many). */
export function prepareTicks(points: Date[], rangeMs: number, zone: string): number[] {
  const within = TICK_MINUTES.find(({ upTo }) => rangeMs <= upTo)
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = points.map((point) => {
    const read = new Map(local.formatToParts(point).map(({ type, value }) => [type, Number(value)]))
    return {
      at: point.getTime(),
      day: read.get('day'),
      minute: (read.get('hour') ?? 0) * 60 + (read.get('minute') ?? 0),
    }
  })
  // The last point is now, not a round time.
  if (within) return parts.slice(0, -1).flatMap(({ at, minute }) => (minute % within.minutes === 0 ? [at] : []))
  const firsts = parts.filter(({ day }, index) => index > 0 && day !== parts[index - 1]?.day)
  const every = Math.ceil(firsts.length / MOST_DAYS)
  return firsts.filter((_, index) => index % every === 0).map(({ at }) => at)
}
