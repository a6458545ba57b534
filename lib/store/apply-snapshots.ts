import { z } from 'zod'
import { compareSnapshots, foldSnapshots, followsState, type JourneyState } from '@/lib/domain/journey-state'
import { hasFreeText, stripOffers } from '@/lib/domain/mask-snapshot'
import type { JourneySnapshot, ProfileUpdate } from '@/lib/domain/snapshot'
import { mergeProfiles } from './borrower-profiles'
import { enqueueDetection, enqueueDisproved } from './detect-queue'
import { borrowerName, readErased, type ErasedBorrowers } from './erased-borrowers'
import { loadHistories } from './journey-history'
import { factsOf, parseState, toJson } from './journey-json'
import { lockJourneyRows } from './lock-journeys'
import { inPipeline, oneByOne, type LastWrites, type Pipeline, type Sql } from './pipeline'
import { saveJourneys } from './save-journeys'
import type { FoldedJourney } from './save-projections'
import type { Transaction } from './transaction'
import { unnestRows, type Column } from './unnest'

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
  return inPipeline(async (tx) => writeSnapshots(tx, await prepareSnapshots(tx, [input]), input))
}

/** The same within a transaction that does more. */
export async function applySnapshotsIn(tx: Transaction, input: ApplyInput): Promise<ApplyCounts> {
  const sql = oneByOne(tx)
  const { result, writes } = await writeSnapshots(sql, await prepareSnapshots(sql, [input]), input)
  await Promise.all(writes)
  return result
}

/** States of locked journeys, by `applicationID|journeyID`. */
export type PreparedJourneys = Map<string, JourneyState>

/** Locks the journeys of which snapshots tell against other writers of them, and reads their states. */
export async function prepareSnapshots(tx: Sql, inputs: Pick<ApplyInput, 'snapshots'>[]): Promise<PreparedJourneys> {
  const groups = groupByJourney(inputs.flatMap(({ snapshots }) => snapshots))
  if (groups.length === 0) return new Map()
  const [, states] = await Promise.all([lockJourneys(tx, groups), loadStates(tx, groups)])
  return states
}

/** Answers what adds the snapshots, of which each journey was prepared, and folds their journeys. */
export async function writeSnapshots(
  tx: Pipeline,
  stored: PreparedJourneys,
  input: ApplyInput,
): Promise<LastWrites<ApplyCounts>> {
  const told = input.snapshots.filter(hasFreeText)
  const erased = await readErased(tx, told)
  const snapshots = erased.size === 0 ? input.snapshots : input.snapshots.map((one) => withoutErasedText(one, erased))
  const groups = groupByJourney(firstOfEach(snapshots))
  const late = groups.filter((group) => !isInOrder(stored.get(nameOf(group)), group))
  const [histories, writeProfiles] = await Promise.all([loadHistories(tx, late), mergeProfiles(tx, input.profiles)])
  const touched = groups
    .map((group) => ({ ...group, snapshots: withoutKnown(group.snapshots, histories.get(nameOf(group)) ?? []) }))
    .filter((group) => group.snapshots.length > 0)
  const fresh = touched.flatMap(({ snapshots }) => snapshots)
  const folded = touched.map((group) => foldJourney(group, stored.get(nameOf(group)), histories.get(nameOf(group))))
  return {
    result: { applied: fresh.length, duplicates: input.snapshots.length - fresh.length },
    writes: [
      insertEvents(tx, fresh, input.deliveryIDs ?? new Map()),
      saveJourneys(tx, folded),
      enqueueDetection(tx, touched),
      touchPulled(tx, input.snapshots),
      writeProfiles(),
    ],
  }
}

function withoutErasedText(snapshot: JourneySnapshot, erased: ErasedBorrowers): JourneySnapshot {
  return erased.has(borrowerName(snapshot)) ? stripOffers(snapshot) : snapshot
}

function nameOf({ applicationID, journeyID }: { applicationID: string; journeyID: string }): string {
  return `${applicationID}|${journeyID}`
}

function firstOfEach(snapshots: JourneySnapshot[]): JourneySnapshot[] {
  return [...new Map(snapshots.toReversed().map((snapshot) => [eventName(snapshot), snapshot])).values()]
}

function groupByJourney(snapshots: JourneySnapshot[]): JourneyGroup[] {
  const groups = new Map<string, JourneyGroup>()
  for (const snapshot of snapshots) {
    const { applicationID, journeyID } = snapshot
    const name = nameOf(snapshot)
    const group = groups.get(name) ?? { applicationID, journeyID, snapshots: [] }
    group.snapshots.push(snapshot)
    groups.set(name, group)
  }
  return [...groups.values()]
}

/** One writer a journey at a time; sorted, so that two batches never wait for each other in a circle. */
async function lockJourneys(tx: Sql, groups: JourneyGroup[]): Promise<void> {
  const names = groups.map(nameOf)
  await tx.$queryRaw`
    SELECT count(pg_advisory_xact_lock(key))::int FROM (
      SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(${names}::text[]) AS name ORDER BY key
    ) AS keys`
}

interface EventRow {
  snapshot: JourneySnapshot
  deliveryID: string | null
}

async function insertEvents(
  tx: Pipeline,
  snapshots: JourneySnapshot[],
  deliveryIDs: Map<string, string>,
): Promise<void> {
  if (snapshots.length === 0) return
  const rows = snapshots.map((snapshot) => ({
    snapshot,
    deliveryID: deliveryIDs.get(`${snapshot.applicationID}|${snapshot.eventKey}`) ?? null,
  }))
  const { names, select, from, values } = unnestRows(EVENT_COLUMNS, rows)
  await tx.$run(
    `INSERT INTO journey_event (${names.join(', ')}) SELECT ${select} FROM ${from} ON CONFLICT DO NOTHING`,
    values,
  )
}

const EVENT_COLUMNS: readonly Column<EventRow>[] = [
  ['event_key', 'text', ({ snapshot }) => snapshot.eventKey],
  ['application_id', 'uuid', ({ snapshot }) => snapshot.applicationID],
  ['journey_id', 'text', ({ snapshot }) => snapshot.journeyID],
  ['sequence', 'bigint', ({ snapshot }) => snapshot.sequence],
  ['source', 'text', ({ snapshot }) => snapshot.source],
  ['event_at', 'timestamptz', ({ snapshot }) => snapshot.eventAt],
  ['received_at', 'timestamptz', ({ snapshot }) => snapshot.receivedAt],
  ['status', 'text', ({ snapshot }) => snapshot.status],
  ['next_action', 'text', ({ snapshot }) => snapshot.nextAction],
  ['facts', 'jsonb', ({ snapshot }) => toJson(factsOf(snapshot))],
  ['delivery_id', 'uuid', ({ deliveryID }) => deliveryID],
]

function eventName({ sequence, eventKey, ...journey }: JourneySnapshot): string {
  return `${nameOf(journey)}|${sequence}|${eventKey}`
}

function withoutKnown(snapshots: JourneySnapshot[], history: JourneySnapshot[]): JourneySnapshot[] {
  if (history.length === 0) return snapshots
  const known = new Set(history.map(eventName))
  return snapshots.filter((snapshot) => !known.has(eventName(snapshot)))
}

/** Onto the stored state where all follow it, else the whole history anew. */
function foldJourney(
  { applicationID, journeyID, snapshots }: JourneyGroup,
  before: JourneyState | undefined,
  history: JourneySnapshot[] | undefined,
): FoldedJourney {
  const after = history
    ? foldSnapshots(null, [...history, ...snapshots].sort(compareSnapshots))
    : foldSnapshots(before ?? null, [...snapshots].sort(compareSnapshots))
  if (!after) throw new Error('A journey without snapshots cannot be folded')
  return { applicationID, journeyID, before: before ?? null, after }
}

function isInOrder(state: JourneyState | undefined, group: JourneyGroup): boolean {
  return state === undefined || group.snapshots.every((snapshot) => followsState(state, snapshot))
}

async function loadStates(tx: Sql, groups: JourneyGroup[]): Promise<PreparedJourneys> {
  const rows = await tx.$queryRaw`
    SELECT j.application_id AS "applicationID", j.journey_id AS "journeyID", j.state
    FROM journey j JOIN unnest(${groups.map((g) => g.applicationID)}::uuid[], ${groups.map((g) => g.journeyID)}::text[])
      AS wanted(application_id, journey_id) USING (application_id, journey_id)`
  const parsed = z.array(z.object({ applicationID: z.string(), journeyID: z.string(), state: z.unknown() })).parse(rows)
  return new Map(parsed.map((row) => [nameOf(row), parseState(row.state)]))
}

/** A pull that found nothing new still tells that we looked. */
async function touchPulled(tx: Sql, snapshots: JourneySnapshot[]): Promise<void> {
  const pulls = snapshots.filter((snapshot) => snapshot.source === 'pull')
  if (pulls.length === 0) return
  const locked = lockJourneyRows(tx, pulls)
  const touched = tx.$executeRaw`
    UPDATE journey SET pulled_at = now()
    FROM unnest(${pulls.map((p) => p.applicationID)}::uuid[], ${pulls.map((p) => p.journeyID)}::text[])
      AS pulled(application_id, journey_id)
    WHERE journey.application_id = pulled.application_id AND journey.journey_id = pulled.journey_id`
  await Promise.all([locked, touched, enqueueDisproved(tx, pulls)])
}
