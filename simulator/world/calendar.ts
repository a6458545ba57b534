import type { Random } from './random'
import { DAY, HOUR, MINUTE } from './types'

const IST_OFFSET = 5.5 * HOUR

/** Share of new journeys by hour of the Indian day: quiet nights, a lunch peak, a higher one after dinner. */
const ARRIVALS_BY_HOUR = [2, 1, 1, 1, 1, 2, 4, 6, 8, 10, 12, 13, 13, 11, 10, 10, 11, 12, 13, 14, 14, 11, 7, 4] as const
const ARRIVALS_MAX = 14

export function hourInIndia(at: number): number {
  return Math.floor(((((at + IST_OFFSET) % DAY) + DAY) % DAY) / HOUR)
}

export function isNight(at: number): boolean {
  const hour = hourInIndia(at)
  return hour < 8 || hour >= 21
}

/** A moment in [from, to), drawn by the hours of the Indian day. */
export function arrivalBetween(random: Random, from: number, to: number): number {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const at = Math.floor(random.between(from, to))
    if (random.next() * ARRIVALS_MAX < (ARRIVALS_BY_HOUR[hourInIndia(at)] ?? 1)) return at
  }
  return Math.floor(random.between(from, to))
}

/** People sleep: a borrower's answer that falls into the small hours waits for the morning. */
export function awake(random: Random, at: number): number {
  const hour = hourInIndia(at)
  if (hour >= 6) return at
  return at + (6 - hour) * HOUR + Math.floor(random.between(0, 90 * MINUTE))
}
