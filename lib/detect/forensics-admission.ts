/** How much of the worker's time explanations of one application may take; noise must not keep detection from its work. */

const PER_MINUTE_MS = { stranger: 8_000, known: 20_000 }
const BASE_MS = 12
const PER_BYTE_MS = 170 / (1024 * 1024)
const BUCKETS_MAX = 10_000

interface Bucket {
  leftMs: number
  at: number
}

export interface AskingDelivery {
  applicationID: string
  bodyBytes: number
  /** Whether its body names the tenant, or the partner's own receiver tells of it. */
  isKnown: boolean
}

/** Of one process. Times are milliseconds of a clock that only goes forward. */
export class ForensicsAdmission {
  private readonly buckets = new Map<string, Bucket>()

  /** False where the application's share of this minute is spent: then the delivery stays unexplained. */
  admit({ applicationID, bodyBytes, isKnown }: AskingDelivery, now: number): boolean {
    const kind = isKnown ? 'known' : 'stranger'
    const most = PER_MINUTE_MS[kind]
    const name = `${applicationID}|${kind}`
    const held = this.buckets.get(name)
    const earned = held ? ((now - held.at) * most) / 60_000 : most
    const leftMs = Math.min(most, (held?.leftMs ?? 0) + earned)
    const costMs = BASE_MS + bodyBytes * PER_BYTE_MS
    const isAdmitted = leftMs >= costMs
    if (this.buckets.size >= BUCKETS_MAX) this.buckets.clear()
    this.buckets.set(name, { leftMs: isAdmitted ? leftMs - costMs : leftMs, at: now })
    return isAdmitted
  }
}
