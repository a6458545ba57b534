import type { ActivityDraft } from '@/lib/domain/finding-triage'
import { db } from './client'
import { toJson } from './journey-json'
import type { Transaction } from './transaction'

export interface NewActivity extends ActivityDraft {
  applicationID: string
  findingID: string
  /** E-mail, `token:<name>`, cli, or detection. */
  actor: string
  mentions: string[]
  jobID: string | null
}

/** Written in the transaction of the change that it tells of. */
export async function insertActivities(tx: Transaction, activities: NewActivity[], at: Date): Promise<void> {
  if (activities.length === 0) return
  await tx.$executeRaw`
    INSERT INTO finding_activity (application_id, finding_id, at, actor, action, change, note, mentions, job_id)
    SELECT "applicationID", "findingID", ${at}, actor, action, change, note,
      ARRAY(SELECT jsonb_array_elements_text(mentions)), "jobID"
    FROM jsonb_to_recordset(${toJson(activities)}::jsonb) AS t("applicationID" uuid, "findingID" uuid, actor text,
      action text, change jsonb, note text, mentions jsonb, "jobID" uuid)`
}

/** Newest first; `beforeID` continues a page. */
export async function findActivities(
  ref: { applicationID: string; findingID: string },
  limit: number,
  beforeID: bigint | null,
) {
  return db().findingActivity.findMany({
    where: { ...ref, ...(beforeID === null ? {} : { activityID: { lt: beforeID } }) },
    select: {
      activityID: true,
      at: true,
      actor: true,
      action: true,
      change: true,
      note: true,
      mentions: true,
      jobID: true,
    },
    orderBy: { activityID: 'desc' },
    take: limit,
  })
}
export type ActivityRow = Awaited<ReturnType<typeof findActivities>>[number]
