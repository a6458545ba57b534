import { createHash } from 'node:crypto'
import { z } from 'zod'
import { withoutKnown, type KnownValues } from '@/lib/domain/known-values'
import { NIL_APPLICATION } from './applications'
import { db, pool } from './client'
import { decrypt } from './crypto'
import type { BorrowerRef } from './erase-borrower'

/** Bodies that are decrypted at a time. */
const CHUNK = 200

const FORGET_BODY = `body_ciphertext = NULL, body_key_id = NULL,
  extra = CASE WHEN extra ? 'reason' THEN jsonb_build_object('reason', extra -> 'reason') END`

/** The bytes of every delivery about these journeys. The rows, their verdicts and digests stay, so that counts do. */
export async function eraseDeliveriesOf(applicationID: string, journeyIDs: string[]): Promise<number> {
  const { rowCount } = await pool().query(
    `UPDATE webhook_delivery SET ${FORGET_BODY}
     WHERE application_id = $1 AND journey_ids && $2::text[] AND body_ciphertext IS NOT NULL`,
    [applicationID, journeyIDs],
  )
  return rowCount ?? 0
}

const bodySchema = z.array(
  z.object({
    applicationID: z.string(),
    receivedAt: z.string(),
    id: z.string(),
    ciphertext: z.instanceof(Buffer),
    keyID: z.string(),
  }),
)
type Body = z.infer<typeof bodySchema>[number]

/**
 * The bytes of deliveries that no journey claims (refused, unreadable, of nobody we know) and that name the borrower: all
 * of them are read, since nothing but their bytes says whom they are about.
 */
export async function eraseUnclaimedDeliveries(ref: BorrowerRef, known: KnownValues): Promise<number> {
  let [erased, after] = [0, null as Body | null]
  for (;;) {
    const bodies = await nextUnclaimed(ref.applicationID, after)
    const named = bodies.filter((body) => isAbout(body, ref, known))
    if (named.length > 0) {
      await pool().query(`UPDATE webhook_delivery SET ${FORGET_BODY} WHERE id = ANY($1::uuid[])`, [
        named.map(({ id }) => id),
      ])
    }
    erased += named.length
    after = bodies.at(-1) ?? null
    if (!after) return erased
  }
}

async function nextUnclaimed(applicationID: string, after: Body | null): Promise<Body[]> {
  const { rows } = await pool().query(
    `SELECT application_id::text AS "applicationID", received_at::text AS "receivedAt", id::text AS id,
       body_ciphertext AS ciphertext, body_key_id AS "keyID"
     FROM webhook_delivery WHERE application_id = ANY($1::uuid[]) AND journey_ids = '{}' AND body_ciphertext IS NOT NULL
       AND ($2::timestamptz IS NULL OR (received_at, id) > ($2::timestamptz, $3::uuid))
     ORDER BY received_at, id LIMIT ${CHUNK}`,
    [[applicationID, NIL_APPLICATION], after?.receivedAt ?? null, after?.id ?? null],
  )
  return bodySchema.parse(rows)
}

function isAbout({ ciphertext, keyID }: Body, { borrowerExternalID }: BorrowerRef, known: KnownValues): boolean {
  const text = decrypt(ciphertext, keyID).toString('utf8')
  return text.includes(JSON.stringify(borrowerExternalID)) || withoutKnown(text, known) !== text
}

/** What callers wrote freely about the borrower. The calls stay, with their codes and times. */
export async function eraseCallTexts(ref: BorrowerRef, journeyIDs: string[]): Promise<number> {
  const { rowCount } = await pool().query(
    `UPDATE api_call SET error = NULL, error_message = NULL, extra = NULL
     WHERE application_id = $1 AND (borrower_external_id = $2 OR journey_id = ANY($3::text[]))
       AND (error IS NOT NULL OR error_message IS NOT NULL OR extra IS NOT NULL)`,
    [ref.applicationID, ref.borrowerExternalID, journeyIDs],
  )
  return rowCount ?? 0
}

/** Where the borrower's session at the platform is kept, see platform-sessions.ts. */
export function forgetSessionOf({ applicationID, borrowerExternalID }: BorrowerRef): Promise<number> {
  const hash = createHash('sha256').update(borrowerExternalID).digest('hex').slice(0, 32)
  const name = `platform-session:${applicationID}:${hash}`
  return db().$executeRaw`DELETE FROM job_state WHERE name = ${name}`
}
