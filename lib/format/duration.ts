const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Two units at most, the second only where it still matters: `0.4 s`, `26 min`, `1 h 12 m`, `3 d 4 h`. Negative counts as zero. */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms)
  if (value < 10 * SECOND) return `${trimDecimal(value / SECOND)} s`
  if (value < MINUTE) return `${Math.floor(value / SECOND)} s`
  if (value < HOUR) return `${Math.floor(value / MINUTE)} min`
  if (value < DAY) return pair(value, HOUR, 'h', MINUTE, 'm')
  if (value < 14 * DAY) return pair(value, DAY, 'd', HOUR, 'h')
  return `${Math.floor(value / DAY)} d`
}

function pair(value: number, major: number, majorUnit: string, minor: number, minorUnit: string): string {
  const rest = Math.floor((value % major) / minor)
  const head = `${Math.floor(value / major)} ${majorUnit}`
  return rest === 0 ? head : `${head} ${rest} ${minorUnit}`
}

function trimDecimal(seconds: number): string {
  return (Math.floor(seconds * 10) / 10).toString()
}

/** One unit, for lists and freshness lines: `2 s`, `26 min`, `3 h`, `4 d`. */
export function formatAge(ms: number): string {
  const value = Math.max(0, ms)
  if (value < MINUTE) return `${Math.floor(value / SECOND)} s`
  if (value < HOUR) return `${Math.floor(value / MINUTE)} min`
  if (value < DAY) return `${Math.floor(value / HOUR)} h`
  return `${Math.floor(value / DAY)} d`
}

/** `just now`, `26 min ago`, `in 5 min`. */
export function formatRelative(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime()
  if (Math.abs(ms) < 1000) return 'just now'
  return ms > 0 ? `${formatAge(ms)} ago` : `in ${formatAge(-ms)}`
}
