import { applicationScope, authorise, authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { unknown } from '@/lib/commands/notification-rules'
import { concernsOneOf } from '@/lib/domain/application-scope'
import { writeAudit } from '@/lib/store/audit'
import { findRule, removeRule } from '@/lib/store/notification-rules'
import { inTransaction } from '@/lib/store/transaction'

/** What waits to be sent is dropped; nothing is told to be over. Throws NOT_FOUND. */
export async function deleteNotificationRule(principal: Principal, ruleID: string): Promise<void> {
  authorise(principal, 'notifications')
  await inTransaction(async (tx) => {
    const rule = await findRule(ruleID, tx)
    if (!rule || !concernsOneOf(applicationScope(principal), rule.onlyApplicationID)) throw unknown('rule')
    authoriseWithin(principal, 'notifications', rule.onlyApplicationID)
    await removeRule(ruleID, tx)
    const detail = { name: rule.name }
    await writeAudit({ actor: actorName(principal), action: 'delete.notification-rule', subject: ruleID, detail }, tx)
  })
}
