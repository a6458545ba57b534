/** Counts failures by key in a window of time; in memory, so each web process counts its own. */
export class Throttle {
  private readonly failures = new Map<string, number[]>()

  constructor(
    private readonly limit: number,
    private readonly windowMs: number,
    private readonly maxKeys = 10_000,
  ) {}

  isBlocked(key: string, now: number): boolean {
    return this.recent(key, now).length >= this.limit
  }

  /** Counts before the attempt is judged, so that many at once do not slip through together. */
  count(key: string, now: number): void {
    const recent = this.recent(key, now)
    this.failures.delete(key)
    if (this.failures.size >= this.maxKeys) this.dropOldest()
    this.failures.set(key, [...recent.slice(-this.limit), now])
  }

  forget(key: string): void {
    this.failures.delete(key)
  }

  private recent(key: string, now: number): number[] {
    return (this.failures.get(key) ?? []).filter((at) => now - at < this.windowMs)
  }

  private dropOldest(): void {
    const oldest = this.failures.keys().next().value
    if (oldest !== undefined) this.failures.delete(oldest)
  }
}
