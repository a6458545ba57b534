import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { bad, nameTaken, toRuleFields } from '@/lib/commands/notification-rules'
import { NewRuleSchema, type NewRuleInput } from '@/lib/domain/notification-input'
import { parseInput } from '@/lib/commands/parse'
import { writeAudit } from '@/lib/store/audit'
import { findApplication } from '@/lib/store/applications'
import { insertRule, type RuleFields } from '@/lib/store/notification-rules'
import { listTargets } from '@/lib/store/notification-targets'
import { inTransaction, type Transaction } from '@/lib/store/transaction'

/** It tells of what holds from now on, and of what holds already. Throws BAD_REQUEST for unknown targets, CONFLICT. */
export async function addNotificationRule(principal: Principal, input: NewRuleInput): Promise<{ ruleID: string }> {
  const rule = toRuleFields(parseInput(NewRuleSchema, input))
  authoriseWithin(principal, 'notifications', rule.onlyApplicationID)
  const actor = actorName(principal)
  return inTransaction(async (tx) => {
    await checkReferences(rule, tx)
    const ruleID = await insertRule({ ...rule, createdBy: actor }, tx)
    if (!ruleID) throw nameTaken('rule', rule.name)
    await writeAudit({ actor, action: 'add.notification-rule', subject: ruleID, detail: { ...rule } }, tx)
    return { ruleID }
  })
}

/** Throws BAD_REQUEST for a target or an application that is not there. */
export async function checkReferences(rule: RuleFields, tx: Transaction): Promise<void> {
  const known = new Set((await listTargets(tx)).map(({ targetID }) => targetID))
  const missing = rule.targetIDs.find((targetID) => !known.has(targetID))
  if (missing) throw bad(`targetIDs holds ${missing}, which is no target: add the target first.`)
  if (rule.onlyApplicationID && !(await findApplication(rule.onlyApplicationID, tx))) {
    throw bad('applicationID is no application of this desk.')
  }
}
