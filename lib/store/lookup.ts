import { z } from 'zod'
import type { LookupKind } from '@/lib/domain/lookup'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { pool } from '@/lib/store/client'
import { keyedHashes } from '@/lib/store/crypto'

/** Equality lookups, each on an index that begins with what is asked. Nothing here scans rows or matches patterns. */

export interface LookupScope {
  /** The applications that may be looked into. */
  applicationIDs: string[]
  /** Whether deliveries that name no application we know may be found too. */
  unknownToo: boolean
}

const rowSchema = z.object({
  kind: z.string(),
  applicationID: z.string(),
  id: z.string(),
  /** Journeys that it belongs to; none where that is not known. */
  journeyIDs: z.array(z.string()),
  /** Of the row of its own, where its ID is not what was asked for: a delivery, a finding. */
  rowID: z.string().nullable(),
  at: z.date().nullable(),
  detail: z.string().nullable(),
})
export interface LookupRow extends z.infer<typeof rowSchema> {
  kind: LookupKind
}

export const ROWS_MAX = 20

const NONE = `ARRAY[]::text[]`
const part = (sql: string) => `(${sql} LIMIT ${ROWS_MAX})`

/**
 * $1 applications, $2 the IDs as text, $3 those that are UUIDs. No part is sorted: an order would let the planner walk an
 * index of times instead of the one of IDs.
 */
const NARROW = [
  `SELECT 'journey' AS kind, application_id, journey_id AS id, ARRAY[journey_id] AS journeys, NULL::text AS row_id,
     event_at AS at, NULL::text AS detail FROM journey WHERE application_id = ANY($1::uuid[]) AND journey_id = ANY($2::text[])`,
  `SELECT 'borrower', j.application_id, j.borrower_external_id, ARRAY[j.journey_id], NULL, j.event_at, NULL FROM journey j
     WHERE j.application_id = ANY($1::uuid[]) AND j.borrower_external_id = ANY($2::text[])`,
  `SELECT 'borrower', b.application_id, b.borrower_external_id, ${NONE}, NULL, b.updated_at, NULL FROM borrower b
     WHERE b.application_id = ANY($1::uuid[]) AND b.borrower_external_id = ANY($2::text[]) AND NOT EXISTS (SELECT FROM journey j
       WHERE j.application_id = b.application_id AND j.borrower_external_id = b.borrower_external_id)`,
  `SELECT 'offer', application_id, offer_id, ARRAY[journey_id], NULL, coalesce(platform_updated_at, first_seen_at), lender
     FROM offer WHERE application_id = ANY($1::uuid[]) AND offer_id = ANY($2::text[])`,
  `SELECT 'aa_session', application_id, aa_session_id, ARRAY[journey_id], NULL, since, state FROM aa_session
     WHERE application_id = ANY($1::uuid[]) AND aa_session_id = ANY($2::text[])`,
  `SELECT 'finding', application_id, finding_id::text,
     CASE WHEN subject_type = 'journey' THEN ARRAY[subject_id] ELSE ${NONE} END, finding_id::text, last_seen_at, condition || '/' || cause
     FROM finding WHERE application_id = ANY($1::uuid[]) AND finding_id = ANY($3::uuid[])`,
  `SELECT 'call', c.application_id, c.call_id, CASE WHEN c.journey_id IS NULL THEN ${NONE} ELSE ARRAY[c.journey_id] END, NULL,
     c.occurred_at, c.route || ' ' || c.status || ' ' || c.caller FROM api_call_dedup d JOIN api_call c
     ON c.application_id = d.application_id AND c.occurred_at = d.occurred_at AND c.call_id = d.call_id
     WHERE d.application_id = ANY($1::uuid[]) AND d.call_id = ANY($2::text[])`,
].map(part)

/** Every day that is kept is asked, so these cost more. */
const DELIVERIES = [
  `SELECT 'event' AS kind, application_id, event_id AS id, journey_ids AS journeys, id::text AS row_id, received_at AS at,
     verdict AS detail FROM webhook_delivery
     WHERE application_id = ANY($1::uuid[]) AND event_id = ANY($2::text[])`,
  `SELECT 'delivery', application_id, coalesce(reported_delivery_id, id::text), journey_ids, id::text, received_at, verdict
     FROM webhook_delivery WHERE application_id = ANY($1::uuid[]) AND reported_delivery_id = ANY($2::text[])`,
  `SELECT 'delivery', application_id, id::text, journey_ids, id::text, received_at, verdict FROM webhook_delivery
     WHERE id = ANY($3::uuid[]) AND application_id = ANY($1::uuid[])`,
].map(part)

const select = (parts: string[]) => `SELECT kind, application_id::text AS "applicationID", id, journeys AS "journeyIDs",
  row_id AS "rowID", at, detail FROM (${parts.join(' UNION ALL ')}) AS found`
const NARROW_SQL = select(NARROW)
const DELIVERIES_SQL = select(DELIVERIES)

/** Journeys, borrowers, offers, AA sessions, findings and call IDs: unpartitioned, so within a few milliseconds. */
export async function findByID(ids: string[], { applicationIDs }: LookupScope): Promise<LookupRow[]> {
  const values = [applicationIDs, ids, uuidsOf(ids)]
  const { rows } = await pool().query({ name: 'lookup-ids', text: NARROW_SQL, values })
  return parseRows(rows)
}

/** Deliveries by our ID or the reported one, and by the ID of their event. */
export async function findDeliveriesOf(
  ids: string[],
  { applicationIDs, unknownToo }: LookupScope,
): Promise<LookupRow[]> {
  const claimed = unknownToo ? [...applicationIDs, NIL_APPLICATION] : applicationIDs
  const values = [claimed, ids, uuidsOf(ids)]
  const { rows } = await pool().query({ name: 'lookup-deliveries', text: DELIVERIES_SQL, values })
  return parseRows(rows)
}

const uuidsOf = (ids: string[]) => ids.filter((id) => z.guid().safeParse(id).success)

const callPart = (kind: string, column: string) => `(
  SELECT '${kind}' AS kind, application_id::text AS "applicationID", ${column} AS id,
    CASE WHEN journey_id IS NULL THEN ${NONE} ELSE ARRAY[journey_id] END AS "journeyIDs", NULL::text AS "rowID",
    occurred_at AS at, route || ' ' || status || ' ' || caller AS detail
  FROM api_call WHERE application_id::text = ANY($1::text[]) AND ${column} = ANY($2::text[]) LIMIT ${ROWS_MAX})`
const CALLS = `${callPart('request', 'request_id')} UNION ALL ${callPart('correlation', 'correlation_id')}`

// The application is compared as text, so that its own indexes, which would read all its calls, are out of the question.
// Parallel workers take longer to start than the filters take to read.
const BEGIN_CALLS = `BEGIN READ ONLY; SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL jit = off;
  SET LOCAL max_parallel_workers_per_gather = 0`

/** Calls by their request or correlation ID, through the Bloom filters, whose worth the planner cannot see. */
export async function findCallsByID(ids: string[], applicationIDs: string[]): Promise<LookupRow[]> {
  const client = await pool().connect()
  try {
    await client.query(BEGIN_CALLS)
    const { rows } = await client.query({ name: 'lookup-calls', text: CALLS, values: [applicationIDs, ids] })
    await client.query('COMMIT')
    client.release()
    return parseRows(rows)
  } catch (error) {
    client.release(true)
    throw error
  }
}

const BY_HASH = `SELECT 'borrower' AS kind, b.application_id::text AS "applicationID", b.borrower_external_id AS id,
    CASE WHEN j.journey_id IS NULL THEN ${NONE} ELSE ARRAY[j.journey_id] END AS "journeyIDs", NULL::text AS "rowID",
    coalesce(j.event_at, b.updated_at) AS at, NULL::text AS detail
  FROM borrower b LEFT JOIN journey j ON j.application_id = b.application_id AND j.borrower_external_id = b.borrower_external_id
  WHERE b.application_id = ANY($1::uuid[]) AND `
const HASHED = {
  mobile: `${BY_HASH} b.mobile_hash = ANY($2::bytea[])`,
  pan: `${BY_HASH} b.pan_hash = ANY($2::bytea[])`,
}

/** Borrowers by what is stored of them encrypted; only its keyed hashes reach the database. */
export async function findByPersonalData(
  kind: 'mobile' | 'pan',
  value: string,
  applicationIDs: string[],
): Promise<LookupRow[]> {
  const sql = `${HASHED[kind]} ORDER BY at DESC LIMIT ${ROWS_MAX}`
  const { rows } = await pool().query(sql, [applicationIDs, keyedHashes(kind, value)])
  return parseRows(rows)
}

function parseRows(rows: unknown[]): LookupRow[] {
  return z.array(rowSchema.extend({ kind: z.custom<LookupKind>((kind) => typeof kind === 'string') })).parse(rows)
}

const headSchema = z.object({
  applicationID: z.string(),
  journeyID: z.string(),
  borrowerExternalID: z.string().nullable(),
  type: z.string().nullable(),
  status: z.string(),
  lender: z.string().nullable(),
  owner: z.string(),
  ownerReason: z.string(),
  stuck: z.boolean(),
  stuckSince: z.date().nullable(),
  waitingSince: z.date(),
  updatedAt: z.date(),
  openStep: z.string().nullable(),
})
export type JourneyHeadRow = z.infer<typeof headSchema>

const HEADS = `
  SELECT j.application_id::text AS "applicationID", j.journey_id AS "journeyID", j.borrower_external_id AS "borrowerExternalID",
    j.type, j.status, j.lender, j.owner, j.owner_reason AS "ownerReason", j.stuck, j.stuck_since AS "stuckSince",
    j.waiting_since AS "waitingSince", j.event_at AS "updatedAt",
    (SELECT s.type FROM step s WHERE s.application_id = j.application_id AND s.journey_id = j.journey_id
      AND s.status IN ('READY', 'IN_PROGRESS') ORDER BY s.offer_id, s.position LIMIT 1) AS "openStep"
  FROM unnest($1::uuid[], $2::text[]) AS wanted(application_id, journey_id) JOIN journey j USING (application_id, journey_id)`

/** Where these journeys stand. */
export async function findJourneyHeads(
  refs: { applicationID: string; journeyID: string }[],
): Promise<JourneyHeadRow[]> {
  if (refs.length === 0) return []
  const values = [refs.map((ref) => ref.applicationID), refs.map((ref) => ref.journeyID)]
  const { rows } = await pool().query(HEADS, values)
  return z.array(headSchema).parse(rows)
}
