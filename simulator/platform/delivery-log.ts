/** One attempt of one webhook, as the platform's delivery log shows it. */
export interface PlatformDelivery {
  deliveryID: string
  eventID: string
  applicationID: string
  url: string
  attempt: number
  attemptedAt: string
  responseStatus: number | null
  durationMs: number
  error: string | null
  nextAttemptAt: string | null
  headers: Record<string, string>
  rawBodyBase64: string
}

const KEPT = 20_000

/** The latest attempts, oldest first. A cursor is the number of the first attempt that was not shown yet. */
export class DeliveryLog {
  private entries: PlatformDelivery[] = []
  private dropped = 0

  add(entry: PlatformDelivery): void {
    this.entries.push(entry)
    if (this.entries.length <= KEPT * 1.1) return
    this.dropped += this.entries.length - KEPT
    this.entries = this.entries.slice(-KEPT)
  }

  page(sinceAt: number, cursor: number, limit: number): { deliveries: PlatformDelivery[]; nextCursor: string | null } {
    const deliveries: PlatformDelivery[] = []
    for (let index = Math.max(0, cursor - this.dropped); index < this.entries.length; index += 1) {
      const entry = this.entries[index]
      if (!entry || Date.parse(entry.attemptedAt) < sinceAt) continue
      if (deliveries.length === limit) return { deliveries, nextCursor: String(index + this.dropped) }
      deliveries.push(entry)
    }
    return { deliveries, nextCursor: null }
  }

  get length(): number {
    return this.entries.length
  }
}
