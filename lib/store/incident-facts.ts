import { z } from 'zod'
import { instantJSON } from './incident-json'
import { Prisma } from './generated/client'
import type { Transaction } from './transaction'

/** What the rules of incidents look at: findings that hold, or held within the days they look back. */

const episodes = z.array(z.object({ from: instantJSON, to: instantJSON.nullable() }))
const fact = { findingID: z.string(), condition: z.string(), cause: z.string(), subjectID: z.string(), episodes }
const FACT = Prisma.sql`f.finding_id::text AS "findingID", f.condition, f.cause, f.subject_id AS "subjectID", f.episodes`

export interface Reach {
  applicationID: string
  /** Resolved findings that were last seen before are passed over. */
  since: Date
}

function recent({ applicationID, since }: Reach): Prisma.Sql {
  return Prisma.sql`f.application_id = ${applicationID}::uuid AND (f.status <> 'resolved' OR f.resolved_at >= ${since})`
}

const waitsSchema = z.array(z.object({ ...fact, lenders: z.array(z.string()) }))

/** Waits for lenders: those of the dispatches that the evidence names, else the journey's. */
export async function loadLenderWaits(tx: Transaction, reach: Reach) {
  const rows = await tx.$queryRaw(Prisma.sql`
    SELECT ${FACT}, CASE WHEN f.condition = 'offers-pending' AND d.lenders IS NOT NULL THEN d.lenders
      WHEN j.lender IS NOT NULL THEN ARRAY[j.lender] ELSE '{}' END AS lenders
    FROM finding f LEFT JOIN journey j ON j.application_id = f.application_id AND j.journey_id = f.subject_id
    LEFT JOIN LATERAL (
      SELECT array_agg(DISTINCT e.ref ->> 'lender') AS lenders FROM finding_evidence e
      WHERE e.application_id = f.application_id AND e.finding_id = f.finding_id AND e.ref ->> 'lender' IS NOT NULL
    ) d ON f.condition = 'offers-pending'
    WHERE ${recent(reach)} AND f.subject_type = 'journey'
      AND (f.condition, f.cause) IN (('offers-pending', 'lender-dispatch-in-flight'), ('journey-stalled', 'waiting-on-lender'))`)
  return waitsSchema.parse(rows)
}

/** When the application's history begins; null: it has none. */
export async function loadKnownFrom(tx: Transaction, applicationID: string): Promise<Date | null> {
  const rows = await tx.$queryRaw`
    SELECT event_at AS at FROM journey WHERE application_id = ${applicationID}::uuid ORDER BY event_at LIMIT 1`
  return z.array(z.object({ at: z.date() })).parse(rows)[0]?.at ?? null
}

const groupsSchema = z.array(
  z.object({
    ...fact,
    key: z.string(),
    lastAt: z.date(),
    missed: z.array(z.object({ journeyID: z.string(), at: instantJSON })),
  }),
)

/** Groups of failed deliveries with the journeys that missed an update. */
export async function loadFailedGroups(tx: Transaction, reach: Reach) {
  const rows = await tx.$queryRaw(Prisma.sql`
    SELECT ${FACT}, g.key, g.last_at AS "lastAt", m.missed
    FROM finding f JOIN delivery_group g ON g.application_id = f.application_id AND g.group_id::text = f.subject_id
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('journeyID', journey_id, 'at', at)) AS missed FROM delivery_group_journey
      WHERE application_id = g.application_id AND group_id = g.group_id
    ) m
    WHERE ${recent(reach)} AND f.subject_type = 'delivery_group' AND m.missed IS NOT NULL`)
  return groupsSchema.parse(rows)
}

const factsSchema = z.array(z.object(fact))

export async function loadStaleJourneys(tx: Transaction, reach: Reach) {
  const rows = await tx.$queryRaw(Prisma.sql`
    SELECT ${FACT} FROM finding f
    WHERE ${recent(reach)} AND f.condition = 'journey-stalled' AND f.cause = 'updates-missing'`)
  return factsSchema.parse(rows)
}

const callersSchema = z.array(z.object({ ...fact, caller: z.string() }))

/** Rate limits of callers, and polling with the caller whose reads are its evidence. */
export async function loadCallerFacts(tx: Transaction, reach: Reach) {
  const rows = await tx.$queryRaw(Prisma.sql`
    SELECT ${FACT}, f.subject_id AS caller FROM finding f
    WHERE ${recent(reach)} AND f.condition = 'rate-limited' AND f.subject_type = 'caller'
    UNION ALL
    SELECT ${FACT}, c.caller FROM finding f CROSS JOIN LATERAL (
      SELECT a.caller FROM finding_evidence e JOIN api_call a ON a.application_id = e.application_id
        AND a.occurred_at = e.at AND a.call_id = e.ref ->> 'callID'
      WHERE e.application_id = f.application_id AND e.finding_id = f.finding_id AND e.kind = 'call'
      ORDER BY e.position DESC LIMIT 1) c
    WHERE ${recent(reach)} AND f.condition = 'offers-pending' AND f.cause = 'polling-too-aggressive'`)
  return callersSchema.parse(rows)
}

const trafficSchema = z.array(z.object({ caller: z.string(), calls: z.number(), limited: z.number() }))

/** Calls of each caller between two times, by the 5 minutes that hold them. */
export async function loadTraffic(tx: Transaction, applicationID: string, from: Date, to: Date) {
  const rows = await tx.$queryRaw`
    SELECT caller, sum(calls)::float8 AS calls, COALESCE(sum(calls) FILTER (WHERE status = 429), 0)::float8 AS limited
    FROM call_rollup WHERE application_id = ${applicationID}::uuid AND step_minutes = 5
      AND bucket_at > ${from}::timestamptz - interval '5 minutes' AND bucket_at <= ${to}
    GROUP BY caller`
  return trafficSchema.parse(rows)
}
