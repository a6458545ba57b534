import type { DeliveryDraft } from '@/lib/domain/delivery'
import { dataWithoutKnown, knownValues } from '@/lib/domain/known-values'
import { redactData, redactFreeText } from '@/lib/domain/redaction'
import { storable } from '@/lib/domain/text'
import { saveDeliveries } from '@/lib/store/save-deliveries'
import { touchSecret } from '@/lib/store/secrets'
import {
  counted,
  judgeTime,
  orUnavailable,
  parseRecord,
  refuseForeign,
  unknownApplication,
  type BatchAnswer,
  type RejectedRecord,
} from './batch-answer'
import { freshDeliveryContext, type DeliveryContext } from './delivery-context'
import { draftDelivery } from './draft-delivery'
import { pseudonymOf } from './pseudonym'
import { readBatch, type BatchBody, type BatchRecord } from './read-batch'
import { extraOf, reportedDeliverySchema, type ReportedRecord } from './reported-record'

const WEBHOOK_BODY_MAX = 1024 * 1024
/** Rows a transaction: long enough to be quick, short enough that nobody waits for its locks. */
const CHUNK = 500
const EVENT_ID_MAX = 200

/**
 * Takes what the partner's own receiver got. Good records are stored and bad ones named; the answer comes after the
 * commit. `allowedApplication` is the token's, or null for every one; another's record throws FORBIDDEN for the batch.
 */
export async function ingestReportedDeliveries(
  body: BatchBody,
  allowedApplication: string | null,
  now: Date,
): Promise<BatchAnswer> {
  const records = await readBatch(body)
  return orUnavailable(() => ingestRecords(records, allowedApplication, now))
}

async function ingestRecords(
  records: BatchRecord[],
  allowedApplication: string | null,
  now: Date,
): Promise<BatchAnswer> {
  const contexts = new Map<string, DeliveryContext | null>()
  const drafts: DeliveryDraft[] = []
  const rejected: RejectedRecord[] = []
  for (const [index, record] of records.entries()) {
    const result = parseRecord(reportedDeliverySchema, record, index)
    if ('rejected' in result) {
      rejected.push(result.rejected)
      continue
    }
    const parsed = result.record
    const applicationID = parsed.applicationID.toLowerCase()
    refuseForeign(applicationID, allowedApplication, index)
    if (!contexts.has(applicationID)) contexts.set(applicationID, await freshDeliveryContext(applicationID))
    const drafted = draftRecord(parsed, index, contexts.get(applicationID) ?? null, now)
    if ('code' in drafted) rejected.push(drafted)
    else drafts.push(drafted)
  }
  const duplicates = await saveInChunks(drafts)
  return counted('deliveries', { accepted: drafts.length - duplicates, duplicates, rejected })
}

function draftRecord(
  record: ReportedRecord,
  index: number,
  context: DeliveryContext | null,
  now: Date,
): DeliveryDraft | RejectedRecord {
  if (!context) return unknownApplication(record.applicationID, index)
  const retentionDays = context.settings['retention.deliveries.days']
  const wrongTime = judgeTime({ path: 'receivedAt', text: record.receivedAt, retentionDays }, now, index)
  if (wrongTime) return wrongTime
  const receivedAt = new Date(record.receivedAt)
  const body = Buffer.from(record.rawBodyBase64, 'base64')
  if (body.byteLength > WEBHOOK_BODY_MAX) {
    return { index, code: 'BODY_TOO_LARGE', message: 'rawBodyBase64 holds more than 1 MiB.', path: 'rawBodyBase64' }
  }
  const draft = draftDelivery({ source: 'reported', headers: headersOf(record), body, receivedAt }, context)
  const fields = reportedFields(record)
  return {
    ...draft,
    ...fields,
    extra: withoutBorrower(fields.extra, draft),
    eventID: draft.eventID ?? reportedEventID(record),
  }
}

/** Cut like a header's: the column is indexed, and an index entry has a largest size. */
function reportedEventID({ eventID }: ReportedRecord): string | null {
  return eventID ? storable(eventID.slice(0, EVENT_ID_MAX)) : null
}

function reportedFields(record: ReportedRecord) {
  return {
    reportedDeliveryID: record.deliveryID,
    attempt: record.attempt ?? 1,
    durationMs: record.durationMs == null ? null : Math.round(record.durationMs),
    responseStatus: record.responseStatus ?? null,
    reportedOutcome: record.outcome ?? null,
    computedSignature: record.computedSignature
      ? storable(redactFreeText(record.computedSignature, pseudonymOf))
      : null,
    extra: storable(publicExtra(record)),
  }
}

function publicExtra(record: ReportedRecord): Record<string, unknown> | null {
  const extra = extraOf(record)
  return extra && (redactData(extra, pseudonymOf) as Record<string, unknown>)
}

/** Without what the body that was reported with it tells of its borrower. */
function withoutBorrower(extra: Record<string, unknown> | null, { apply }: DeliveryDraft) {
  const [told] = apply?.profiles ?? []
  return told && extra ? (dataWithoutKnown(extra, knownValues(told.profile)) as Record<string, unknown>) : extra
}

function headersOf(record: ReportedRecord): Record<string, string> {
  const entries = Object.entries(record.headers ?? {}).flatMap(([name, value]) => {
    if (value === null) return []
    return [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)] as const]
  })
  return Object.fromEntries(entries)
}

async function saveInChunks(drafts: DeliveryDraft[]): Promise<number> {
  let duplicates = 0
  for (let start = 0; start < drafts.length; start += CHUNK) {
    const chunk = drafts.slice(start, start + CHUNK)
    const results = await saveDeliveries(chunk)
    duplicates += results.filter((result) => result.reportedBefore).length
  }
  const verified = new Map(drafts.flatMap((draft) => (draft.secretID ? [[draft.secretID, draft] as const] : [])))
  for (const [secretID, draft] of verified) await touchSecret(draft.applicationID, secretID, draft.receivedAt)
  return duplicates
}
