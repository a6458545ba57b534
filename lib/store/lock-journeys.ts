import type { JourneyRef } from './journey-history'
import type { Sql } from './pipeline'

/**
 * Locks the stored rows of the journeys in one order for ingest and detection alike. Without it a batch and a detection
 * that write the same journeys could each wait for a row that the other holds.
 */
export async function lockJourneyRows(tx: Sql, journeys: JourneyRef[]): Promise<void> {
  if (journeys.length < 2) return
  await tx.$queryRaw`
    SELECT 1 AS locked FROM journey j
    JOIN unnest(${journeys.map((j) => j.applicationID)}::uuid[], ${journeys.map((j) => j.journeyID)}::text[])
      AS wanted(application_id, journey_id) USING (application_id, journey_id)
    ORDER BY j.application_id, j.journey_id FOR NO KEY UPDATE OF j`
}
