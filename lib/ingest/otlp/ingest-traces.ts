import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { DeskError } from '@/lib/errors'
import { insertApiCalls } from '@/lib/store/api-calls'
import { listApplications } from '@/lib/store/applications'
import { countRecords } from '@/lib/telemetry/metrics'
import { apiCallSchema } from '../api-call-record'
import { loadRetentions } from '../api-calls'
import { judgeTime, orUnavailable, parseRecord } from '../batch-answer'
import { decompress } from '../decompress'
import { draftApiCall } from '../draft-api-call'
import { maskKnownBorrowers } from '../mask-known-borrowers'
import { plainRecord } from '../plain-record'
import { BATCH_BYTES_MAX, BATCH_RECORDS_MAX, type BatchBody } from '../read-batch'
import { applicationOfSpan, type KnownApplication } from './application-of-span'
import { readOtlpJson } from './read-otlp-json'
import { readProtobuf, writeProtobuf } from './read-protobuf'
import { recordOfSpan } from './record-of-span'
import type { OtlpSpan, OtlpSpans } from './span'

export interface TracesAnswer {
  contentType: string
  body: Uint8Array<ArrayBuffer>
}

interface Judged {
  calls: ApiCallDraft[]
  refusals: Refusals
}

/**
 * Takes an OTLP export of traces and stores the spans that are calls to a configured platform. Answers with the OTLP
 * response in the encoding of the request, after the commit. `allowedApplication` is the token's, or null for every one.
 */
export async function ingestTraces(
  request: BatchBody,
  allowedApplication: string | null,
  now: Date,
): Promise<TracesAnswer> {
  const encoding = encodingOf(request.contentType)
  const bytes = await decompress(request.bytes, request.contentEncoding, BATCH_BYTES_MAX)
  const read = encoding.read(bytes, BATCH_RECORDS_MAX)
  const refusals = await orUnavailable(() => storeSpans(read, allowedApplication, now))
  return { contentType: encoding.type, body: new Uint8Array(encoding.write(refusals.count, refusals.message())) }
}

async function storeSpans(read: OtlpSpans, allowedApplication: string | null, now: Date): Promise<Refusals> {
  const [applications, retentions] = await Promise.all([listApplications(), loadRetentions()])
  const context = { applications, retentions, allowedApplication, now }
  const judged: Judged = { calls: [], refusals: new Refusals(read.unreadable) }
  for (const span of read.spans) judgeSpan(span, context, judged)
  const { accepted, duplicates } = await insertApiCalls((await maskKnownBorrowers(judged.calls)).calls)
  countRecords('traces', 'accepted', accepted)
  countRecords('traces', 'duplicate', duplicates)
  countRecords('traces', 'rejected', judged.refusals.count)
  return judged.refusals
}

interface Context {
  applications: KnownApplication[]
  retentions: Map<string, number>
  allowedApplication: string | null
  now: Date
}

function judgeSpan(span: OtlpSpan, context: Context, { calls, refusals }: Judged): void {
  const owner = applicationOfSpan(span, context.applications, context.allowedApplication)
  if (owner === 'elsewhere') return
  if ('refused' in owner) return refusals.add(owner.refused)
  const parsed = parseRecord(apiCallSchema, { value: recordOfSpan(span, owner) }, 0, plainRecord)
  if ('rejected' in parsed) return refusals.add(parsed.rejected.message)
  const time = {
    path: 'occurredAt',
    text: parsed.record.occurredAt,
    retentionDays: context.retentions.get(owner.applicationID) ?? 0,
  }
  const wrongTime = judgeTime(time, context.now, 0)
  if (wrongTime) return refusals.add(wrongTime.message)
  calls.push(draftApiCall(parsed.record, 'otlp').call)
}

const REASONS_MAX = 5

/** How many spans were refused, and the first few reasons. */
class Refusals {
  private readonly reasons = new Map<string, number>()
  count = 0

  constructor(unreadable: number) {
    for (let index = 0; index < unreadable; index++) this.add('the span cannot be decoded')
  }

  add(reason: string): void {
    this.count++
    if (this.reasons.has(reason) || this.reasons.size < REASONS_MAX) {
      this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1)
    }
  }

  message(): string {
    return [...this.reasons].map(([reason, count]) => `${count} × ${reason}`).join('; ')
  }
}

interface Encoding {
  type: string
  read: (bytes: Uint8Array, spansMax: number) => OtlpSpans
  write: (rejected: number, message: string) => Uint8Array
}

function encodingOf(contentType: string): Encoding {
  if (/^application\/(x-protobuf|protobuf)\b/i.test(contentType)) {
    return { type: 'application/x-protobuf', read: readProtobuf, write: writeProtobuf }
  }
  if (/^application\/json\b/i.test(contentType)) {
    return { type: 'application/json', read: readOtlpJson, write: writeJson }
  }
  throw new DeskError('UNSUPPORTED_MEDIA_TYPE', 'Send application/x-protobuf or application/json.')
}

/** 64-bit integers are strings in protobuf's JSON. */
function writeJson(rejected: number, errorMessage: string): Uint8Array {
  const answer = rejected > 0 ? { partialSuccess: { rejectedSpans: String(rejected), errorMessage } } : {}
  return Buffer.from(JSON.stringify(answer), 'utf8')
}
