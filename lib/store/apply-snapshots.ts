import { z } from 'zod'
import { compareSnapshots, foldSnapshots, followsState, type JourneyState } from '@/lib/domain/journey-state'
import type { JourneySnapshot, ProfileUpdate } from '@/lib/domain/snapshot'
import { mergeProfiles } from './borrower-profiles'
import { enqueueDetection, enqueueDisproved } from './detect-queue'
import { loadHistories } from './journey-history'
import { factsOf, parseState, toJson } from './journey-json'
import { lockJourneyRows } from './lock-journeys'
import { saveJourneys } from './save-journeys'
import type { FoldedJourney } from './save-projections'
import { inTransaction, type Transaction } from './transaction'

export interface ApplyInput {
  snapshots: JourneySnapshot[]
  profiles: ProfileUpdate[]
  /** The delivery that brought an event, by `applicationID|eventKey`. */
  deliveryIDs?: Map<string, string>
}

export interface ApplyCounts {
  applied: number
  duplicates: number
}

interface JourneyGroup {
  applicationID: string
  journeyID: string
  snapshots: JourneySnapshot[]
}

/**
 * Adds snapshots to the history and folds the journeys anew, in one transaction. Any order and any duplication of the
 * same snapshots ends in the same rows.
 */
export function applySnapshots(input: ApplyInput): Promise<ApplyCounts> {
  return inTransaction((tx) => applySnapshotsIn(tx, input))
}

export async function applySnapshotsIn(tx: Transaction, input: ApplyInput): Promise<ApplyCounts> {
  const snapshots = firstOfEach(input.snapshots)
  const groups = groupByJourney(snapshots)
  if (groups.length > 0) await lockJourneys(tx, groups)
  await lockJourneyRows(tx, groups)
  const fresh = await insertEvents(tx, snapshots, input.deliveryIDs ?? new Map())
  const touched = groups
    .map((group) => ({ ...group, snapshots: group.snapshots.filter((item) => fresh.has(eventName(item))) }))
    .filter((group) => group.snapshots.length > 0)
  if (touched.length > 0) {
    await saveJourneys(tx, await foldJourneys(tx, touched))
    await enqueueDetection(tx, touched)
  }
  await touchPulled(tx, input.snapshots)
  await mergeProfiles(tx, input.profiles)
  return { applied: fresh.size, duplicates: input.snapshots.length - fresh.size }
}

function firstOfEach(snapshots: JourneySnapshot[]): JourneySnapshot[] {
  return [...new Map(snapshots.toReversed().map((snapshot) => [eventName(snapshot), snapshot])).values()]
}

function groupByJourney(snapshots: JourneySnapshot[]): JourneyGroup[] {
  const groups = new Map<string, JourneyGroup>()
  for (const snapshot of snapshots) {
    const { applicationID, journeyID } = snapshot
    const name = `${applicationID}|${journeyID}`
    const group = groups.get(name) ?? { applicationID, journeyID, snapshots: [] }
    group.snapshots.push(snapshot)
    groups.set(name, group)
  }
  return [...groups.values()]
}

/** One writer a journey at a time; sorted, so that two batches never wait for each other in a circle. */
async function lockJourneys(tx: Transaction, groups: JourneyGroup[]): Promise<void> {
  const names = groups.map(({ applicationID, journeyID }) => `${applicationID}|${journeyID}`)
  await tx.$queryRaw`
    SELECT count(pg_advisory_xact_lock(key))::int FROM (
      SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(${names}::text[]) AS name ORDER BY key
    ) AS keys`
}

async function insertEvents(
  tx: Transaction,
  snapshots: JourneySnapshot[],
  deliveryIDs: Map<string, string>,
): Promise<Set<string>> {
  if (snapshots.length === 0) return new Set()
  const rows = snapshots.map((snapshot) => ({
    application_id: snapshot.applicationID,
    journey_id: snapshot.journeyID,
    sequence: snapshot.sequence,
    event_key: snapshot.eventKey,
    source: snapshot.source,
    event_at: snapshot.eventAt,
    received_at: snapshot.receivedAt,
    status: snapshot.status,
    next_action: snapshot.nextAction,
    facts: factsOf(snapshot),
    delivery_id: deliveryIDs.get(`${snapshot.applicationID}|${snapshot.eventKey}`) ?? null,
  }))
  const inserted = await tx.$queryRaw`
    INSERT INTO journey_event (application_id, journey_id, sequence, event_key, source, event_at, received_at, status, next_action, facts, delivery_id)
    SELECT application_id, journey_id, sequence, event_key, source, event_at, received_at, status, next_action, facts, delivery_id
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t(application_id uuid, journey_id text, sequence bigint,
      event_key text, source text, event_at timestamptz, received_at timestamptz, status text, next_action text, facts jsonb, delivery_id uuid)
    ON CONFLICT DO NOTHING
    RETURNING application_id AS "applicationID", journey_id AS "journeyID", sequence, event_key AS "eventKey"`
  return new Set(insertedSchema.parse(inserted).map(eventName))
}

const insertedSchema = z.array(
  z.object({ applicationID: z.string(), journeyID: z.string(), sequence: z.bigint(), eventKey: z.string() }),
)

function eventName(event: { applicationID: string; journeyID: string; sequence: bigint; eventKey: string }): string {
  return `${event.applicationID}|${event.journeyID}|${event.sequence}|${event.eventKey}`
}

async function foldJourneys(tx: Transaction, groups: JourneyGroup[]): Promise<FoldedJourney[]> {
  const stored = await loadStates(tx, groups)
  const late = groups.filter((group) => !isInOrder(stored.get(`${group.applicationID}|${group.journeyID}`), group))
  const histories = await loadHistories(tx, late)
  return groups.map((group) => {
    const name = `${group.applicationID}|${group.journeyID}`
    const before = stored.get(name) ?? null
    const history = histories.get(name)
    const after = history
      ? foldSnapshots(null, history)
      : foldSnapshots(before, [...group.snapshots].sort(compareSnapshots))
    if (!after) throw new Error('A journey without snapshots cannot be folded')
    return { applicationID: group.applicationID, journeyID: group.journeyID, before, after }
  })
}

function isInOrder(state: JourneyState | undefined, group: JourneyGroup): boolean {
  return state === undefined || group.snapshots.every((snapshot) => followsState(state, snapshot))
}

async function loadStates(tx: Transaction, groups: JourneyGroup[]): Promise<Map<string, JourneyState>> {
  const rows = await tx.$queryRaw`
    SELECT j.application_id AS "applicationID", j.journey_id AS "journeyID", j.state
    FROM journey j JOIN unnest(${groups.map((g) => g.applicationID)}::uuid[], ${groups.map((g) => g.journeyID)}::text[])
      AS wanted(application_id, journey_id) USING (application_id, journey_id)`
  const parsed = z.array(z.object({ applicationID: z.string(), journeyID: z.string(), state: z.unknown() })).parse(rows)
  return new Map(parsed.map((row) => [`${row.applicationID}|${row.journeyID}`, parseState(row.state)]))
}

/** A pull that found nothing new still tells that we looked. */
async function touchPulled(tx: Transaction, snapshots: JourneySnapshot[]): Promise<void> {
  const pulls = snapshots.filter((snapshot) => snapshot.source === 'pull')
  if (pulls.length === 0) return
  await tx.$executeRaw`
    UPDATE journey SET pulled_at = now()
    FROM unnest(${pulls.map((p) => p.applicationID)}::uuid[], ${pulls.map((p) => p.journeyID)}::text[])
      AS pulled(application_id, journey_id)
    WHERE journey.application_id = pulled.application_id AND journey.journey_id = pulled.journey_id`
  await enqueueDisproved(tx, pulls)
}
