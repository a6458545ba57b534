import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { DeskError } from '@/lib/errors'
import { toDelivery } from '@/lib/query/delivery-shape'
import type { Delivery } from '@/lib/query/schemas'
import { findDeliveriesByID } from '@/lib/store/deliveries-read'

export const DeliveryParamsSchema = z.object({ deliveryID: z.string().min(1).max(500) })

/**
 * One delivery, by our own ID or by the ID that it was reported under. Throws NOT_FOUND, and AMBIGUOUS where several
 * applications hold the ID and none was named.
 */
export async function readDelivery(
  principal: Principal,
  id: { deliveryID: string; applicationID?: string | undefined },
): Promise<Delivery> {
  authorise(principal, 'read', id.applicationID)
  const rows = await findDeliveriesByID(id.deliveryID, applicationScope(principal, id.applicationID ?? null))
  const row = rows.find((candidate) => candidate.id === id.deliveryID.toLowerCase()) ?? rows[0]
  if (!row) throw new DeskError('NOT_FOUND', 'There is no delivery with this ID.')
  const holders = [...new Set(rows.map(({ applicationID }) => applicationID))]
  if (row.id !== id.deliveryID.toLowerCase() && holders.length > 1) {
    throw new DeskError('AMBIGUOUS', 'Several applications hold this delivery ID: add ?applicationID=.', {
      applicationIDs: holders,
    })
  }
  return toDelivery(row)
}
