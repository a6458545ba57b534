import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale } from '@/scripts/runtime/build-fresh'
import { launchChild, outputOf } from './child'
import type { LoadPlan, LoadResult } from './ingest-load'
import { openIngestSite, settle, storedRows, type IngestSite } from './ingest-site'
import { reportTable } from './results'

const PEAK_MIB_MAX = 600

type Side = 'receiver' | 'bareReceiver' | 'calls' | 'unnest' | 'otlp'
type Load = Pick<LoadPlan, 'kind' | 'concurrency' | 'warmUp' | 'requests' | 'size'>

const WEBHOOKS: Load = { kind: 'webhook', concurrency: 32, warmUp: 1_000, requests: 5_000, size: 1 }
const BATCHES = { concurrency: 4, warmUp: 8, requests: 40, size: 1_000 }
/** Spans by the 512, as the SDK's batch processor exports them. */
const EXPORTS: Load = { kind: 'otlp', concurrency: 4, warmUp: 16, requests: 80, size: 512 }

/** In the order of a round: the product and its reference take turns. */
const LOADS: Record<Side, Load> = {
  receiver: WEBHOOKS,
  bareReceiver: WEBHOOKS,
  calls: { kind: 'calls', ...BATCHES },
  unnest: { kind: 'unnest', ...BATCHES },
  otlp: EXPORTS,
}
interface Comparison {
  title: string
  product: Side
  reference: Side
  against: string
  min: number
}

const COMPARISONS: Comparison[] = [
  {
    title: '(a) webhooks/s',
    product: 'receiver',
    reference: 'bareReceiver',
    against: 'bare node:http, one row',
    min: 1,
  },
  { title: '(b) call records/s', product: 'calls', reference: 'unnest', against: 'raw UNNEST by pg', min: 0.5 },
  { title: '(c) OTLP spans/s', product: 'otlp', reference: 'unnest', against: 'raw UNNEST by pg', min: 0.3 },
]

/**
 * The real server on an embedded database, its worker included, against references on the same Postgres. The load comes
 * from a process of its own. Ratios of medians; answers whether every target that was measured is met.
 * `--only receiver,bareReceiver` measures these sides alone; `--cpu` also tells what each request cost by process.
 */
export async function ingestBench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '3' },
      only: { type: 'string' },
      cpu: { type: 'boolean', default: false },
    },
  })
  const sides = sidesOf(values.only)
  const rounds = Math.max(1, Number.parseInt(values.rounds, 10) || 1)
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-bench-'))
  try {
    await buildIfStale(new AbortController().signal)
    const site = await openIngestSite(folder)
    try {
      const results = await measure(site, sides, rounds)
      if (values.cpu) reportCpu(results)
      return report(results, site.peakMiB())
    } finally {
      await site.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function sidesOf(only: string | undefined): Side[] {
  const all = Object.keys(LOADS) as Side[]
  if (!only) return all
  const named = only.split(',')
  const unknown = named.filter((name) => !all.some((side) => side === name))
  if (unknown.length > 0) throw new Error(`--only knows ${all.join(', ')}, not ${unknown.join(', ')}.`)
  return all.filter((side) => named.includes(side))
}

type Results = Record<Side, LoadResult[]>

async function measure(site: IngestSite, sides: Side[], rounds: number): Promise<Results> {
  const results: Results = { receiver: [], bareReceiver: [], calls: [], unnest: [], otlp: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const side of sides) {
      await settle(site.databaseURL)
      const result = await load(site, side)
      process.stdout.write(`round ${round + 1}, ${side}: ${rate(result.perSecond)}/s\n`)
      results[side].push(result)
    }
  }
  await checkStored(site, sides, rounds)
  return results
}

async function load(site: IngestSite, side: Side): Promise<LoadResult> {
  const { databaseURL, application, token, watched } = site
  const url = side === 'bareReceiver' ? site.referenceURL : site.deskURL
  const plan: LoadPlan = { ...LOADS[side], url, databaseURL, application, token, watched }
  return JSON.parse(await outputOf(launchChild('tests/bench/ingest-load.ts', plan))) as LoadResult
}

/** A rate of what was not stored would be worth nothing. */
async function checkStored(site: IngestSite, sides: Side[], rounds: number): Promise<void> {
  const sent = (side: Side) =>
    sides.includes(side) ? rounds * (LOADS[side].warmUp + LOADS[side].requests) * LOADS[side].size : 0
  const stored = await storedRows(site.databaseURL)
  const expected = { deliveries: sent('receiver'), calls: sent('calls') + sent('otlp') }
  if (stored.deliveries !== expected.deliveries || stored.calls !== expected.calls) {
    throw new Error(`Sent ${JSON.stringify(expected)}, but stored are ${JSON.stringify(stored)}.`)
  }
}

function report(results: Results, peakMiB: number | null): boolean {
  const measured = COMPARISONS.filter((item) => results[item.product].length > 0 && results[item.reference].length > 0)
  const rows = measured.map(({ title, product, reference, against, min }) => {
    const [own, other] = [median(results[product], 'perSecond'), median(results[reference], 'perSecond')]
    const [ownP99, otherP99] = [median(results[product], 'p99Ms'), median(results[reference], 'p99Ms')]
    const isMet = own / other >= min
    const p99 = `${ownP99.toFixed(1)} / ${otherP99.toFixed(1)}`
    const cells = [title, rate(own), `${rate(other)} (${against})`, p99, (own / other).toFixed(2)]
    return { isMet, cells: [...cells, `≥ ${min.toFixed(1)}`, verdict(isMet)] }
  })
  const isPeakMet = peakMiB !== null && peakMiB <= PEAK_MIB_MAX
  const header = ['what', 'product', 'reference', 'p99 ms, product / reference', 'ratio', 'target', 'verdict']
  const shape = `${WEBHOOKS.requests} webhooks by ${WEBHOOKS.concurrency}, ${BATCHES.requests} batches of ${BATCHES.size} by ${BATCHES.concurrency}, ${EXPORTS.requests} exports of ${EXPORTS.size} by ${EXPORTS.concurrency} at a time`
  process.stdout.write(
    `\nIngest on ${availableParallelism()} cores, shared by server, worker, Postgres and load; medians of ${Math.max(...Object.values(results).map(({ length }) => length))} runs each: ${shape}\n\n`,
  )
  const table = reportTable(
    header,
    rows.map(({ cells }) => cells),
  )
  process.stdout.write(`${table}\n\npeak memory of the web process: ${peakMiB?.toFixed(0) ?? 'unknown'} MiB, `)
  process.stdout.write(`target ≤ ${PEAK_MIB_MAX} MiB: ${verdict(isPeakMet)}\n`)
  return isPeakMet && rows.every(({ isMet }) => isMet)
}

/** Medians over the rounds, in microseconds. What detection does after the last answer is not among it. */
function reportCpu(results: Results): void {
  const sides = (Object.keys(results) as Side[]).filter((side) => results[side].length > 0)
  const names = [...new Set(sides.flatMap((side) => results[side].flatMap(({ cpu }) => Object.keys(cpu))))]
  const rows = sides.map((side) => {
    const cells = names.map((name) => middle(results[side].map(({ cpu }) => cpu[name] ?? 0)))
    return [side, ...cells.map((cell) => cell.toFixed(0))]
  })
  process.stdout.write(`\nCPU of a request in microseconds, by process\n\n${reportTable(['side', ...names], rows)}\n`)
}

function median(results: LoadResult[], field: 'perSecond' | 'p50Ms' | 'p99Ms'): number {
  return middle(results.map((result) => result[field]))
}

function middle(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en-GB')
}

function verdict(isMet: boolean): string {
  return isMet ? 'met' : 'MISSED'
}
