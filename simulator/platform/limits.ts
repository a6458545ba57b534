import { MINUTE } from '../world/types'
import { limited } from './errors'

/** Sliding windows of a minute: throws RATE_LIMITED with the wait until the oldest call leaves the window. */
export class RateLimiter {
  private readonly calls = new Map<string, number[]>()

  check(key: string, perMinute: number, now: number): void {
    const recent = (this.calls.get(key) ?? []).filter((at) => at > now - MINUTE)
    const oldest = recent[0]
    if (recent.length >= perMinute && oldest !== undefined) {
      this.calls.set(key, recent)
      throw limited(oldest + MINUTE - now)
    }
    recent.push(now)
    this.calls.set(key, recent)
  }
}
