import type { Resolve } from '@/lib/notify/public-host'
import { sendOnce } from '@/lib/notify/send'
import { claimDeliveries, settleDelivery, type ClaimedDelivery } from '@/lib/store/notification-deliveries'
import { log } from '@/lib/telemetry/log'

/** Seconds after each failed attempt; after the last one it has failed. An older message would be no news. */
const RETRY_SECONDS = [5, 30, 120, 600, 1_800, 3_600]
const JITTER = 0.2
const AT_ONCE = 8
/** Longer than an attempt may take: what is still open then was a dead worker's. */
export const LEASE_MS = 120_000

export interface SendOptions {
  resolve?: Resolve
  random?: () => number
}

/**
 * Sends what is due; answers how much was taken. A worker that dies after the receiver took a message and before that was
 * stored leaves it to be sent again, with the same ID: at least once, and a receiver can tell.
 */
export async function sendDue(now: () => Date = () => new Date(), options: SendOptions = {}): Promise<number> {
  const claimed = await claimDeliveries(now(), AT_ONCE, LEASE_MS)
  await Promise.all(claimed.map((delivery) => sendClaimed(delivery, now, options)))
  return claimed.length
}

async function sendClaimed(delivery: ClaimedDelivery, now: () => Date, options: SendOptions): Promise<void> {
  const sent = await sendOnce(delivery, now(), options.resolve).catch((error: unknown) => {
    log().error({ deliveryID: delivery.deliveryID, reason: nameOf(error) }, 'a notification cannot be sent')
    return { ok: false as const, status: null, error: CANNOT, retryAfterMs: null, isFinal: false }
  })
  if ('pointless' in sent) {
    return settleDelivery(delivery, { state: 'dropped', error: sent.pointless, responseStatus: null })
  }
  const responseStatus = sent.status
  if (sent.ok) return settleDelivery(delivery, { state: 'sent', at: now(), note: sent.note, responseStatus })
  const delayMs = sent.isFinal ? null : retryDelayMs(delivery.attempts, options.random ?? Math.random)
  log().warn(
    { deliveryID: delivery.deliveryID, status: sent.status, attempt: delivery.attempts },
    'a notification failed',
  )
  if (delayMs === null) return settleDelivery(delivery, { state: 'failed', error: sent.error, responseStatus })
  const dueAt = new Date(now().getTime() + Math.max(delayMs, sent.retryAfterMs ?? 0))
  return settleDelivery(delivery, { state: 'queued', dueAt, error: sent.error, responseStatus })
}

const CANNOT = 'The desk could not prepare it; see its log.'

/** Null where there is no further attempt. `attempts` counts those that were made. */
export function retryDelayMs(attempts: number, random: () => number): number | null {
  const seconds = RETRY_SECONDS[attempts - 1]
  return seconds === undefined ? null : Math.round(seconds * 1000 * (1 + JITTER * random()))
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
