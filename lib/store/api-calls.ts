import { z } from 'zod'
import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { LATENCY_BOUNDS_MS } from '@/lib/domain/latency'
import { CALL_COLUMNS } from './api-call-columns'
import { pool } from './client'
import { ensureDays, forgetDays } from './partitions'
import { OTHER, rollupNames, type NameKind } from './rollup-names'

export interface InsertedCalls {
  accepted: number
  /** Within the batch, or against what is stored: neither stored nor counted again. */
  duplicates: number
}

const NO_PARTITION = '23514'

/**
 * Stores calls, counts them in the rollups and marks their subjects for detection: one statement, so all of it or
 * nothing. A call ID counts once per application, whoever sends it and how often.
 */
export async function insertApiCalls(calls: ApiCallDraft[]): Promise<InsertedCalls> {
  const unique = uniqueInOrder(calls)
  if (unique.length === 0) return { accepted: 0, duplicates: 0 }
  const accepted = await insertOnce(unique).catch((error: unknown) => {
    if (!isMissingDay(error)) throw error
    forgetDays()
    return insertOnce(unique)
  })
  return { accepted, duplicates: calls.length - accepted }
}

async function insertOnce(calls: ApiCallDraft[]): Promise<number> {
  await ensureDays(
    'api_call',
    calls.map((call) => call.occurredAt),
  )
  const names = await rollupColumns(calls)
  const columns = CALL_COLUMNS.map(([, , valueOf]) => calls.map(valueOf))
  const { rows } = await pool().query(INSERT, [...columns, ...names])
  return z.array(z.object({ accepted: z.number() })).parse(rows)[0]?.accepted ?? 0
}

/** Sorted by key, so that two batches never wait for each other in a circle. The first of a batch's doubles counts. */
function uniqueInOrder(calls: ApiCallDraft[]): ApiCallDraft[] {
  const byKey = new Map<string, ApiCallDraft>()
  for (const call of calls) {
    const key = `${call.applicationID}|${call.callID}`
    if (!byKey.has(key)) byKey.set(key, call)
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call)
}

/** A day that another process dropped after this one had seen it. */
function isMissingDay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === NO_PARTITION
}

/** What the rollups call each caller, route and error code. */
async function rollupColumns(calls: ApiCallDraft[]): Promise<string[][]> {
  const column = async (kind: NameKind, nameOf: (call: ApiCallDraft) => string) => {
    const granted = new Map<string, ReadonlySet<string>>()
    for (const applicationID of new Set(calls.map((call) => call.applicationID))) {
      const own = calls.filter((call) => call.applicationID === applicationID)
      granted.set(applicationID, await rollupNames(applicationID, kind, own.map(nameOf).filter(Boolean)))
    }
    return calls.map((call) => {
      const name = nameOf(call)
      return name === '' || granted.get(call.applicationID)?.has(name) ? name : OTHER
    })
  }
  return [
    await column('caller', (call) => call.caller),
    await column('route', (call) => call.route),
    await column('code', (call) => call.errorCode ?? ''),
  ]
}

const INPUT = [...CALL_COLUMNS.map(([name, type]) => [name, type]), ...['caller', 'route', 'code'].map(rollupInput)]

function rollupInput(kind: string): string[] {
  return [`rollup_${kind}`, 'text']
}

const COLUMN_NAMES = CALL_COLUMNS.map(([name]) => name).join(', ')
const BUCKET_COLUMNS = [...LATENCY_BOUNDS_MS.map((bound) => `to_${bound}`), `over_${LATENCY_BOUNDS_MS.at(-1)}`]
const COUNTERS = ['calls', 'timed_calls', 'duration_ms', ...BUCKET_COLUMNS]

function bucketCounts(): string {
  return BUCKET_COLUMNS.map((_name, index) => {
    const above = index === 0 ? '' : ` AND duration_ms > ${LATENCY_BOUNDS_MS[index - 1]}`
    const upper = LATENCY_BOUNDS_MS[index]
    const below = upper === undefined ? '' : ` AND duration_ms <= ${upper}`
    return `count(*) FILTER (WHERE duration_ms IS NOT NULL${above}${below})`
  }).join(', ')
}

/** Routes whose calls may decide a journey's condition; an offer's journey is known where the offer is. */
const JOURNEY_ROUTES = [
  'GET /journeys/{journeyID}/state',
  'POST /offers/{offerID}/proceed',
  'GET /offers/{offerID}/steps',
]

/** What calls touch is judged at the end of its slot of two seconds, so that steady traffic is judged once a slot. */
const NEXT_SLOT = `to_timestamp(ceil(extract(epoch FROM clock_timestamp()) / 2) * 2)`

const INSERT = `
WITH input AS (
  SELECT ${INPUT.map(([name, type]) => (type === 'text' ? `${name} COLLATE "C" AS ${name}` : name)).join(', ')}
  FROM unnest(${INPUT.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
    AS t(${INPUT.map(([name]) => name).join(', ')})
), claimed AS (
  INSERT INTO api_call_dedup (application_id, call_id, occurred_at)
  SELECT application_id, call_id, occurred_at FROM input
  ON CONFLICT DO NOTHING RETURNING application_id, call_id
), fresh AS MATERIALIZED (
  SELECT input.* FROM input JOIN claimed USING (application_id, call_id)
), stored AS (
  INSERT INTO api_call (${COLUMN_NAMES}) SELECT ${COLUMN_NAMES} FROM fresh
), rolled AS (
  INSERT INTO call_rollup AS r (application_id, step_minutes, bucket_at, environment, caller, route, status, error_code,
    ${COUNTERS.join(', ')})
  SELECT application_id, step, date_bin(make_interval(mins => step), occurred_at, 'epoch'), environment, rollup_caller,
    rollup_route, status, rollup_code, count(*), count(duration_ms), coalesce(sum(duration_ms), 0), ${bucketCounts()}
  FROM fresh CROSS JOIN (VALUES (5), (60)) AS steps(step)
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
  ON CONFLICT (application_id, step_minutes, bucket_at, environment, caller, route, status, error_code)
  DO UPDATE SET ${COUNTERS.map((name) => `${name} = r.${name} + excluded.${name}`).join(', ')}
), queued AS (
  INSERT INTO detect_queue (application_id, subject_type, subject_id, since, due_at)
  SELECT application_id, 'caller', caller, min(occurred_at), ${NEXT_SLOT} FROM fresh GROUP BY 1, 3
  UNION ALL
  SELECT application_id, 'reads', coalesce(fresh.journey_id, offer.journey_id), min(occurred_at), ${NEXT_SLOT}
  FROM fresh LEFT JOIN offer USING (application_id, offer_id)
  WHERE route IN (${JOURNEY_ROUTES.map((route) => `'${route}'`).join(', ')})
    AND coalesce(fresh.journey_id, offer.journey_id) IS NOT NULL GROUP BY 1, 3
)
SELECT count(*)::int AS accepted FROM claimed`
