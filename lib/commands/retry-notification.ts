import { applicationScope, authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { requeueDelivery } from '@/lib/store/notification-deliveries'
import { inTransaction } from '@/lib/store/transaction'

/** Sends a failed message again, with the ID it had. Throws CONFLICT where it has not failed. */
export async function retryNotification(
  principal: Principal,
  deliveryID: string,
  now: Date = new Date(),
): Promise<{ queuedAt: Date }> {
  authorise(principal, 'notifications')
  await inTransaction(async (tx) => {
    if (!(await requeueDelivery(deliveryID, applicationScope(principal), now, tx))) {
      throw new DeskError('CONFLICT', 'There is no failed message with this ID: it was sent, dropped or is waiting.')
    }
    await writeAudit({ actor: actorName(principal), action: 'retry.notification', subject: deliveryID }, tx)
  })
  return { queuedAt: now }
}
