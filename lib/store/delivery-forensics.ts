import { z } from 'zod'
import type { ExplainedFailure } from '@/lib/domain/delivery'
import { decrypt } from './crypto'
import { toJson } from './journey-json'
import type { Transaction } from './transaction'

export interface FailedDelivery {
  applicationID: string
  id: string
  receivedAt: Date
  verdict: string
  headers: Record<string, string>
  body: Uint8Array
  computedSignature: string | null
  reportedOutcome: string | null
  /** Whether its body names the tenant, or the partner's own receiver tells of it. */
  isKnown: boolean
}

const rowSchema = z.array(
  z.object({
    applicationID: z.string(),
    id: z.string(),
    receivedAt: z.date(),
    verdict: z.string(),
    headers: z.record(z.string(), z.string()),
    ciphertext: z.instanceof(Uint8Array).nullable(),
    keyID: z.string().nullable(),
    computedSignature: z.string().nullable(),
    isKnown: z.boolean(),
    reportedOutcome: z.string().nullable(),
  }),
)

/** The queued deliveries whose bytes were kept, decrypted. */
export async function loadFailedDeliveries(
  tx: Transaction,
  subjects: { applicationID: string; subjectID: string }[],
): Promise<FailedDelivery[]> {
  const rows = await tx.$queryRaw`
    SELECT d.application_id AS "applicationID", d.id, d.received_at AS "receivedAt", d.verdict, d.headers,
      d.body_ciphertext AS ciphertext, d.body_key_id AS "keyID", d.computed_signature AS "computedSignature",
      d.reported_outcome AS "reportedOutcome", d.source = 'reported' OR cardinality(d.journey_ids) > 0 AS "isKnown"
    FROM webhook_delivery d
    WHERE d.id = ANY(${subjects.map((subject) => subject.subjectID)}::uuid[])`
  return rowSchema.parse(rows).flatMap(({ ciphertext, keyID, ...row }) => {
    return ciphertext && keyID ? [{ ...row, body: decrypt(ciphertext, keyID) }] : []
  })
}

export async function saveForensics(
  tx: Transaction,
  delivery: FailedDelivery,
  explained: ExplainedFailure,
): Promise<void> {
  const { diff: _bytesOfTheBody, ...forensics } = explained
  await tx.$executeRaw`
    UPDATE webhook_delivery SET cause = ${forensics.cause}, forensics = ${toJson(forensics)}::jsonb
    WHERE application_id = ${delivery.applicationID}::uuid AND received_at = ${delivery.receivedAt}
      AND id = ${delivery.id}::uuid`
}
