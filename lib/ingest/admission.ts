import { DeskError } from '@/lib/errors'
import { loadSettings } from '@/lib/store/settings'

/** A token may save up this much of its minute, so that a burst after a pause is let through. */
const BURST_SHARE = 1 / 6
const TOKENS_MAX = 10_000

interface Bucket {
  tokens: number
  at: number
}

/** On globalThis, so that bundles of one process share one count. */
declare global {
  var deskAdmission: Map<string, Bucket> | undefined
}

const buckets = (globalThis.deskAdmission ??= new Map<string, Bucket>())

/** Throws TOO_MANY_REQUESTS, with the wait, for a token that sends batches faster than the setting allows. */
export async function admitBatch(tokenID: string, now: Date): Promise<void> {
  const perMinute = (await loadSettings())['ingest.requestsPerMinute']
  const bucket = take(buckets.get(tokenID), perMinute, now.getTime())
  if (buckets.size >= TOKENS_MAX) buckets.clear()
  buckets.set(tokenID, bucket)
  if (bucket.tokens >= 0) return
  const retryAfterSeconds = Math.max(1, Math.ceil((-bucket.tokens * 60) / perMinute))
  bucket.tokens += 1
  const message = `At most ${perMinute} requests a minute: wait ${retryAfterSeconds} s, or send fewer and larger batches.`
  throw new DeskError('TOO_MANY_REQUESTS', message, undefined, { retryAfterSeconds })
}

function take(bucket: Bucket | undefined, perMinute: number, at: number): Bucket {
  const burst = Math.max(1, perMinute * BURST_SHARE)
  const earned = bucket ? (Math.max(0, at - bucket.at) * perMinute) / 60_000 : burst
  return { tokens: Math.min(burst, (bucket?.tokens ?? 0) + earned) - 1, at }
}
