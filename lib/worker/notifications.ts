import { setTimeout as sleep } from 'node:timers/promises'
import { decideNotifications } from '@/lib/notify/decide'
import { decideDigests } from '@/lib/notify/digest'
import { sendDue } from '@/lib/notify/send-due'
import { databaseNow } from '@/lib/store/clock'
import { removeOldDeliveries } from '@/lib/store/notification-deliveries'
import { log } from '@/lib/telemetry/log'

const DECIDE_MS = 5_000
const DIGEST_MS = 30_000
const SEND_MS = 1_000
const TIDY_MS = 60 * 60_000
const LOG_DAYS = 90
const DAY_MS = 86_400_000

/** Runs until the signal aborts; messages in hand are sent first. Several workers share the work. */
export async function runNotifications(signal: AbortSignal): Promise<void> {
  await Promise.all([
    loop('deciding', async () => decideNotifications(await databaseNow()), DECIDE_MS, signal),
    loop('digests', () => decideDigests(new Date()), DIGEST_MS, signal),
    loop('sending', () => sendAll(signal), SEND_MS, signal),
    loop('tidying', () => removeOldDeliveries(new Date(Date.now() - LOG_DAYS * DAY_MS)), TIDY_MS, signal),
  ])
}

async function sendAll(signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await sendDue()) > 0);
}

async function loop(what: string, work: () => Promise<unknown>, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error: unknown) => {
      const reason = error instanceof Error ? error.name : typeof error
      log().error({ what, reason }, 'notifications failed; trying again')
    })
    await sleep(everyMs, undefined, { signal }).catch(() => undefined)
  }
}
