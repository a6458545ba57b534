import { z } from 'zod'
import { db } from './client'
import { decrypt } from './crypto'

/** What the screen of one delivery shows beyond the row that lists have. */

const detailSchema = z.object({
  computedSignature: z.string().nullable(),
  reportedOutcome: z.string().nullable(),
  storedAt: z.date(),
  hasBody: z.boolean(),
  extra: z.record(z.string(), z.unknown()).nullable().catch(null),
  findingID: z.string().nullable(),
  findingStatus: z.string().nullable(),
  groupDeliveries: z.number().nullable(),
})
export type DeliveryDetailRow = z.infer<typeof detailSchema>

/** With the finding about the group that it was counted in. */
export async function findDeliveryDetail(applicationID: string, id: string): Promise<DeliveryDetailRow | null> {
  const rows = await db().$queryRaw`
    SELECT d.computed_signature AS "computedSignature", d.reported_outcome AS "reportedOutcome", d.stored_at AS "storedAt",
      d.body_ciphertext IS NOT NULL AS "hasBody", d.extra, f.finding_id AS "findingID", f.status AS "findingStatus",
      g.deliveries AS "groupDeliveries"
    FROM webhook_delivery d
    LEFT JOIN LATERAL (
      SELECT group_id, deliveries FROM delivery_group g
      WHERE g.application_id = d.application_id AND g.key = d.group_key AND d.received_at BETWEEN g.first_at AND g.last_at
      ORDER BY g.last_at DESC LIMIT 1
    ) g ON d.group_key <> ''
    LEFT JOIN LATERAL (
      SELECT finding_id, status FROM finding f
      WHERE f.application_id = d.application_id AND f.subject_type = 'delivery_group' AND f.subject_id = g.group_id::text
      ORDER BY f.last_seen_at DESC LIMIT 1
    ) f ON TRUE
    WHERE d.id = ${id}::uuid AND d.application_id = ${applicationID}::uuid`
  return z.array(detailSchema).parse(rows)[0] ?? null
}

/** The exact bytes as they arrived, in the clear; null where they were not kept. */
export async function loadDeliveryBytes(applicationID: string, id: string): Promise<Buffer | null> {
  const row = await db().webhookDelivery.findFirst({
    where: { applicationID, id },
    select: { bodyCiphertext: true, bodyKeyID: true },
  })
  return row?.bodyCiphertext && row.bodyKeyID ? decrypt(row.bodyCiphertext, row.bodyKeyID) : null
}
