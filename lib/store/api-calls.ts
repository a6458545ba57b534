import type { PoolClient } from 'pg'
import { z } from 'zod'
import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { CALL_COLUMNS } from './api-call-columns'
import { queueCalls } from './api-calls-queue'
import { touchSources } from './call-sources'
import { ensureDays, forgetDays } from './partitions'
import { inPoolTransaction } from './pool-transaction'
import { nameCalls } from './rollup-names'
import { ROLLUP_COUNTERS, ROLLUP_KEY, rollupRows, type RollupRow } from './rollup-rows'
import { runPrepared } from './run-prepared'
import { unnestRows } from './unnest'

export interface InsertedCalls {
  accepted: number
  /** Within the batch, or against what is stored: neither stored nor counted again. */
  duplicates: number
}

const NO_PARTITION = '23514'

/**
 * Stores calls, counts them in the rollups and marks their subjects for detection, all of it or nothing. A call ID counts
 * once per application, whoever sends it and how often.
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

/** What every batch changes, the rollups, comes last: their locks are held until the commit. */
async function insertOnce(calls: ApiCallDraft[]): Promise<number> {
  await ensureDays(
    'api_call',
    calls.map((call) => call.occurredAt),
  )
  const names = await nameCalls(calls)
  return inPoolTransaction(async (client) => {
    const fresh = await claim(client, calls)
    if (fresh.length === 0) return 0
    await store(client, fresh)
    await queueCalls(client, fresh)
    await addToRollups(client, rollupRows(fresh, names))
    await touchSources(client, fresh)
    return fresh.length
  })
}

/** Sorted by key, so that two batches never wait for each other in a circle. The first of a batch's doubles counts. */
function uniqueInOrder(calls: ApiCallDraft[]): ApiCallDraft[] {
  const inOrder = calls.toSorted(compareKeys)
  return inOrder.filter((call, index) => {
    const before = inOrder[index - 1]
    return !before || compareKeys(before, call) !== 0
  })
}

function compareKeys(a: ApiCallDraft, b: ApiCallDraft): number {
  if (a.applicationID !== b.applicationID) return a.applicationID < b.applicationID ? -1 : 1
  return a.callID === b.callID ? 0 : a.callID < b.callID ? -1 : 1
}

function keyOf(applicationID: string, callID: string): string {
  return `${applicationID}|${callID}`
}

/** A day that another process dropped after this one had seen it. */
function isMissingDay(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === NO_PARTITION
}

const DEDUP_COLUMNS = CALL_COLUMNS.filter(([name]) => ['application_id', 'call_id', 'occurred_at'].includes(name))
const claimedSchema = z.array(z.object({ claimed: z.array(z.string()).nullable() }))

/** Takes the call IDs. Answers the calls whose ID nobody had taken; mostly that is all, and then no ID is sent back. */
async function claim(client: PoolClient, calls: ApiCallDraft[]): Promise<ApiCallDraft[]> {
  const { shape, names, select, from, values } = unnestRows(DEDUP_COLUMNS, calls)
  const text = `
    WITH claimed AS (
      INSERT INTO api_call_dedup (${names.join(', ')}) SELECT ${select} FROM ${from}
      ON CONFLICT DO NOTHING RETURNING application_id, call_id
    )
    SELECT CASE WHEN count(*) < $${values.length + 1}::int
      THEN coalesce(array_agg(application_id::text || '|' || call_id), '{}') END AS claimed FROM claimed`
  const rows = await runPrepared(client, `call_claim_${shape}`, text, [...values, calls.length])
  const claimed = claimedSchema.parse(rows)[0]?.claimed ?? null
  if (claimed === null) return calls
  const own = new Set(claimed)
  return calls.filter((call) => own.has(keyOf(call.applicationID, call.callID)))
}

async function store(client: PoolClient, calls: ApiCallDraft[]): Promise<void> {
  const { shape, names, select, from, values } = unnestRows(CALL_COLUMNS, calls)
  const text = `INSERT INTO api_call (${names.join(', ')}) SELECT ${select} FROM ${from}`
  await runPrepared(client, `call_store_${shape}`, text, values)
}

const KEY_NAMES = ROLLUP_KEY.map(([name]) => name).join(', ')
const ADDED = ROLLUP_COUNTERS.map(([name]) => `${name} = r.${name} + excluded.${name}`).join(', ')

async function addToRollups(client: PoolClient, counted: RollupRow[]): Promise<void> {
  const { shape, names, select, from, values } = unnestRows([...ROLLUP_KEY, ...ROLLUP_COUNTERS], counted)
  const text = `
    INSERT INTO call_rollup AS r (${names.join(', ')}) SELECT ${select} FROM ${from}
    ON CONFLICT (${KEY_NAMES}) DO UPDATE SET ${ADDED}`
  await runPrepared(client, `call_count_${shape}`, text, values)
}
