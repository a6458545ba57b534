import { z } from 'zod'
import { maskedText } from '@/lib/domain/sensitive-bytes'
import { DELIVERY_SOURCES, PROCESSINGS, VERDICTS } from '@/lib/domain/vocabulary'
import { ForensicsSchema, type Delivery } from '@/lib/query/schemas'
import { NIL_APPLICATION } from '@/lib/store/applications'
import type { DeliveryRow } from '@/lib/store/deliveries-read'

/** Row → what the read API answers. */

const headers = z.record(z.string(), z.json()).catch({})

/** Their values are IDs, times and digests, some of which look like a mobile number. */
const SIGNED_HEADER = /^x-al-(event-id|tenant-id|application-id|webhook-timestamp|webhook-signature)$/i

/** What a sender wrote into any other header may hold personal data. */
function maskHeaders(all: z.infer<typeof headers>): z.infer<typeof headers> {
  const masked = Object.entries(all).map(([name, value]) => {
    if (SIGNED_HEADER.test(name)) return [name, value] as const
    return [name, maskedText(typeof value === 'string' ? value : JSON.stringify(value))] as const
  })
  return Object.fromEntries(masked)
}

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
