import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PlatformDelivery } from '@/lib/domain/platform-delivery'
import { encrypt } from '@/lib/store/crypto'
import { borrowerName, readErased, type ErasedBorrowers } from '@/lib/store/erased-borrowers'
import type { Prisma } from '@/lib/store/generated/client'
import { ensureDays } from '@/lib/store/partitions'
import { inTransaction, type Transaction } from '@/lib/store/transaction'

/**
 * Keeps what the platform's log tells and answers how many attempts were new. An attempt is known by the platform's
 * delivery ID, a later one of the same delivery by its number too.
 */
export async function storePlatformDeliveries(deliveries: PlatformDelivery[]): Promise<number> {
  if (deliveries.length === 0) return 0
  await ensureDays(
    'webhook_delivery',
    deliveries.map((delivery) => delivery.attemptedAt),
  )
  return inTransaction(async (tx) => {
    const erased = await readErased(tx, deliveries.map(borrowerOf))
    const rows = [...new Map(deliveries.map((one) => [dedupKey(one), rowOf(one, erased)])).entries()]
    const fresh = await claim(tx, rows)
    const kept = rows.filter(([key]) => fresh.has(key)).map(([, row]) => row)
    if (kept.length > 0) await tx.webhookDelivery.createMany({ data: kept })
    return kept.length
  })
}

type Row = Prisma.WebhookDeliveryCreateManyInput & { id: string; applicationID: string; receivedAt: Date }

async function claim(tx: Transaction, rows: [string, Row][]): Promise<Set<string>> {
  const claimed = await tx.$queryRaw`
    INSERT INTO delivery_dedup (application_id, kind, key, delivery_id, body_sha256)
    SELECT application_id, 'report', key, delivery_id, body_sha256
    FROM unnest(${rows.map(([, row]) => row.applicationID)}::uuid[], ${rows.map(([key]) => key)}::text[],
      ${rows.map(([, row]) => row.id)}::uuid[], ${rows.map(([, row]) => row.bodySha256 ?? '')}::text[])
      AS t(application_id, key, delivery_id, body_sha256)
    ON CONFLICT DO NOTHING
    RETURNING key`
  return new Set(
    z
      .array(z.object({ key: z.string() }))
      .parse(claimed)
      .map(({ key }) => key),
  )
}

function dedupKey(delivery: PlatformDelivery): string {
  const name = `platform:${delivery.deliveryID}`
  return delivery.attempt > 1 ? `${name}#${delivery.attempt}` : name
}

function borrowerOf({ applicationID, snapshot }: PlatformDelivery) {
  return { applicationID, borrowerExternalID: snapshot?.borrowerExternalID ?? null }
}

function rowOf(delivery: PlatformDelivery, erased: ErasedBorrowers): Row {
  const { body, snapshot } = delivery
  const sealed = body && !erased.has(borrowerName(borrowerOf(delivery))) ? encrypt(body) : null
  return {
    applicationID: delivery.applicationID,
    receivedAt: delivery.attemptedAt,
    id: crypto.randomUUID(),
    source: 'platform',
    reportedDeliveryID: delivery.deliveryID,
    eventID: delivery.eventID,
    attempt: delivery.attempt,
    // The log is authentic: it came over the platform's own API. What it holds may still be no snapshot.
    verdict: body && !snapshot ? 'unparseable' : 'verified',
    responseStatus: delivery.responseStatus,
    processing: 'none',
    headers: delivery.headers,
    bodyCiphertext: sealed ? new Uint8Array(sealed.ciphertext) : null,
    bodyKeyID: sealed?.keyID ?? null,
    bodySize: body?.byteLength ?? 0,
    bodySha256: body ? createHash('sha256').update(body).digest('hex') : null,
    sequence: snapshot?.sequence ?? null,
    eventAt: snapshot?.eventAt ?? null,
    journeyIDs: snapshot?.journeyIDs ?? [],
    durationMs: delivery.durationMs,
    extra: {
      url: delivery.url,
      error: delivery.error,
      nextAttemptAt: delivery.nextAttemptAt?.toISOString() ?? null,
    },
  }
}
