import { readAsOfNow } from './reading'

/**
 * Remembers what was found for a few seconds, never that something was missing: a new row is seen at once, and a
 * change that another process made is seen within `ttlMs`.
 */
export class ShortCache<T> {
  private readonly entries = new Map<string, { value: T; until: number }>()
  private readonly loading = new Map<string, Promise<T | null>>()

  constructor(
    private readonly ttlMs: number,
    private readonly now: () => number = () => performance.now(),
    private readonly maxEntries = 10_000,
  ) {}

  async read(key: string, load: () => Promise<T | null>): Promise<T | null> {
    const held = this.entries.get(key)
    if (held && held.until > this.now()) return held.value
    // Those who ask while it is being read share the reading: of a flood only one has to wait for the database.
    const running = this.loading.get(key)
    const shared = running ? await running : null
    if (shared !== null) return shared
    const loading = this.fill(key, load)
    this.loading.set(key, loading)
    try {
      return await loading
    } finally {
      if (this.loading.get(key) === loading) this.loading.delete(key)
    }
  }

  private async fill(key: string, load: () => Promise<T | null>): Promise<T | null> {
    const readAt = this.now()
    const value = await readAsOfNow(load)
    this.entries.delete(key)
    if (value === null) return null
    if (this.entries.size >= this.maxEntries) this.entries.clear()
    this.entries.set(key, { value, until: readAt + this.ttlMs })
    return value
  }

  clear(): void {
    this.entries.clear()
    this.loading.clear()
  }
}
