import type { PoolClient } from 'pg'
import { z } from 'zod'
import { CALL_SOURCES, type ApiCallDraft } from '@/lib/domain/api-call-draft'
import { db } from './client'
import { runPrepared } from './run-prepared'
import { unnestRows, type Column } from './unnest'

export interface CallSourceRow {
  applicationID: string
  source: (typeof CALL_SOURCES)[number]
  /** The newest call by its own time. */
  lastCallAt: Date
  lastReceivedAt: Date
  /** How old the newest call of the last batch was when it arrived. */
  lagMs: number
}

const COLUMNS: readonly Column<ApiCallDraft>[] = [
  ['application_id', 'uuid', (call) => call.applicationID],
  ['source', 'text', (call) => call.source],
  ['last_call_at', 'timestamptz', (call) => call.occurredAt],
]

/** Notes that the calls came. */
export async function touchSources(client: PoolClient, calls: ApiCallDraft[]): Promise<void> {
  const newest = new Map<string, ApiCallDraft>()
  for (const call of calls) {
    const name = `${call.applicationID}|${call.source}`
    const known = newest.get(name)
    if (!known || known.occurredAt < call.occurredAt) newest.set(name, call)
  }
  const inOrder = [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, call]) => call)
  const { shape, select, from, values } = unnestRows(COLUMNS, inOrder)
  const text = `
    INSERT INTO call_source AS s (application_id, source, last_call_at, last_received_at, lag_ms)
    SELECT application_id, source, last_call_at, now(),
      greatest(0, extract(epoch FROM now() - last_call_at) * 1000)::bigint
    FROM (SELECT ${select} FROM ${from}) touched
    ON CONFLICT (application_id, source) DO UPDATE SET lag_ms = excluded.lag_ms,
      last_call_at = greatest(s.last_call_at, excluded.last_call_at),
      last_received_at = greatest(s.last_received_at, excluded.last_received_at)`
  await runPrepared(client, `call_source_${shape}`, text, values)
}

const rowsSchema = z.array(
  z.object({
    applicationID: z.string(),
    source: z.enum(CALL_SOURCES),
    lastCallAt: z.date(),
    lastReceivedAt: z.date(),
    lagMs: z.bigint().transform(Number),
  }),
)

/** A source that never spoke is missing. */
export async function readCallSources(): Promise<CallSourceRow[]> {
  const rows = await db().callSource.findMany({
    select: { applicationID: true, source: true, lastCallAt: true, lastReceivedAt: true, lagMs: true },
  })
  return rowsSchema.parse(rows)
}
