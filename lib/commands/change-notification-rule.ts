import type { z } from 'zod'
import { applicationScope, authorise, authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { checkReferences } from '@/lib/commands/add-notification-rule'
import { nameTaken, quietHoursOf, toRuleFields, unknown } from '@/lib/commands/notification-rules'
import { concernsOneOf } from '@/lib/domain/application-scope'
import { NewRuleSchema, RuleChangeSchema, type RuleChangeInput } from '@/lib/domain/notification-input'
import { parseInput } from '@/lib/commands/parse'
import { checkRevision } from '@/lib/commands/revision'
import { writeAudit } from '@/lib/store/audit'
import { findRule, updateRule, type RuleRow } from '@/lib/store/notification-rules'
import { inTransaction, oneAtATime } from '@/lib/store/transaction'

/**
 * What it does not ask for any more ends without a message. With `ifMatch` only at that revision. Throws NOT_FOUND,
 * PRECONDITION_FAILED with the rule as it is, and as adding does.
 */
export async function changeNotificationRule(
  principal: Principal,
  ruleID: string,
  input: RuleChangeInput,
  ifMatch: number | null = null,
  now: Date = new Date(),
): Promise<void> {
  authorise(principal, 'notifications')
  const change = parseInput(RuleChangeSchema, input)
  const actor = actorName(principal)
  await inTransaction(async (tx) => {
    await oneAtATime(tx, `rule|${ruleID}`)
    const before = await findRule(ruleID, tx)
    if (!before || !concernsOneOf(applicationScope(principal), before.onlyApplicationID)) throw unknown('rule')
    authoriseWithin(principal, 'notifications', before.onlyApplicationID)
    checkRevision('rule', ifMatch, { ...before, now: asInput(before) })
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const rule = toRuleFields(parseInput(NewRuleSchema, { ...asInput(before), ...given }))
    authoriseWithin(principal, 'notifications', rule.onlyApplicationID)
    await checkReferences(rule, tx)
    if (!(await updateRule(ruleID, rule, { actor, now }, tx))) throw nameTaken('rule', rule.name)
    const detail = { name: before.name, to: { ...rule } }
    await writeAudit({ actor, action: 'change.notification-rule', subject: ruleID, detail }, tx)
  })
}

function asInput(rule: RuleRow): z.input<typeof NewRuleSchema> {
  const { name, targetIDs, pendingMinutes, keepFiringMinutes, criticalAlways, recovery, enabled } = rule
  const { conditions, severities, environment, ownerRole } = rule
  const { shape } = NewRuleSchema
  return {
    name,
    targetIDs,
    pendingMinutes,
    keepFiringMinutes,
    criticalAlways,
    recovery,
    enabled,
    conditions: shape.conditions.parse(conditions),
    severities: shape.severities.parse(severities),
    environment: shape.environment.parse(environment),
    ownerRole: shape.ownerRole.parse(ownerRole),
    applicationID: rule.onlyApplicationID,
    quietHours: quietHoursOf(rule),
  }
}
