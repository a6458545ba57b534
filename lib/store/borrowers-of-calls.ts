import { z } from 'zod'
import type { BorrowerProfile } from '@/lib/domain/snapshot'
import { openProfile } from './borrower-profiles'
import { pool } from './client'

export interface CallRef {
  applicationID: string
  borrowerExternalID: string | null
  journeyID: string | null
}

export interface BorrowerOfCall {
  profile: BorrowerProfile
  isErased: boolean
}

const rowSchema = z.array(
  z.object({
    position: z.number(),
    ciphertext: z.instanceof(Uint8Array).nullable(),
    keyID: z.string().nullable(),
    isErased: z.boolean(),
  }),
)

/** Whom calls were about, by the place of the call in the list; those of whom we know nothing are left out. */
export async function findBorrowersOfCalls(refs: CallRef[]): Promise<Map<number, BorrowerOfCall>> {
  if (refs.length === 0) return new Map()
  const { rows } = await pool().query(
    `SELECT (t.position - 1)::int AS position, b.profile_ciphertext AS ciphertext, b.profile_key_id AS "keyID",
       b.erased_at IS NOT NULL AS "isErased"
     FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS t(application_id, external_id, journey_id, position)
     LEFT JOIN journey j ON j.application_id = t.application_id AND j.journey_id = t.journey_id
     JOIN borrower b ON b.application_id = t.application_id
       AND b.borrower_external_id = coalesce(t.external_id, j.borrower_external_id)`,
    [refs.map((ref) => ref.applicationID), refs.map((ref) => ref.borrowerExternalID), refs.map((ref) => ref.journeyID)],
  )
  return new Map(
    rowSchema.parse(rows).map(({ position, ciphertext, keyID, isErased }) => {
      const profile = ciphertext && keyID ? openProfile(ciphertext, keyID) : {}
      return [position, { profile, isErased }]
    }),
  )
}
