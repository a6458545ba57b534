import { z } from 'zod'
import type { RefusedUpdate } from '@/lib/domain/finding'
import { SUBJECT_KINDS, type SubjectKind } from '@/lib/domain/set-aside'
import { db } from './client'
import type { JourneyRef } from './journey-history'
import type { Transaction } from './transaction'

export interface QueuedSubject {
  ids: bigint[]
  applicationID: string
  subjectType: SubjectKind
  subjectID: string
  attempts: number
  /** Event time from which to judge anew; null: all of it. */
  since: Date | null
}

/** What failed so often is not tried again until a person asks for it. */
export const ATTEMPTS_MAX = 5

const queueSchema = z.array(
  z.object({
    id: z.bigint(),
    applicationID: z.string(),
    subjectType: z.enum(SUBJECT_KINDS),
    subjectID: z.string(),
    attempts: z.number(),
    since: z.date().nullable(),
  }),
)

/** Under load many batches mark the same subject: rows looked through at once, so that it is judged once for all of them. */
const ROWS_LOOKED_AT = 20_000

/**
 * Takes due work: up to `limit` subjects, each with all its rows. Rows that another worker holds are passed over; what a
 * dead worker held is free with its connection. Rows go with their subject as an array: a join would compare each with each.
 */
export async function claimSubjects(tx: Transaction, kinds: SubjectKind[], limit: number): Promise<QueuedSubject[]> {
  const rows = await tx.$queryRaw`
    WITH due AS MATERIALIZED (
      SELECT id, application_id, subject_type, subject_id, due_at FROM detect_queue
      WHERE due_at <= now() AND attempts < ${ATTEMPTS_MAX} AND subject_type = ANY(${kinds}::text[])
      ORDER BY due_at, id LIMIT ${ROWS_LOOKED_AT}
    ), picked AS (
      SELECT array_agg(id) AS ids FROM due GROUP BY application_id, subject_type, subject_id
      ORDER BY min(due_at), min(id) LIMIT ${limit}
    )
    SELECT id, application_id AS "applicationID", subject_type AS "subjectType", subject_id AS "subjectID", attempts,
      since
    FROM detect_queue WHERE id = ANY(ARRAY(SELECT unnest(ids) FROM picked))
    FOR UPDATE SKIP LOCKED`
  const subjects = new Map<string, QueuedSubject>()
  for (const { id, ...row } of queueSchema.parse(rows)) {
    const name = `${row.applicationID}|${row.subjectType}|${row.subjectID}`
    const subject = subjects.get(name) ?? { ...row, ids: [] }
    subject.ids.push(id)
    subject.attempts = Math.max(subject.attempts, row.attempts)
    subject.since = subject.since && row.since && (row.since < subject.since ? row.since : subject.since)
    subjects.set(name, subject)
  }
  return [...subjects.values()]
}

/** For how long what waits longest could have been judged; 0 where nothing waits. */
export async function longestWaitMs(): Promise<number> {
  const rows = await db().$queryRaw`
    SELECT least(1000 * extract(epoch FROM now() - due_at), 1e9)::int AS waiting FROM detect_queue
    WHERE due_at <= now() AND attempts < ${ATTEMPTS_MAX} ORDER BY due_at LIMIT 1`
  return z.array(z.object({ waiting: z.number() })).parse(rows)[0]?.waiting ?? 0
}

/** Journeys whose waiting time ran out by `now`. Not locked: a row lock here and the detection lock could wait in a circle. */
export async function claimDueJourneys(tx: Transaction, now: Date, limit: number): Promise<JourneyRef[]> {
  const rows = await tx.$queryRaw`
    SELECT application_id AS "applicationID", journey_id AS "journeyID" FROM journey
    WHERE next_check_at <= ${now} ORDER BY next_check_at LIMIT ${limit}`
  return z.array(z.object({ applicationID: z.string(), journeyID: z.string() })).parse(rows)
}

export async function finishSubjects(tx: Transaction, ids: bigint[]): Promise<void> {
  if (ids.length > 0) await tx.$executeRaw`DELETE FROM detect_queue WHERE id = ANY(${ids}::bigint[])`
}

/** Set aside for a while with its error; after five tries it stays, for a person to see. */
export async function deferSubject(tx: Transaction, subject: QueuedSubject, error: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE detect_queue SET attempts = attempts + 1, last_error = ${error.slice(0, 500)},
      due_at = now() + (interval '1 second' * power(2, attempts))
    WHERE id = ANY(${subject.ids}::bigint[])`
}

/** A journey that could not be judged is looked at again in a minute, not at every turn. */
export async function postponeJourneys(tx: Transaction, journeys: JourneyRef[], now: Date): Promise<void> {
  if (journeys.length === 0) return
  const later = new Date(now.getTime() + 60_000)
  await tx.$executeRaw`
    UPDATE journey SET next_check_at = ${later}
    FROM unnest(${journeys.map((j) => j.applicationID)}::uuid[], ${journeys.map((j) => j.journeyID)}::text[])
      AS failed(application_id, journey_id)
    WHERE journey.application_id = failed.application_id AND journey.journey_id = failed.journey_id`
}

/** One detection a journey at a time, over all workers; ingest does not wait for it. */
export async function lockForDetection(tx: Transaction, journeys: JourneyRef[]): Promise<void> {
  const names = journeys.map(({ applicationID, journeyID }) => `detect|${applicationID}|${journeyID}`)
  await tx.$queryRaw`
    SELECT count(pg_advisory_xact_lock(key))::int FROM (
      SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(${names}::text[]) AS name ORDER BY key
    ) AS keys`
}

const refusedSchema = z.array(
  z.object({
    applicationID: z.string(),
    journeyID: z.string(),
    deliveryID: z.string(),
    sequence: z.bigint(),
    verdict: z.string(),
    receivedAt: z.date(),
  }),
)

/**
 * What refused deliveries claim of journeys, by `applicationID|journeyID`. A claim that a later pull of the journey
 * disproved (the platform itself shows an older version) is left out.
 */
export async function loadRefusedUpdates(
  tx: Transaction,
  journeys: JourneyRef[],
): Promise<Map<string, RefusedUpdate[]>> {
  const rows = await tx.$queryRaw`
    SELECT r.application_id AS "applicationID", r.journey_id AS "journeyID", r.delivery_id AS "deliveryID", r.sequence,
      r.verdict, r.received_at AS "receivedAt"
    FROM refused_update r
    JOIN unnest(${journeys.map((j) => j.applicationID)}::uuid[], ${journeys.map((j) => j.journeyID)}::text[])
      AS wanted(application_id, journey_id) USING (application_id, journey_id)
    JOIN journey j USING (application_id, journey_id)
    WHERE NOT (j.pulled_at IS NOT NULL AND j.pulled_at > r.received_at AND j.pulled_version < r.sequence)`
  const found = new Map<string, RefusedUpdate[]>()
  for (const { applicationID, journeyID, ...update } of refusedSchema.parse(rows)) {
    const name = `${applicationID}|${journeyID}`
    found.set(name, [...(found.get(name) ?? []), update])
  }
  return found
}
