import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { unknown } from '@/lib/commands/notification-rules'
import { writeAudit } from '@/lib/store/audit'
import { findTarget, removeTarget } from '@/lib/store/notification-targets'
import { inTransaction } from '@/lib/store/transaction'

/** Rules forget it, and what waits for it is dropped. Throws NOT_FOUND. */
export async function deleteNotificationTarget(principal: Principal, targetID: string): Promise<void> {
  authoriseWithin(principal, 'notifications', null)
  await inTransaction(async (tx) => {
    const target = await findTarget(targetID, tx)
    if (!target) throw unknown('target')
    await removeTarget(targetID, tx)
    const detail = { name: target.name, kind: target.kind }
    await writeAudit(
      { actor: actorName(principal), action: 'delete.notification-target', subject: targetID, detail },
      tx,
    )
  })
}
