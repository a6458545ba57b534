import { isZone } from './time'

const BLOCK_MS = 15 * 60_000
const MOST_KNOWN = 5_000
const offsets = new Map<string, number>()

/** ISO 8601 with the zone's own offset: `2026-11-22T19:32:11.204+05:30`, with `Z` in UTC or where the zone is unknown. */
export function formatISO(at: Date, zone: string): string {
  const minutes = offsetMinutes(at, zone)
  if (minutes === 0) return at.toISOString()
  const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${local}${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

/** Zones change their offset on quarters of an hour at the finest, so one answer holds for a quarter. */
function offsetMinutes(at: Date, zone: string): number {
  const key = `${zone} ${Math.floor(at.getTime() / BLOCK_MS)}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  if (offsets.size >= MOST_KNOWN) offsets.clear()
  const minutes = isZone(zone) ? readOffset(at, zone) : 0
  offsets.set(key, minutes)
  return minutes
}

function readOffset(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at)
  const text = parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(text) ?? []
  if (!sign) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
