import type { DeliveryDraft } from '@/lib/domain/delivery'
import { storable } from '@/lib/domain/text'
import { DeskError } from '@/lib/errors'
import { saveDeliveries } from '@/lib/store/save-deliveries'
import { touchSecret } from '@/lib/store/secrets'
import { freshDeliveryContext, type DeliveryContext } from './delivery-context'
import { draftDelivery } from './draft-delivery'
import { readBatch, type BatchBody, type BatchRecord } from './read-batch'
import { extraOf, reportedDeliverySchema, type ReportedRecord } from './reported-record'

export interface RejectedRecord {
  index: number
  code: 'INVALID' | 'UNREADABLE' | 'UNKNOWN_APPLICATION' | 'TIME_OUT_OF_RANGE' | 'BODY_TOO_LARGE'
  message: string
  path: string
}

export interface BatchAnswer {
  accepted: number
  duplicates: number
  rejected: RejectedRecord[]
}

const WEBHOOK_BODY_MAX = 1024 * 1024
const AHEAD_MAX_MS = 60 * 60_000
const DAY_MS = 86_400_000
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
  try {
    return await ingestRecords(records, allowedApplication, now)
  } catch (error) {
    if (error instanceof DeskError) throw error
    throw new DeskError('UNAVAILABLE', 'The batch could not be stored. Send it again.', undefined, { cause: error })
  }
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
    const result = parseRecord(record, index)
    if ('rejected' in result) {
      rejected.push(result.rejected)
      continue
    }
    const parsed = result.record
    const applicationID = parsed.applicationID.toLowerCase()
    if (allowedApplication && applicationID !== allowedApplication.toLowerCase()) {
      throw new DeskError('FORBIDDEN', `The token belongs to another application than record ${index} names.`)
    }
    if (!contexts.has(applicationID)) contexts.set(applicationID, await freshDeliveryContext(applicationID))
    const drafted = draftRecord(parsed, index, contexts.get(applicationID) ?? null, now)
    if ('code' in drafted) rejected.push(drafted)
    else drafts.push(drafted)
  }
  const duplicates = await saveInChunks(drafts)
  return { accepted: drafts.length - duplicates, duplicates, rejected }
}

function parseRecord(record: BatchRecord, index: number): { record: ReportedRecord } | { rejected: RejectedRecord } {
  if ('unreadable' in record) return { rejected: { index, code: 'UNREADABLE', message: record.unreadable, path: '' } }
  const result = reportedDeliverySchema.safeParse(record.value)
  if (result.success) return { record: result.data }
  const issue = result.error.issues[0]
  const path = issue?.path.map(String).join('.') ?? ''
  const message = `${path || 'record'}: ${issue?.message ?? 'is not valid'}`
  return { rejected: { index, code: 'INVALID', message, path } }
}

function draftRecord(
  record: ReportedRecord,
  index: number,
  context: DeliveryContext | null,
  now: Date,
): DeliveryDraft | RejectedRecord {
  if (!context) {
    const message = `Application ${record.applicationID} is not configured here: add it first.`
    return { index, code: 'UNKNOWN_APPLICATION', message, path: 'applicationID' }
  }
  const receivedAt = new Date(record.receivedAt)
  const oldest = now.getTime() - context.settings['retention.deliveries.days'] * DAY_MS
  const isInRange = receivedAt.getTime() <= now.getTime() + AHEAD_MAX_MS && receivedAt.getTime() >= oldest
  if (!isInRange) {
    const message = `receivedAt must lie within the retention and at most an hour ahead, not ${record.receivedAt}.`
    return { index, code: 'TIME_OUT_OF_RANGE', message, path: 'receivedAt' }
  }
  const body = Buffer.from(record.rawBodyBase64, 'base64')
  if (body.byteLength > WEBHOOK_BODY_MAX) {
    return { index, code: 'BODY_TOO_LARGE', message: 'rawBodyBase64 holds more than 1 MiB.', path: 'rawBodyBase64' }
  }
  const draft = draftDelivery({ source: 'reported', headers: headersOf(record), body, receivedAt }, context)
  return { ...draft, ...reportedFields(record), eventID: draft.eventID ?? reportedEventID(record) }
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
    computedSignature: record.computedSignature ? storable(record.computedSignature) : null,
    extra: storable(extraOf(record)),
  }
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
