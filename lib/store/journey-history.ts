import { z } from 'zod'
import { compareSnapshots } from '@/lib/domain/journey-state'
import type { JourneySnapshot } from '@/lib/domain/snapshot'
import { parseFacts } from './journey-json'
import type { Sql } from './pipeline'

export interface JourneyRef {
  applicationID: string
  journeyID: string
}

const rowSchema = z.array(
  z.object({
    applicationID: z.string(),
    journeyID: z.string(),
    sequence: z.bigint(),
    eventKey: z.string(),
    source: z.enum(['webhook', 'pull']),
    eventAt: z.date(),
    receivedAt: z.date(),
    status: z.string(),
    nextAction: z.string().nullable(),
    facts: z.unknown(),
  }),
)

/** Every applied snapshot of the given journeys in the order of the fold, by `applicationID|journeyID`. */
export async function loadHistories(tx: Sql, journeys: JourneyRef[]): Promise<Map<string, JourneySnapshot[]>> {
  if (journeys.length === 0) return new Map()
  const rows = await tx.$queryRaw`
    SELECT e.application_id AS "applicationID", e.journey_id AS "journeyID", e.sequence, e.event_key AS "eventKey",
      e.source, e.event_at AS "eventAt", e.received_at AS "receivedAt", e.status, e.next_action AS "nextAction", e.facts
    FROM journey_event e JOIN unnest(${journeys.map((j) => j.applicationID)}::uuid[],
      ${journeys.map((j) => j.journeyID)}::text[]) AS wanted(application_id, journey_id) USING (application_id, journey_id)`
  const histories = new Map<string, JourneySnapshot[]>()
  for (const { facts, ...row } of rowSchema.parse(rows)) {
    const name = `${row.applicationID}|${row.journeyID}`
    const history = histories.get(name) ?? []
    history.push({ ...row, ...parseFacts(facts) })
    histories.set(name, history)
  }
  for (const history of histories.values()) history.sort(compareSnapshots)
  return histories
}
