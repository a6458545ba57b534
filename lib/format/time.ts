/** Times in a named zone, 24 hours, English month names. `zone` is an IANA name; an unknown one falls back to UTC. */

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options)
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: isZone(zone) ? zone : 'UTC' })
  formatters.set(key, made)
  return made
}

export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone })
    return zone.length > 0
  } catch {
    return false
  }
}

/** `22 Nov 2026, 14:02:11.204 IST` or with an offset where the zone has no short name. */
export function formatExact(at: Date, zone: string): string {
  const date = formatter(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
  const time = formatter(zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  }).format(at)
  return `${date}, ${time} ${zoneName(at, zone)}`
}

function zoneName(at: Date, zone: string): string {
  const parts = formatter(zone, { timeZoneName: 'short', hour: 'numeric' }).formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone
}

/** `14:02` today, `21 Nov 14:02` on another day, `21 Nov 2025 14:02` in another year. */
export function formatClock(at: Date, now: Date, zone: string): string {
  const time = formatter(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
  if (dayKey(at, zone) === dayKey(now, zone)) return time
  const sameYear = dayKey(at, zone).slice(-4) === dayKey(now, zone).slice(-4)
  const day = formatter(zone, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at)
  return `${day} ${time}`
}

function dayKey(at: Date, zone: string): string {
  return formatter(zone, { day: '2-digit', month: '2-digit', year: 'numeric' }).format(at)
}

/** A chart's axis label: the time within a day, the date beyond. */
export function formatTick(at: Date, rangeMs: number, zone: string): string {
  if (rangeMs <= 24 * 3_600_000) {
    return formatter(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
  }
  return formatter(zone, { day: 'numeric', month: 'short' }).format(at)
}
