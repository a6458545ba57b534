import { z } from 'zod'
import { db } from './client'
import { decrypt } from './crypto'
import { enqueueDetection } from './detect-queue'
import type { Transaction } from './transaction'

/** A delivery as verifying it again and applying it need it. */
export interface ReworkableDelivery {
  applicationID: string
  id: string
  receivedAt: Date
  source: string
  verdict: string
  processing: string
  headers: Record<string, string>
  /** Null where the bytes were not kept. */
  body: Uint8Array | null
  bodySha256: string | null
}

const rowSchema = z.array(
  z.object({
    applicationID: z.string(),
    id: z.string(),
    receivedAt: z.date(),
    source: z.string(),
    verdict: z.string(),
    processing: z.string(),
    headers: z.record(z.string(), z.string()).catch({}),
    ciphertext: z.instanceof(Uint8Array).nullable(),
    keyID: z.string().nullable(),
    bodySha256: z.string().nullable(),
  }),
)

/** Held until the transaction ends, so that nobody applies it twice. Null where retention took it. */
export async function lockDelivery(
  tx: Transaction,
  delivery: { applicationID: string; id: string },
): Promise<ReworkableDelivery | null> {
  const rows = await tx.$queryRaw`
    SELECT application_id AS "applicationID", id, received_at AS "receivedAt", source, verdict, processing, headers,
      body_ciphertext AS ciphertext, body_key_id AS "keyID", body_sha256 AS "bodySha256"
    FROM webhook_delivery WHERE id = ${delivery.id}::uuid AND application_id = ${delivery.applicationID}::uuid
    FOR UPDATE`
  const [row] = rowSchema.parse(rows)
  if (!row) return null
  const { ciphertext, keyID, ...rest } = row
  return { ...rest, body: ciphertext && keyID ? decrypt(ciphertext, keyID) : null }
}

export interface EventOwner {
  deliveryID: string
  bodySha256: string
}

/** Takes an event for a delivery where it is free, and tells who holds it. */
export async function claimEvent(
  tx: Transaction,
  event: { applicationID: string; eventID: string; deliveryID: string; bodySha256: string },
): Promise<EventOwner> {
  const { applicationID, eventID, deliveryID, bodySha256 } = event
  await tx.$executeRaw`
    INSERT INTO delivery_dedup (application_id, kind, key, delivery_id, body_sha256)
    VALUES (${applicationID}::uuid, 'event', ${eventID}, ${deliveryID}::uuid, ${bodySha256})
    ON CONFLICT DO NOTHING`
  return tx.deliveryDedup.findUniqueOrThrow({
    where: { applicationID_kind_key: { applicationID, kind: 'event', key: eventID } },
    select: { deliveryID: true, bodySha256: true },
  })
}

/** The newest sequence stored of each journey, by journey ID. */
export async function storedVersions(
  tx: Transaction,
  applicationID: string,
  journeyIDs: string[],
): Promise<Map<string, bigint>> {
  const rows = await tx.journey.findMany({
    where: { applicationID, journeyID: { in: journeyIDs } },
    select: { journeyID: true, version: true },
  })
  return new Map(rows.map(({ journeyID, version }) => [journeyID, version]))
}

export interface AppliedContent {
  /** Where the delivery belongs now: one of an application that was unknown moves to it. */
  applicationID: string
  eventID: string
  sequence: bigint
  eventAt: Date
  journeyIDs: string[]
  secretID: string | null
  processing: 'applied' | 'skipped' | 'quarantined'
}

/** The delivery keeps its verdict and answer, which tell what happened on arrival. */
export async function markProcessed(tx: Transaction, delivery: ReworkableDelivery, now: AppliedContent): Promise<void> {
  await tx.$executeRaw`
    UPDATE webhook_delivery SET application_id = ${now.applicationID}::uuid, processing = ${now.processing},
      event_id = ${now.eventID}, sequence = ${now.sequence}, event_at = ${now.eventAt}, journey_ids = ${now.journeyIDs},
      secret_id = COALESCE(${now.secretID}::uuid, secret_id)
    WHERE application_id = ${delivery.applicationID}::uuid AND received_at = ${delivery.receivedAt}
      AND id = ${delivery.id}::uuid`
}

/** What the delivery claimed is no longer missing: its journeys are judged anew. */
export async function dropRefusedUpdates(
  tx: Transaction,
  delivery: { applicationID: string; id: string; journeyIDs: string[] },
): Promise<void> {
  const { applicationID, id, journeyIDs } = delivery
  const dropped = await tx.refusedUpdate.deleteMany({
    where: { applicationID, journeyID: { in: journeyIDs }, deliveryID: id },
  })
  if (dropped.count > 0) {
    await enqueueDetection(
      tx,
      journeyIDs.map((journeyID) => ({ applicationID, journeyID })),
    )
  }
}

export interface Rework {
  applicationID: string
  deliveryID: string
  receivedAt: Date
  actor: string
  jobID: string
  now: Date
  verdict: string
  reason: string | null
  secretID: string | null
  /** Null: it was only verified. */
  processed: { outcome: string; detail: string | null } | null
}

export async function saveRework(tx: Transaction, rework: Rework): Promise<void> {
  const { applicationID, deliveryID, receivedAt, actor, jobID, now, verdict, reason, secretID, processed } = rework
  const verified = { verifiedAt: now, verdict, reason, secretID, actor, jobID }
  const change = processed ? { ...verified, processedAt: now, ...processed } : verified
  await tx.deliveryRework.upsert({
    where: { applicationID_deliveryID: { applicationID, deliveryID } },
    create: { applicationID, deliveryID, receivedAt, ...change },
    update: change,
    select: { deliveryID: true },
  })
}

export async function findRework(applicationID: string, deliveryID: string, at: Transaction = db()) {
  return at.deliveryRework.findUnique({
    where: { applicationID_deliveryID: { applicationID, deliveryID } },
    select: {
      verifiedAt: true,
      verdict: true,
      reason: true,
      secretID: true,
      processedAt: true,
      outcome: true,
      detail: true,
      actor: true,
      jobID: true,
    },
  })
}
export type ReworkRow = NonNullable<Awaited<ReturnType<typeof findRework>>>
