import type { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { RevealDeliverySchema } from '@/lib/domain/delivery-filter'
import { DeskError } from '@/lib/errors'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { findDeliveriesByID } from '@/lib/store/deliveries-read'
import { loadDeliveryBytes } from '@/lib/store/delivery-detail-read'

export { RevealDeliverySchema }

/** The exact bytes, unmasked, in base64; written into the audit log with the reason before they leave. Throws NOT_FOUND. */
export async function revealDelivery(
  principal: Principal,
  id: { deliveryID: string; applicationID?: string | undefined },
  input: z.input<typeof RevealDeliverySchema>,
): Promise<{ id: string; size: number; base64: string }> {
  authorise(principal, 'bytes', id.applicationID)
  const { reason } = parseInput(RevealDeliverySchema, input)
  const rows = await findDeliveriesByID(id.deliveryID, applicationScope(principal, id.applicationID ?? null))
  const row = rows.find((candidate) => candidate.id === id.deliveryID.toLowerCase()) ?? rows[0]
  const bytes = row ? await loadDeliveryBytes(row.applicationID, row.id) : null
  if (!row || !bytes) throw new DeskError('NOT_FOUND', 'There is no delivery with this ID whose bytes were kept.')
  await writeAudit({
    actor: actorName(principal),
    action: 'reveal.delivery',
    applicationID: row.applicationID === NIL_APPLICATION ? null : row.applicationID,
    subject: row.id,
    reason,
  })
  return { id: row.id, size: bytes.byteLength, base64: bytes.toString('base64') }
}
