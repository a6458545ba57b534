import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { insertApiCalls } from '@/lib/store/api-calls'
import { listApplications } from '@/lib/store/applications'
import { loadSettings } from '@/lib/store/settings'
import { apiCallSchema } from './api-call-record'
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
import { draftApiCall } from './draft-api-call'
import { maskKnownBorrowers } from './mask-known-borrowers'
import { plainRecord } from './plain-record'
import { readBatch, type BatchBody, type BatchRecord } from './read-batch'

export interface CallBatchAnswer extends BatchAnswer {
  /** Records in which a token or something of a borrower was replaced. */
  redacted: number
}

/**
 * Takes calls that a partner's systems made to the platform. Good records are stored and bad ones named; the answer
 * comes after the commit. `allowedApplication` is the token's, or null for every one; another's record throws FORBIDDEN
 * for the batch.
 */
export async function ingestApiCalls(
  body: BatchBody,
  allowedApplication: string | null,
  now: Date,
): Promise<CallBatchAnswer> {
  const records = await readBatch(body)
  return orUnavailable(async () => {
    const { drafts, rejected } = draftCalls(records, await loadRetentions(), allowedApplication, now)
    const { calls, masked } = await maskKnownBorrowers(drafts.map(({ call }) => call))
    const redacted = drafts.filter((draft, index) => draft.redacted || masked.has(index)).length
    return counted('calls', { ...(await insertApiCalls(calls)), rejected, redacted })
  })
}

/** How many days each configured application keeps its calls. */
export async function loadRetentions(): Promise<Map<string, number>> {
  const applications = await listApplications()
  const entries = applications.map(async ({ applicationID }) => {
    return [applicationID, (await loadSettings(applicationID))['retention.calls.days']] as const
  })
  return new Map(await Promise.all(entries))
}

function draftCalls(
  records: BatchRecord[],
  retentions: Map<string, number>,
  allowedApplication: string | null,
  now: Date,
): { drafts: { call: ApiCallDraft; redacted: boolean }[]; rejected: RejectedRecord[] } {
  const drafts: { call: ApiCallDraft; redacted: boolean }[] = []
  const rejected: RejectedRecord[] = []
  for (const [index, record] of records.entries()) {
    const result = parseRecord(apiCallSchema, record, index, plainRecord)
    if ('rejected' in result) {
      rejected.push(result.rejected)
      continue
    }
    const { applicationID, occurredAt } = result.record
    refuseForeign(applicationID, allowedApplication, index)
    const retentionDays = retentions.get(applicationID.toLowerCase())
    const problem =
      retentionDays === undefined
        ? unknownApplication(applicationID, index)
        : judgeTime({ path: 'occurredAt', text: occurredAt, retentionDays }, now, index)
    if (problem) {
      rejected.push(problem)
      continue
    }
    drafts.push(draftApiCall(result.record, 'batch'))
  }
  return { drafts, rejected }
}
