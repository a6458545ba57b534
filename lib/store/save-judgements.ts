import type { Owner } from '@/lib/domain/vocabulary'
import type { JourneyRef } from './journey-history'
import { toJson } from './journey-json'
import type { Transaction } from './transaction'

export interface StoredJudgement extends JourneyRef {
  owner: Owner
  ownerReason: string
  stuck: boolean
  stuckSince: Date | null
  nextCheckAt: Date | null
}

/** That it was judged again, with the same outcome, is not worth a write at every event. */
const NOTED_EVERY_MS = 10_000

/**
 * Whose move, stuck or not, and when to look again. Most journeys are judged as before: only what changed is written, and
 * locked, in the order in which ingest locks the rows, too.
 */
export async function saveJudgements(tx: Transaction, judgements: StoredJudgement[], now: Date): Promise<void> {
  if (judgements.length === 0) return
  const notedBefore = new Date(now.getTime() - NOTED_EVERY_MS)
  await tx.$executeRaw`
    UPDATE journey SET owner = t.owner, owner_reason = t."ownerReason", stuck = t.stuck, stuck_since = t."stuckSince",
      next_check_at = t."nextCheckAt", detected_at = ${now}
    FROM (
      SELECT told.* FROM jsonb_to_recordset(${toJson(judgements)}::jsonb) AS told("applicationID" uuid, "journeyID" text,
        owner text, "ownerReason" text, stuck boolean, "stuckSince" timestamptz(3), "nextCheckAt" timestamptz(3))
      JOIN journey j ON j.application_id = told."applicationID" AND j.journey_id = told."journeyID"
      WHERE j.detected_at IS NULL OR j.detected_at < ${notedBefore}
        OR (j.owner, j.owner_reason, j.stuck, j.stuck_since, j.next_check_at)
          IS DISTINCT FROM (told.owner, told."ownerReason", told.stuck, told."stuckSince", told."nextCheckAt")
      ORDER BY j.application_id, j.journey_id FOR NO KEY UPDATE OF j
    ) AS t
    WHERE journey.application_id = t."applicationID" AND journey.journey_id = t."journeyID"`
}
