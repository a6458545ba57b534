import { z } from 'zod'
import { isStorableText } from '@/lib/domain/text'
import { unlistedFields } from './batch-answer'

/** One record of `POST /api/ingest/deliveries`, ingest-api.md §2. Null equals absent; unlisted fields go to `extra`. */

const id = z.string().min(1).max(200).refine(isStorableText, { error: 'must not hold NUL or lone surrogates' })
const text = z.string().max(2_000).nullish()
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export const reportedDeliverySchema = z.looseObject({
  deliveryID: id,
  applicationID: z.guid({ error: 'must be a UUID' }),
  eventID: text,
  attempt: z.number().int().min(1).max(1_000_000).nullish(),
  receivedAt: z.iso.datetime({ offset: true, error: 'must be ISO 8601 with an offset' }),
  durationMs: z.number().min(0).max(86_400_000).nullish(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()), z.null()])).nullish(),
  rawBodyBase64: z.string().refine((value) => BASE64.test(value), { error: 'must be base64' }),
  outcome: z.enum(['accepted', 'rejected'], { error: 'must be accepted or rejected' }).nullish(),
  responseStatus: z.number().int().min(0).max(999).nullish(),
  computedSignature: text,
})

export type ReportedRecord = z.infer<typeof reportedDeliverySchema>

const LISTED = new Set(Object.keys(reportedDeliverySchema.shape))

export function extraOf(record: ReportedRecord): Record<string, unknown> | null {
  return unlistedFields(record, LISTED)
}
