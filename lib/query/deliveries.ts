import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { DELIVERY_CAUSES } from '@/lib/domain/delivery-filter'
import { DELIVERY_SOURCES, ENVIRONMENTS, PROCESSINGS, VERDICTS } from '@/lib/domain/vocabulary'
import { decodeCursor, encodeCursor } from '@/lib/query/cursor'
import { toDelivery } from '@/lib/query/delivery-shape'
import { applicationID, cursor, instant, limit, oneOrMore } from '@/lib/query/inputs'
import type { Delivery, Page } from '@/lib/query/schemas'
import { findDeliveryPage } from '@/lib/store/deliveries-read'

/** Input of `listDeliveries`, as it stands in a query string. */
export const DeliveriesQuerySchema = z.object({
  verdict: oneOrMore(VERDICTS).optional(),
  cause: z.enum(DELIVERY_CAUSES).optional(),
  source: oneOrMore(DELIVERY_SOURCES).optional(),
  processing: oneOrMore(PROCESSINGS).optional(),
  applicationID: applicationID.optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  from: instant.optional().meta({ description: 'Received at or after.' }),
  to: instant.optional().meta({ description: 'Received before.' }),
  limit,
  cursor,
})
export type DeliveriesQuery = z.input<typeof DeliveriesQuerySchema>

/** Deliveries, the newest first. Throws BAD_REQUEST for a cursor that is not ours. */
export async function listDeliveries(principal: Principal, input: DeliveriesQuery): Promise<Page<Delivery>> {
  const { verdict, source, processing, limit: wanted, cursor: from, ...query } = DeliveriesQuerySchema.parse(input)
  authorise(principal, 'read', query.applicationID)
  const filter = {
    ...query,
    verdicts: verdict,
    sources: source,
    processings: processing,
    scope: applicationScope(principal, query.applicationID ?? null),
  }
  const rows = await findDeliveryPage(filter, wanted + 1, from ? decodeCursor(from) : null)
  const page = rows.slice(0, wanted)
  const last = page.at(-1)
  return {
    data: page.map(toDelivery),
    nextCursor: last && rows.length > wanted ? encodeCursor({ at: last.receivedAt, id: last.id }) : null,
  }
}
