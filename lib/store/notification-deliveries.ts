import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import type { NotificationKind, NotificationMessage } from '@/lib/domain/notification'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import type { Prisma } from '@/lib/store/generated/client'
import type { Transaction } from '@/lib/store/transaction'
import { inScopeWhere } from '@/lib/store/within'

export interface NewDelivery {
  /** Null for what is of no application: tests and digests. */
  applicationID: string | null
  /** What is told, and to whom: the same is never written twice. */
  dedupKey: string
  /** Messages of one thread go to one target in their order. */
  thread: string
  episode: number
  targetID: string | null
  userID: string | null
  ruleID: string | null
  kind: NotificationKind
  payload: NotificationMessage
}

/** How many were new. */
export async function enqueueDeliveries(tx: Transaction, rows: NewDelivery[], now: Date): Promise<number> {
  const data = rows.map(({ applicationID, payload, ...row }) => ({
    ...row,
    applicationID: applicationID ?? NIL_APPLICATION,
    deliveryID: randomUUID(),
    title: payload.title,
    payload: toPayload(payload),
    dueAt: now,
    createdAt: now,
  }))
  return (await tx.notificationDelivery.createMany({ data, skipDuplicates: true })).count
}

/** Messages are plain JSON. */
function toPayload(message: NotificationMessage): Prisma.InputJsonObject {
  return { ...message }
}

/** Targets that were told of this episode. What still waits to be told is dropped: it is over. */
export async function settleEpisode(
  tx: Transaction,
  of: { applicationID: string; thread: string; episode: number },
): Promise<string[]> {
  await tx.$executeRaw`
    UPDATE notification_delivery SET state = 'dropped', error = 'It was over before it could be sent.'
    WHERE application_id = ${of.applicationID}::uuid AND thread = ${of.thread} AND episode = ${of.episode}
      AND state = 'queued'`
  const rows = await tx.notificationDelivery.findMany({
    where: { ...of, kind: { in: ['firing', 'worse'] }, state: { in: ['sent', 'sending'] }, targetID: { not: null } },
    select: { targetID: true },
  })
  return [...new Set(rows.flatMap(({ targetID }) => (targetID ? [targetID] : [])))]
}

const claimedSchema = z.array(
  z.object({
    applicationID: z.string(),
    deliveryID: z.string(),
    targetID: z.string().nullable(),
    userID: z.string().nullable(),
    kind: z.string(),
    payload: z.custom<NotificationMessage>((value) => typeof value === 'object' && value !== null),
    attempts: z.number(),
    createdAt: z.date(),
    lease: z.string(),
  }),
)
export type ClaimedDelivery = z.infer<typeof claimedSchema>[number]

/**
 * Takes what is due, for `leaseMs`: workers never take the same at once. What a worker did not settle by then, since it died,
 * is due again with the same ID. Later messages of a thread wait until the earlier ones to that target are settled.
 */
export async function claimDeliveries(now: Date, limit: number, leaseMs: number): Promise<ClaimedDelivery[]> {
  const until = new Date(now.getTime() + leaseMs)
  const rows = await db().$queryRaw`
    WITH due AS (
      SELECT application_id, delivery_id FROM notification_delivery d
      WHERE state IN ('queued', 'sending') AND due_at <= ${now} AND NOT EXISTS (
        SELECT FROM notification_delivery e
        WHERE e.application_id = d.application_id AND e.thread = d.thread AND e.target_id = d.target_id
          AND e.state IN ('queued', 'sending')
          AND (e.created_at, e.delivery_id) < (d.created_at, d.delivery_id))
      ORDER BY due_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE notification_delivery d SET state = 'sending', attempts = attempts + 1, due_at = ${until},
      lease = gen_random_uuid()
    FROM due WHERE d.application_id = due.application_id AND d.delivery_id = due.delivery_id
    RETURNING d.application_id AS "applicationID", d.delivery_id AS "deliveryID", d.target_id AS "targetID",
      d.user_id AS "userID", d.kind, d.payload, d.attempts, d.created_at AS "createdAt", d.lease::text AS lease`
  return claimedSchema.parse(rows)
}

export type Settlement =
  | { state: 'sent'; at: Date; note: string | null; responseStatus: number | null }
  | { state: 'queued'; dueAt: Date; error: string; responseStatus: number | null }
  | { state: 'failed' | 'dropped'; error: string; responseStatus: number | null }

/** Does nothing once the lease has gone to another worker. */
export async function settleDelivery(claimed: ClaimedDelivery, settled: Settlement): Promise<void> {
  const { applicationID, deliveryID, lease } = claimed
  const { state, responseStatus } = settled
  const outcome =
    settled.state === 'sent'
      ? { sentAt: settled.at, error: settled.note }
      : { error: settled.error, ...(settled.state === 'queued' ? { dueAt: settled.dueAt } : {}) }
  await db().notificationDelivery.updateMany({
    where: { applicationID, deliveryID, lease },
    data: { state, responseStatus, lease: null, ...outcome },
  })
}

const LOG_COLUMNS = {
  applicationID: true,
  deliveryID: true,
  targetID: true,
  userID: true,
  ruleID: true,
  kind: true,
  title: true,
  state: true,
  attempts: true,
  dueAt: true,
  createdAt: true,
  sentAt: true,
  responseStatus: true,
  error: true,
} as const satisfies Prisma.NotificationDeliverySelect

export interface DeliveryLogFilter {
  /** Null: of every application, and tests and digests. */
  scope: ApplicationScope
  targetID?: string | undefined
  ruleID?: string | undefined
  state?: string[] | undefined
}

/** The newest first. */
export async function findDeliveryLog(
  { scope, targetID, ruleID, state }: DeliveryLogFilter,
  limit: number,
  after: { at: Date; id: string } | null,
) {
  return db().notificationDelivery.findMany({
    where: {
      ...inScopeWhere(scope),
      ...(targetID ? { targetID } : {}),
      ...(ruleID ? { ruleID } : {}),
      ...(state ? { state: { in: state } } : {}),
      ...(after
        ? { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, deliveryID: { lt: after.id } }] }
        : {}),
    },
    select: LOG_COLUMNS,
    orderBy: [{ createdAt: 'desc' }, { deliveryID: 'desc' }],
    take: limit,
  })
}
export type DeliveryLogRow = Awaited<ReturnType<typeof findDeliveryLog>>[number]

/** A failed one is due again, with the same ID. False where there is none in scope. */
export async function requeueDelivery(
  deliveryID: string,
  scope: ApplicationScope,
  now: Date,
  tx: Transaction,
): Promise<boolean> {
  const { count } = await tx.notificationDelivery.updateMany({
    where: { deliveryID, state: 'failed', ...inScopeWhere(scope) },
    data: { state: 'queued', attempts: 0, dueAt: now, error: null },
  })
  return count > 0
}

export async function removeOldDeliveries(before: Date): Promise<number> {
  const { count } = await db().notificationDelivery.deleteMany({
    where: { createdAt: { lt: before }, state: { in: ['sent', 'failed', 'dropped'] } },
  })
  return count
}
