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

/** Whose move, stuck or not, and when to look again. */
export async function saveJudgements(tx: Transaction, judgements: StoredJudgement[], now: Date): Promise<void> {
  if (judgements.length === 0) return
  await tx.$executeRaw`
    UPDATE journey SET owner = t.owner, owner_reason = t."ownerReason", stuck = t.stuck, stuck_since = t."stuckSince",
      next_check_at = t."nextCheckAt", detected_at = ${now}
    FROM jsonb_to_recordset(${toJson(judgements)}::jsonb) AS t("applicationID" uuid, "journeyID" text, owner text,
      "ownerReason" text, stuck boolean, "stuckSince" timestamptz, "nextCheckAt" timestamptz)
    WHERE journey.application_id = t."applicationID" AND journey.journey_id = t."journeyID"`
}
