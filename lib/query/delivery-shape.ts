import { z } from 'zod'
import { maskHeaders } from '@/lib/domain/public-headers'
import { DELIVERY_SOURCES, PROCESSINGS, VERDICTS } from '@/lib/domain/vocabulary'
import { ForensicsSchema, type Delivery } from '@/lib/query/schemas'
import { NIL_APPLICATION } from '@/lib/store/applications'
import type { DeliveryRow } from '@/lib/store/deliveries-read'

/** Row → what the read API answers. */

const text = z.union([z.string(), z.json().transform((value) => JSON.stringify(value))])
const headers = z.record(z.string(), text).catch({})

export function toDelivery(row: DeliveryRow): Delivery {
  const { reportedDeliveryID, ...rest } = row
  return {
    ...rest,
    deliveryID: reportedDeliveryID ?? row.id,
    applicationID: row.applicationID === NIL_APPLICATION ? null : row.applicationID,
    source: z.enum(DELIVERY_SOURCES).parse(row.source),
    verdict: z.enum(VERDICTS).parse(row.verdict),
    processing: z.enum(PROCESSINGS).parse(row.processing),
    forensics: ForensicsSchema.nullable().catch(null).parse(row.forensics),
    headers: maskHeaders(headers.parse(row.headers)),
    sequence: row.sequence?.toString() ?? null,
  }
}
