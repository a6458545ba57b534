import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { LATENCY_BOUNDS_MS, LATENCY_BUCKETS } from '@/lib/domain/latency'
import type { Column } from './unnest'

/** What rollups call a caller, a route or an error code: itself, or `other`. */
export interface RollupNames {
  caller: (call: ApiCallDraft) => string
  route: (call: ApiCallDraft) => string
  /** Empty where there is none. */
  code: (call: ApiCallDraft) => string
}

/** Calls that share everything that rollups tell apart, within one bucket of time. */
export interface RollupRow {
  applicationID: string
  stepMinutes: number
  bucketAt: Date
  environment: string
  caller: string
  route: string
  status: number
  errorCode: string
  calls: number
  timedCalls: number
  durationMs: number
  /** By latency bucket, not cumulative. */
  buckets: number[]
}

const STEPS_MINUTES = [5, 60] as const
const MINUTE_MS = 60_000
/** No text that is stored holds it. */
const BETWEEN = '\u0000'

/** Counts the calls by step and bucket of their own time. Sorted by key, so that two writers never wait in a circle. */
export function rollupRows(calls: ApiCallDraft[], names: RollupNames): RollupRow[] {
  const [fineMinutes, coarseMinutes] = STEPS_MINUTES
  const fine = new Map<string, RollupRow>()
  for (const call of calls) count(fine, call, names, fineMinutes)
  const coarse = new Map<string, RollupRow>()
  for (const row of fine.values()) {
    const bucketMs = bucketOf(row.bucketAt, coarseMinutes)
    const key = row.applicationID + BETWEEN + String(bucketMs) + BETWEEN + seriesOf(row)
    const counted = coarse.get(key)
    if (counted) add(counted, row)
    else {
      const bucketAt = new Date(bucketMs)
      coarse.set(key, { ...row, stepMinutes: coarseMinutes, bucketAt, buckets: [...row.buckets] })
    }
  }
  return [...sorted(fine), ...sorted(coarse)]
}

function count(rows: Map<string, RollupRow>, call: ApiCallDraft, names: RollupNames, minutes: number): void {
  const { applicationID, environment, status, durationMs } = call
  const bucketMs = bucketOf(call.occurredAt, minutes)
  const series = {
    environment,
    status,
    caller: names.caller(call),
    route: names.route(call),
    errorCode: names.code(call),
  }
  const key = applicationID + BETWEEN + String(bucketMs) + BETWEEN + seriesOf(series)
  let row = rows.get(key)
  if (!row) {
    const buckets = new Array<number>(LATENCY_BUCKETS).fill(0)
    const counters = { calls: 0, timedCalls: 0, durationMs: 0, buckets }
    row = { applicationID, stepMinutes: minutes, bucketAt: new Date(bucketMs), ...series, ...counters }
    rows.set(key, row)
  }
  row.calls += 1
  if (durationMs === null) return
  const bucket = latencyBucket(durationMs)
  row.timedCalls += 1
  row.durationMs += durationMs
  row.buckets[bucket] = (row.buckets[bucket] ?? 0) + 1
}

type Series = Pick<RollupRow, 'environment' | 'status' | 'caller' | 'route' | 'errorCode'>

function seriesOf({ environment, status, caller, route, errorCode }: Series): string {
  return environment + BETWEEN + String(status) + BETWEEN + caller + BETWEEN + route + BETWEEN + errorCode
}

function sorted(rows: Map<string, RollupRow>): RollupRow[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function add(to: RollupRow, row: RollupRow): void {
  to.calls += row.calls
  to.timedCalls += row.timedCalls
  to.durationMs += row.durationMs
  for (let index = 0; index < LATENCY_BUCKETS; index++) {
    to.buckets[index] = (to.buckets[index] ?? 0) + (row.buckets[index] ?? 0)
  }
}

function bucketOf(at: Date, minutes: number): number {
  const width = minutes * MINUTE_MS
  return Math.floor(at.getTime() / width) * width
}

function latencyBucket(durationMs: number): number {
  const index = LATENCY_BOUNDS_MS.findIndex((bound) => durationMs <= bound)
  return index < 0 ? LATENCY_BUCKETS - 1 : index
}

export const ROLLUP_KEY: readonly Column<RollupRow>[] = [
  ['bucket_at', 'timestamptz', (row) => row.bucketAt],
  ['application_id', 'uuid', (row) => row.applicationID],
  ['step_minutes', 'smallint', (row) => row.stepMinutes],
  ['environment', 'text', (row) => row.environment],
  ['caller', 'text', (row) => row.caller],
  ['route', 'text', (row) => row.route],
  ['status', 'int', (row) => row.status],
  ['error_code', 'text', (row) => row.errorCode],
]

const BUCKET_NAMES = [...LATENCY_BOUNDS_MS.map((bound) => `to_${bound}`), `over_${LATENCY_BOUNDS_MS.at(-1)}`]

export const ROLLUP_COUNTERS: readonly Column<RollupRow>[] = [
  ['calls', 'bigint', (row) => row.calls],
  ['timed_calls', 'bigint', (row) => row.timedCalls],
  ['duration_ms', 'bigint', (row) => row.durationMs],
  ...BUCKET_NAMES.map((name, index): Column<RollupRow> => [name, 'bigint', (row) => row.buckets[index] ?? 0]),
]
