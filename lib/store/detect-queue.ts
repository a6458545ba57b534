import type { JourneyRef } from './journey-history'
import type { Sql } from './pipeline'

/** Marks journeys for detection. Appends only, so that ingest never waits for a running detection. */
export async function enqueueDetection(tx: Sql, journeys: JourneyRef[]): Promise<void> {
  if (journeys.length === 0) return
  await tx.$executeRaw`
    INSERT INTO detect_queue (application_id, subject_type, subject_id)
    SELECT application_id, 'journey', journey_id
    FROM unnest(${journeys.map((j) => j.applicationID)}::uuid[], ${journeys.map((j) => j.journeyID)}::text[])
      AS touched(application_id, journey_id)`
}

/** Marks pulled journeys of which a refused delivery claimed more than the platform itself shows: the claim is void. */
export async function enqueueDisproved(tx: Sql, pulled: JourneyRef[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO detect_queue (application_id, subject_type, subject_id)
    SELECT DISTINCT application_id, 'journey', journey_id
    FROM unnest(${pulled.map((j) => j.applicationID)}::uuid[], ${pulled.map((j) => j.journeyID)}::text[])
      AS pulled(application_id, journey_id)
    JOIN journey USING (application_id, journey_id) JOIN refused_update r USING (application_id, journey_id)
    WHERE pulled_version < r.sequence AND pulled_at > r.received_at`
}

/** Marks deliveries whose failure wants an explanation. */
export async function enqueueForensics(tx: Sql, deliveries: { applicationID: string; id: string }[]): Promise<void> {
  if (deliveries.length === 0) return
  await tx.$executeRaw`
    INSERT INTO detect_queue (application_id, subject_type, subject_id)
    SELECT application_id, 'delivery', delivery_id
    FROM unnest(${deliveries.map((d) => d.applicationID)}::uuid[], ${deliveries.map((d) => d.id)}::text[])
      AS failed(application_id, delivery_id)`
}
