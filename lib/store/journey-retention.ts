import { z } from 'zod'
import { db } from './client'

/** Journeys a statement: each takes its rows along. */
export const JOURNEYS_AT_ONCE = 1_000

const removedSchema = z.array(z.object({ removed: z.number() }))

/** Journeys of which nothing came since, with all that tells of them. One that somebody is writing waits for next time. */
export async function deleteJourneys(applicationID: string, before: Date): Promise<number> {
  const rows = await db().$queryRaw`
    WITH old AS (
      SELECT application_id, journey_id FROM journey
      WHERE application_id = ${applicationID}::uuid AND event_hour < ${before} AND event_at < ${before}
      LIMIT ${JOURNEYS_AT_ONCE} FOR UPDATE SKIP LOCKED
    ), events AS (
      DELETE FROM journey_event t USING old WHERE t.application_id = old.application_id AND t.journey_id = old.journey_id
    ), steps AS (
      DELETE FROM step t USING old WHERE t.application_id = old.application_id AND t.journey_id = old.journey_id
    ), offers AS (
      DELETE FROM offer t USING old WHERE t.application_id = old.application_id AND t.journey_id = old.journey_id
    ), operations AS (
      DELETE FROM pending_operation t USING old WHERE t.application_id = old.application_id AND t.journey_id = old.journey_id
    ), sessions AS (
      DELETE FROM aa_session t USING old WHERE t.application_id = old.application_id AND t.journey_id = old.journey_id
    ), findings AS (
      DELETE FROM finding t USING old WHERE t.application_id = old.application_id AND t.subject_type = 'journey'
        AND t.subject_id = old.journey_id RETURNING t.application_id, t.finding_id
    ), evidence AS (
      DELETE FROM finding_evidence e USING findings f
      WHERE e.application_id = f.application_id AND e.finding_id = f.finding_id
    ), activity AS (
      DELETE FROM finding_activity a USING findings f
      WHERE a.application_id = f.application_id AND a.finding_id = f.finding_id
    ), gone AS (
      DELETE FROM journey t USING old WHERE t.application_id = old.application_id AND t.journey_id = old.journey_id
      RETURNING 1
    )
    SELECT count(*)::int AS removed FROM gone`
  return removedSchema.parse(rows)[0]?.removed ?? 0
}

/** Profiles whose journeys are gone. What tells that somebody was erased stays, and holds nothing but the ID. */
export function deleteBorrowers(applicationID: string, before: Date): Promise<number> {
  return db().$executeRaw`
    DELETE FROM borrower b USING (
      SELECT application_id, borrower_external_id FROM borrower o
      WHERE o.application_id = ${applicationID}::uuid AND o.updated_at < ${before} AND o.erased_at IS NULL AND NOT EXISTS (
        SELECT FROM journey j WHERE j.application_id = o.application_id AND j.borrower_external_id = o.borrower_external_id)
      LIMIT ${JOURNEYS_AT_ONCE} FOR UPDATE SKIP LOCKED
    ) AS old
    WHERE b.application_id = old.application_id AND b.borrower_external_id = old.borrower_external_id`
}
