import { randomUUID } from 'node:crypto'
import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { unknown } from '@/lib/commands/notification-rules'
import { writeAudit } from '@/lib/store/audit'
import { enqueueDeliveries } from '@/lib/store/notification-deliveries'
import { findTarget } from '@/lib/store/notification-targets'
import { inTransaction } from '@/lib/store/transaction'

/** The worker sends it within a second or two, as it sends everything; the log says how it ended. Throws NOT_FOUND. */
export async function testNotificationTarget(
  principal: Principal,
  targetID: string,
  now: Date = new Date(),
): Promise<{ queuedAt: Date }> {
  authoriseWithin(principal, 'notifications', null)
  await inTransaction(async (tx) => {
    const target = await findTarget(targetID, tx)
    if (!target) throw unknown('target')
    const dedupKey = `test|${randomUUID()}`
    const payload = { kind: 'test' as const, title: `Test of ${target.name}`, at: now.toISOString() }
    const to = { targetID, userID: null, ruleID: null }
    const delivery = {
      applicationID: null,
      dedupKey,
      thread: dedupKey,
      episode: 0,
      ...to,
      kind: 'test' as const,
      payload,
    }
    await enqueueDeliveries(tx, [delivery], now)
    const detail = { name: target.name }
    await writeAudit({ actor: actorName(principal), action: 'test.notification-target', subject: targetID, detail }, tx)
  })
  return { queuedAt: now }
}
