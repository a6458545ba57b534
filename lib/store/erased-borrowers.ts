import { z } from 'zod'
import type { DeliveryDraft } from '@/lib/domain/delivery'
import { stripOffers } from '@/lib/domain/mask-snapshot'
import type { Sql } from './pipeline'

interface BorrowerRef {
  applicationID: string
  borrowerExternalID: string | null
}

/** Names of erased borrowers, see `borrowerName`. */
export type ErasedBorrowers = ReadonlySet<string>

export function borrowerName({ applicationID, borrowerExternalID }: BorrowerRef): string {
  return `${applicationID}|${borrowerExternalID}`
}

const rowsSchema = z.array(z.object({ applicationID: z.string(), borrowerExternalID: z.string() }))

/** Which of these were erased: nothing that comes of them later is kept. */
export async function readErased(tx: Sql, refs: BorrowerRef[]): Promise<ErasedBorrowers> {
  const named = [...new Map(refs.flatMap((ref) => (ref.borrowerExternalID ? [[borrowerName(ref), ref]] : []))).values()]
  if (named.length === 0) return new Set()
  const rows = await tx.$queryRaw`
    SELECT b.application_id::text AS "applicationID", b.borrower_external_id AS "borrowerExternalID"
    FROM unnest(${named.map((ref) => ref.applicationID)}::uuid[], ${named.map((ref) => ref.borrowerExternalID)}::text[])
      AS wanted(application_id, borrower_external_id) JOIN borrower b USING (application_id, borrower_external_id)
    WHERE b.erased_at IS NOT NULL`
  return new Set(rowsSchema.parse(rows).map(borrowerName))
}

/** The delivery without its bytes and whatever else may tell of an erased borrower. Where the journey stands is kept. */
export function withoutErased<D extends DeliveryDraft>(draft: D, erased: ErasedBorrowers): D {
  if (!erased.has(borrowerName(draft))) return draft
  const apply = draft.apply && { snapshots: draft.apply.snapshots.map(stripOffers), profiles: [] }
  return { ...draft, body: null, extra: null, apply }
}
