import { z } from 'zod'
import { SEVERITIES, type SubjectType } from '@/lib/domain/conditions'
import type { DerivedFinding } from '@/lib/domain/finding'
import type { QueuedSubject } from './detect-work'
import type { JourneyRef } from './journey-history'
import type { Transaction } from './transaction'

const episodeSchema = z.object({ from: z.coerce.date(), to: z.coerce.date().nullable() })
const detailSchema = z.record(z.string(), z.string().nullable()).nullable()
const rejectedSchema = z.array(z.object({ cause: z.string(), why: z.string() }))

const findingSchema = z.object({
  findingID: z.string(),
  fingerprint: z.string(),
  condition: z.string(),
  cause: z.string(),
  confidence: z.number(),
  severity: z.enum(SEVERITIES),
  summary: z.string(),
  environment: z.string(),
  subjectDetail: detailSchema,
  episodes: z.array(episodeSchema),
  rejectedCauses: rejectedSchema,
  lastSeenAt: z.date(),
})

/** What detection derived of a caller before, as it derived it. */
export async function loadCallerFindings(
  tx: Transaction,
  applicationID: string,
  caller: string,
): Promise<DerivedFinding[]> {
  const subjectType: SubjectType = 'caller'
  const rows = await tx.finding.findMany({
    where: { applicationID, subjectType, subjectID: caller },
    select: {
      findingID: true,
      fingerprint: true,
      condition: true,
      cause: true,
      confidence: true,
      severity: true,
      summary: true,
      environment: true,
      subjectDetail: true,
      episodes: true,
      rejectedCauses: true,
      lastSeenAt: true,
    },
  })
  const findings = z.array(findingSchema).parse(rows)
  const evidence = await tx.findingEvidence.findMany({
    where: { applicationID, findingID: { in: findings.map(({ findingID }) => findingID) } },
    select: { findingID: true, kind: true, at: true, summary: true, ref: true },
    orderBy: { position: 'asc' },
  })
  return findings.map(({ findingID, fingerprint, ...finding }) => {
    const name = `${finding.condition}|${finding.cause}|caller|${caller}`
    return {
      ...finding,
      applicationID,
      subjectType,
      subjectID: caller,
      variant: fingerprint.length > name.length ? fingerprint.slice(name.length + 1) : null,
      evidence: evidence
        .filter((item) => item.findingID === findingID)
        .map(({ kind, at, summary, ref }) => ({
          kind,
          at,
          summary,
          ref: z.record(z.string(), z.string()).nullable().parse(ref),
        })),
    }
  })
}

/** Asks for the caller again when its judgement changes by time alone; the one asked for before is forgotten. */
export async function scheduleCaller(
  tx: Transaction,
  { applicationID, caller }: { applicationID: string; caller: string },
  nextCheckAt: Date | null,
): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM detect_queue WHERE id IN (
      SELECT id FROM detect_queue WHERE application_id = ${applicationID}::uuid AND subject_type = 'caller-timer'
        AND subject_id = ${caller} AND due_at > now() FOR UPDATE SKIP LOCKED)`
  if (!nextCheckAt) return
  const since = new Date(nextCheckAt.getTime() - TIMER_REACH_MS)
  await tx.$executeRaw`
    INSERT INTO detect_queue (application_id, subject_type, subject_id, since, due_at)
    VALUES (${applicationID}::uuid, 'caller-timer', ${caller}, ${since}, ${nextCheckAt})`
}

/** A timer decides on what happened up to this long before it. */
const TIMER_REACH_MS = 60 * 60_000 + 10_000

/** Marks the other callers whose refused sessions the new mints and refreshes of this one may explain. */
export async function enqueueConcerned(
  tx: Transaction,
  { applicationID, caller }: { applicationID: string; caller: string },
  since: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO detect_queue (application_id, subject_type, subject_id, since, due_at)
    SELECT r.application_id, 'caller-timer', r.caller, min(r.occurred_at), now()
    FROM api_call i JOIN api_call r ON r.application_id = i.application_id
      AND r.borrower_external_id = i.borrower_external_id AND r.error_code = 'AUTH_INVALID_SESSION'
      AND r.occurred_at >= i.occurred_at - interval '2 minutes'
    WHERE i.application_id = ${applicationID}::uuid AND i.caller = ${caller} AND i.occurred_at >= ${since}
      AND i.issued_session_fingerprint IS NOT NULL AND r.caller <> ${caller}
    GROUP BY r.application_id, r.caller`
}

/**
 * Of the journeys that calls touched those of which a rule can say something: by a proceed, or by so many reads of a
 * journey that snapshots tell of.
 */
export async function worthReplaying(tx: Transaction, subjects: QueuedSubject[]): Promise<JourneyRef[]> {
  if (subjects.length === 0) return []
  const rows = await tx.$queryRaw`
    SELECT wanted.application_id AS "applicationID", wanted.journey_id AS "journeyID"
    FROM unnest(${subjects.map((s) => s.applicationID)}::uuid[], ${subjects.map((s) => s.subjectID)}::text[])
      AS wanted(application_id, journey_id)
    WHERE EXISTS (SELECT 1 FROM offer o JOIN api_call c ON c.application_id = o.application_id AND c.offer_id = o.offer_id
        WHERE o.application_id = wanted.application_id AND o.journey_id = wanted.journey_id)
      OR EXISTS (SELECT 1 FROM api_call c WHERE c.application_id = wanted.application_id
        AND c.journey_id = wanted.journey_id AND c.offer_id IS NOT NULL)
      OR EXISTS (SELECT 1 FROM journey j WHERE j.application_id = wanted.application_id
        AND j.journey_id = wanted.journey_id) AND (SELECT count(*) FROM (SELECT 1 FROM api_call c WHERE c.application_id = wanted.application_id
        AND c.journey_id = wanted.journey_id LIMIT ${READS_TOLD}) AS reads) >= ${READS_TOLD}`
  return z.array(z.object({ applicationID: z.string(), journeyID: z.string() })).parse(rows)
}

/** Fewer state reads than this decide nothing, whatever the settings within reason. */
const READS_TOLD = 3

/**
 * Of the callers, by `applicationID|caller`, those of which something can be said: a finding stands, or calls failed since
 * `from`, or new calls since `since` made sessions, which may explain what others were refused. Most callers are well, and
 * one look at all of them is cheaper than several at each.
 */
export async function worthJudging(
  tx: Transaction,
  callers: { applicationID: string; caller: string; from: Date; since: Date }[],
): Promise<ReadonlySet<string>> {
  const earliest = new Date(Math.min(...callers.map(({ from }) => from.getTime())))
  const rows = await tx.$queryRaw`
    SELECT w.application_id::text || '|' || w.caller AS name
    FROM unnest(${callers.map((c) => c.applicationID)}::uuid[], ${callers.map((c) => c.caller)}::text[],
      ${callers.map((c) => c.from)}::timestamptz[], ${callers.map((c) => c.since)}::timestamptz[])
      AS w(application_id, caller, from_at, since_at)
    WHERE EXISTS (SELECT 1 FROM finding f WHERE f.application_id = w.application_id AND f.subject_type = 'caller'
        AND f.subject_id = w.caller)
      OR EXISTS (SELECT 1 FROM api_call c WHERE c.application_id = w.application_id AND c.caller = w.caller
        AND (c.status = 0 OR c.status >= 400) AND c.occurred_at >= w.from_at AND c.occurred_at >= ${earliest})
      OR EXISTS (SELECT 1 FROM api_call i WHERE i.application_id = w.application_id AND i.caller = w.caller
        AND i.issued_session_fingerprint IS NOT NULL AND i.occurred_at >= w.since_at AND i.occurred_at >= ${earliest})`
  return new Set(
    z
      .array(z.object({ name: z.string() }))
      .parse(rows)
      .map(({ name }) => name),
  )
}
