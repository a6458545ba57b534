import { z } from 'zod'
import { applicationScope, authorise, may } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { concernsOneOf } from '@/lib/domain/application-scope'
import { clockText } from '@/lib/domain/local-time'
import { DELIVERY_KINDS, DELIVERY_STATES, OWNER_ROLES, TARGET_KINDS } from '@/lib/domain/notification'
import { env } from '@/lib/env'
import { DeskError } from '@/lib/errors'
import { applicationsAsked } from '@/lib/query/applications-asked'
import { decodeCursor, encodeCursor } from '@/lib/query/cursor'
import { cursor, limit, oneOrMore } from '@/lib/query/inputs'
import type { Page } from '@/lib/query/schemas'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { findDeliveryLog, type DeliveryLogRow } from '@/lib/store/notification-deliveries'
import { listDigests } from '@/lib/store/notification-digests'
import { findRule, listRules, type RuleRow } from '@/lib/store/notification-rules'
import { findTarget, listTargets, type TargetRow } from '@/lib/store/notification-targets'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

const revision = z.int().meta({ description: 'The ETag, for If-Match.' })

export const TargetSchema = z
  .object({
    id: z.guid(),
    name: z.string(),
    kind: z.enum(TARGET_KINDS),
    hint: z.string().meta({ description: 'Enough to recognise the address, never enough to use it.' }),
    allowedHost: z.string().nullable().meta({ description: 'A host that an admin allows to be a private address.' }),
    enabled: z.boolean(),
    createdAt: at,
    createdBy: z.string(),
    updatedAt: at,
    updatedBy: z.string().nullable().meta({ description: 'Null: nobody has changed it.' }),
    revision,
  })
  .meta({ id: 'NotificationTarget' })
export type Target = z.infer<typeof TargetSchema>

export const RuleSchema = z
  .object({
    id: z.guid(),
    name: z.string(),
    conditions: z.array(z.string()),
    severities: z.array(z.string()),
    applicationID: z.guid().nullable(),
    environment: z.string().nullable(),
    ownerRole: z.string().nullable(),
    targetIDs: z.array(z.guid()),
    pendingMinutes: z.int(),
    keepFiringMinutes: z.int(),
    quietHours: z.object({ from: z.string(), to: z.string(), zone: z.string() }).nullable(),
    criticalAlways: z.boolean(),
    recovery: z.boolean(),
    enabled: z.boolean(),
    createdAt: at,
    createdBy: z.string(),
    updatedAt: at,
    updatedBy: z.string().nullable().meta({ description: 'Null: nobody has changed it.' }),
    revision,
  })
  .meta({ id: 'NotificationRule' })
export type Rule = z.infer<typeof RuleSchema>

export const DigestViewSchema = z
  .object({
    role: z.enum(OWNER_ROLES),
    enabled: z.boolean(),
    at: z.string().meta({ description: 'As on a clock in `zone`.' }),
    zone: z.string(),
    lastDay: z.string().nullable(),
    lastOutcome: z.string().nullable(),
    revision,
  })
  .meta({ id: 'NotificationDigest' })
export type Digest = z.infer<typeof DigestViewSchema>

export const NotificationSchema = z
  .object({
    id: z.guid().meta({ description: 'The webhook-id and the Message-ID, the same at every attempt.' }),
    applicationID: z.guid().nullable(),
    kind: z.enum(DELIVERY_KINDS),
    title: z.string(),
    target: z.string().nullable().meta({ description: 'Its name; null for a digest, and where it was deleted.' }),
    targetID: z.guid().nullable(),
    ruleID: z.guid().nullable(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    createdAt: at,
    nextAttemptAt: at.nullable(),
    sentAt: at.nullable(),
    responseStatus: z.int().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Notification' })
export type Notification = z.infer<typeof NotificationSchema>

export const TargetParamsSchema = z.object({ targetID: z.guid({ error: 'must be the UUID of a target' }) })
export const RuleParamsSchema = z.object({ ruleID: z.guid({ error: 'must be the UUID of a rule' }) })
export const DigestParamsSchema = z.object({
  role: z.enum(OWNER_ROLES, { error: `must be one of ${OWNER_ROLES.join(', ')}` }),
})
export const NotificationParamsSchema = z.object({ id: z.guid({ error: 'must be the UUID of a message' }) })
export const NotificationsQuerySchema = z.object({
  targetID: TargetParamsSchema.shape.targetID.optional(),
  ruleID: RuleParamsSchema.shape.ruleID.optional(),
  state: oneOrMore(DELIVERY_STATES).optional(),
  limit,
  cursor,
})

export async function listNotificationTargets(principal: Principal): Promise<Page<Target>> {
  authorise(principal, 'notifications')
  return { data: (await listTargets()).map(toTarget), nextCursor: null }
}

/** Throws NOT_FOUND. */
export async function readNotificationTarget(principal: Principal, targetID: string): Promise<Target> {
  authorise(principal, 'notifications')
  const row = await findTarget(targetID)
  if (!row) throw new DeskError('NOT_FOUND', 'There is no target with this ID.')
  return toTarget(row)
}

export async function listNotificationRules(principal: Principal): Promise<Page<Rule>> {
  authorise(principal, 'notifications')
  const scope = applicationScope(principal)
  const rules = (await listRules()).filter((row) => concernsOneOf(scope, row.onlyApplicationID))
  return { data: rules.map(toRule), nextCursor: null }
}

/** Throws NOT_FOUND. */
export async function readNotificationRule(principal: Principal, ruleID: string): Promise<Rule> {
  authorise(principal, 'notifications')
  const row = await findRule(ruleID)
  if (!row || !concernsOneOf(applicationScope(principal), row.onlyApplicationID)) {
    throw new DeskError('NOT_FOUND', 'There is no rule with this ID.')
  }
  return toRule(row)
}

export async function listNotificationDigests(principal: Principal): Promise<Page<Digest>> {
  authorise(principal, 'notifications')
  const rows = await listDigests()
  const data = rows.map(({ role, enabled, atMinute, zone, lastDay, lastOutcome, ...row }) => {
    return { role, enabled, at: clockText(atMinute), zone, lastDay, lastOutcome, revision: row.revision }
  })
  return { data, nextCursor: null }
}

/** The log of what was sent, or was to be, the newest first. */
export async function listNotifications(
  principal: Principal,
  input: z.input<typeof NotificationsQuerySchema>,
): Promise<Page<Notification>> {
  authorise(principal, 'notifications')
  const { limit: wanted, cursor: from, ...filter } = NotificationsQuerySchema.parse(input)
  const after = from ? decodeCursor(from) : null
  const [rows, targets] = await Promise.all([
    findDeliveryLog({ ...filter, scope: applicationScope(principal) }, wanted + 1, after),
    listTargets(),
  ])
  const names = new Map(targets.map(({ targetID, name }) => [targetID, name]))
  const page = rows.slice(0, wanted)
  const last = page.at(-1)
  return {
    data: page.map((row) => toNotification(row, names)),
    nextCursor: last && rows.length > wanted ? encodeCursor({ at: last.createdAt, id: last.deliveryID }) : null,
  }
}

export interface NotificationsPage {
  rules: Rule[]
  targets: Target[]
  digests: Digest[]
  log: Notification[]
  applications: { id: string; name: string }[]
  /** Whether e-mail can be sent at all. */
  hasMail: boolean
  /** Whether the reader may allow hosts of private networks. */
  mayAllowHosts: boolean
}

const LOG_ROWS = 50

/** All of the settings page. Throws FORBIDDEN below the role ops. */
export async function readNotificationsPage(principal: Principal): Promise<NotificationsPage> {
  authorise(principal, 'notifications')
  const [rules, targets, digests, log, applications] = await Promise.all([
    listNotificationRules(principal),
    listNotificationTargets(principal),
    listNotificationDigests(principal),
    listNotifications(principal, { limit: LOG_ROWS }),
    applicationsAsked(principal, {}),
  ])
  return {
    rules: rules.data,
    targets: targets.data,
    digests: digests.data,
    log: log.data,
    applications: applications.map(({ applicationID, name }) => ({ id: applicationID, name })),
    hasMail: env().SMTP_URL !== undefined,
    mayAllowHosts: may(principal, 'admin'),
  }
}

function toTarget({ targetID, ...row }: TargetRow): Target {
  return { id: targetID, ...row }
}

function toRule({ ruleID, onlyApplicationID, quietFrom, quietTo, zone, ...row }: RuleRow): Rule {
  const quietHours =
    quietFrom === null || quietTo === null ? null : { from: clockText(quietFrom), to: clockText(quietTo), zone }
  return { id: ruleID, ...row, applicationID: onlyApplicationID, quietHours }
}

function toNotification(row: DeliveryLogRow, names: Map<string, string>): Notification {
  return {
    id: row.deliveryID,
    applicationID: row.applicationID === NIL_APPLICATION ? null : row.applicationID,
    kind: DELIVERY_KINDS.find((kind) => kind === row.kind) ?? 'firing',
    title: row.title,
    target: row.targetID ? (names.get(row.targetID) ?? null) : null,
    targetID: row.targetID,
    ruleID: row.ruleID,
    state: DELIVERY_STATES.find((state) => state === row.state) ?? 'failed',
    attempts: row.attempts,
    createdAt: row.createdAt,
    nextAttemptAt: row.state === 'queued' ? row.dueAt : null,
    sentAt: row.sentAt,
    responseStatus: row.responseStatus,
    error: row.error,
  }
}
