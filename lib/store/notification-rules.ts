import { randomUUID } from 'node:crypto'
import type { RuleMatch } from '@/lib/domain/notification'
import { db } from '@/lib/store/client'
import { isTaken } from '@/lib/store/notification-targets'
import type { Transaction } from '@/lib/store/transaction'

export interface RuleFields extends RuleMatch {
  name: string
  targetIDs: string[]
  pendingMinutes: number
  keepFiringMinutes: number
  /** Minutes of the day in `zone`; null: no quiet hours. */
  quietFrom: number | null
  quietTo: number | null
  zone: string
  criticalAlways: boolean
  recovery: boolean
  enabled: boolean
}

export interface RuleRow extends RuleFields {
  ruleID: string
  createdAt: Date
  createdBy: string
  updatedAt: Date
  /** Null: nobody has changed it. */
  updatedBy: string | null
  revision: number
}

const COLUMNS = {
  ruleID: true,
  name: true,
  conditions: true,
  severities: true,
  onlyApplicationID: true,
  environment: true,
  ownerRole: true,
  targetIDs: true,
  pendingMinutes: true,
  keepFiringMinutes: true,
  quietFrom: true,
  quietTo: true,
  zone: true,
  criticalAlways: true,
  recovery: true,
  enabled: true,
  createdAt: true,
  createdBy: true,
  updatedAt: true,
  updatedBy: true,
  revision: true,
} as const

export async function listRules(at: Transaction = db()): Promise<RuleRow[]> {
  return at.notificationRule.findMany({ select: COLUMNS, orderBy: { name: 'asc' }, take: 500 })
}

export async function findRule(ruleID: string, at: Transaction = db()): Promise<RuleRow | null> {
  return at.notificationRule.findUnique({ where: { ruleID }, select: COLUMNS })
}

/** Null where another rule has the name. */
export async function insertRule(
  rule: RuleFields & { createdBy: string },
  at: Transaction = db(),
): Promise<string | null> {
  const ruleID = randomUUID()
  const { count } = await at.notificationRule.createMany({ data: [{ ...rule, ruleID }], skipDuplicates: true })
  return count === 1 ? ruleID : null
}

/** False where another rule has the name. */
export async function updateRule(
  ruleID: string,
  rule: RuleFields,
  by: { actor: string; now: Date },
  at: Transaction,
): Promise<boolean> {
  const stamp = { updatedAt: by.now, updatedBy: by.actor, revision: { increment: 1 } }
  try {
    await at.notificationRule.updateMany({ where: { ruleID }, data: { ...rule, ...stamp } })
    return true
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
}

/** What it told is forgotten; what still waits to be sent is dropped. */
export async function removeRule(ruleID: string, tx: Transaction): Promise<void> {
  await tx.notificationRule.deleteMany({ where: { ruleID } })
  await tx.$executeRaw`
    DELETE FROM notification_group g USING application a
    WHERE g.application_id = a.application_id AND g.rule_id = ${ruleID}::uuid`
  await tx.$executeRaw`
    UPDATE notification_delivery SET state = 'dropped', error = 'The rule was deleted.'
    WHERE rule_id = ${ruleID}::uuid AND state = 'queued'`
}
