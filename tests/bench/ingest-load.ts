import { Pool as Postgres } from 'pg'
import { Pool } from 'undici'
import { CALL_COLUMNS } from '@/lib/store/api-call-columns'
import type { ColumnValue } from '@/lib/store/binary-array'
import type { TestApplication } from '@/tests/support/webhooks'
import { readInput } from './child'
import { batchSample, exportSample, rowsSample, webhookSample, type Sample } from './ingest-samples'
import { cpuForEach, cpuSeconds, type CpuSeconds, type Watched } from './process-cpu'

/** The load generator, a process of its own: everything is made before the clock starts, then sent `concurrency` at a time. */

export interface LoadPlan {
  kind: 'webhook' | 'calls' | 'otlp' | 'unnest'
  url: string
  databaseURL: string
  token: string
  application: TestApplication
  concurrency: number
  warmUp: number
  requests: number
  /** Records in each request; 1 for webhooks. */
  size: number
  watched: Watched
}

export interface LoadResult {
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Microseconds for each request while they were sent, by process. */
  cpu: CpuSeconds
}

type Send = (index: number) => Promise<void>
interface Target {
  send: Send
  close: () => Promise<void>
}

const INSERT = `INSERT INTO bench.api_call (${CALL_COLUMNS.map(([name]) => name).join(', ')})
  SELECT * FROM unnest(${CALL_COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})`

function unnestTarget(plan: LoadPlan): Target {
  const pool = new Postgres({ connectionString: plan.databaseURL, max: plan.concurrency })
  const batches = Array.from({ length: plan.warmUp + plan.requests }, (_, batch) => {
    const rows = rowsSample(plan.application, batch, plan.size)
    return CALL_COLUMNS.map(([, , valueOf]) => rows.map((row) => asText(valueOf(row))))
  })
  return {
    send: async (index) => void (await pool.query({ name: 'unnest', text: INSERT, values: batches[index] })),
    close: () => pool.end(),
  }
}

/** Ready to be sent, so that the reference spends no time on making it. */
function asText(value: ColumnValue): string | number | boolean | Uint8Array | null {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? value.toString() : value
}

function sampleOf({ kind, application, token, size }: LoadPlan, index: number): Sample {
  if (kind === 'webhook') return webhookSample(application, index)
  if (kind === 'calls') return batchSample(application, token, index, size)
  return exportSample(application, token, index, size)
}

function httpTarget(plan: LoadPlan): Target {
  const pool = new Pool(plan.url, { connections: plan.concurrency, pipelining: 1 })
  const samples = Array.from({ length: plan.warmUp + plan.requests }, (_, index) => sampleOf(plan, index))
  const send = async (index: number) => {
    const sample = samples[index]
    if (!sample) return
    const answer = await pool.request({ ...sample, method: 'POST' })
    const text = await answer.body.text()
    if (answer.statusCode >= 300) throw new Error(`${sample.path} answered ${answer.statusCode}: ${text.slice(0, 500)}`)
  }
  return { send, close: () => pool.close() }
}

/** Sends `from` up to `to`, and answers how long each took. */
async function drive(send: Send, from: number, to: number, concurrency: number): Promise<number[]> {
  const took: number[] = []
  let next = from
  const sender = async () => {
    while (next < to) {
      const index = next++
      const startedAt = performance.now()
      await send(index)
      took.push(performance.now() - startedAt)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, sender))
  return took
}

const plan = await readInput<LoadPlan>()
const target = plan.kind === 'unnest' ? unnestTarget(plan) : httpTarget(plan)
await drive(target.send, 0, plan.warmUp, plan.concurrency)
const cpuBefore = cpuSeconds(plan.watched)
const ownBefore = process.cpuUsage()
const startedAt = performance.now()
const took = await drive(target.send, plan.warmUp, plan.warmUp + plan.requests, plan.concurrency)
const seconds = (performance.now() - startedAt) / 1000
const own = process.cpuUsage(ownBefore)
const cpu = cpuForEach(cpuBefore, cpuSeconds(plan.watched), plan.requests)
await target.close()
took.sort((a, b) => a - b)
const quantile = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0
const result: LoadResult = {
  perSecond: (plan.requests * plan.size) / seconds,
  p50Ms: quantile(0.5),
  p99Ms: quantile(0.99),
  cpu: { ...cpu, 'load generator': (own.user + own.system) / plan.requests },
}
process.stdout.write(JSON.stringify(result))
