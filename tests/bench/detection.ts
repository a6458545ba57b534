import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Label } from '@/simulator/labels/types'
import { buildIfStale } from '@/scripts/runtime/build-fresh'
import { runProgram, startDesk } from '@/tests/support/desk'
import { scoreDetection, type FoundFinding } from './detection-score'
import { reportTable } from './results'

const PRECISION_MIN = 0.99
const RECALL_MIN = 0.97
const HEALTHY_FLAGGED_MAX = 0.005
const DRAIN_TIMEOUT_MS = 600_000
/** What calls touch is due at the end of its slot of two seconds, so empty once is not empty yet. */
const DRAINED_TURNS = 3

/**
 * Feeds `simulate history` through the public ingest interface of the real server, waits for detection, reads the
 * findings back through the read API and holds them against the labels. Prints precision and recall per cause.
 */
export async function detectionBench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      days: { type: 'string', default: '14' },
      journeys: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '7' },
      callers: { type: 'string', default: '24' },
    },
  })
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-bench-'))
  try {
    await buildIfStale(new AbortController().signal)
    return await measure(values, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Options = Record<'days' | 'journeys' | 'seed' | 'callers', string>

async function measure(values: Options, folder: string): Promise<boolean> {
  const env = { DESK_DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'error' }
  const desk = await startDesk(env)
  try {
    const startedAt = Date.now()
    const fed = [await feed(env, desk.url, values, folder), await feed(env, desk.url, await other(env, values), folder)]
    const fedAt = Date.now()
    await untilDrained(env)
    const drainedAt = Date.now()
    const labels = fed.flatMap((one) => one.labels)
    const findings = await readFindings(env, desk.url)
    const score = scoreDetection(labels, findings, { journeys: sum(fed, 'journeys'), readAt: new Date(drainedAt) })
    process.stdout.write(
      `\nDetection on simulate history ${optionsOf(values).join(' ')}, and on a second application\n`,
    )
    process.stdout.write(
      `${sum(fed, 'deliveries')} deliveries and ${sum(fed, 'calls')} calls fed in ${seconds(startedAt, fedAt)}, `,
    )
    process.stdout.write(`the queue was empty ${seconds(fedAt, drainedAt)} later\n\n`)
    return report(score)
  } finally {
    await desk.stop()
  }
}

interface Fed {
  labels: Label[]
  journeys: number
  deliveries: number
  calls: number
}

/** Another partner, in the other environment and with fewer journeys: its callers bear the same names. */
async function other(env: Record<string, string>, values: Options): Promise<Options & { application: string }> {
  const ids = ['--tenant', randomUUID(), '--application', randomUUID()]
  const named = ['--name', 'Other', '--environment', 'live', '--base-url', 'https://api.platform.example']
  const { applicationID } = await cli(env, ['application', 'add', ...named, ...ids])
  const journeys = String(Math.ceil(Number(values.journeys) / 20))
  return { ...values, journeys, seed: String(Number(values.seed) + 1), application: String(applicationID) }
}

async function feed(
  env: Record<string, string>,
  url: string,
  values: Options & { application?: string },
  folder: string,
): Promise<Fed> {
  const labelsFile = path.join(folder, `labels-${values.seed}.jsonl`)
  const to = ['--labels', labelsFile, '--target', url]
  const of = values.application ? ['--application', values.application] : []
  const fed = await cli(env, ['simulate', 'history', ...optionsOf(values), ...to, ...of])
  const lines = (await readFile(labelsFile, 'utf8')).trim().split('\n')
  const labels = lines.map((line): Label => JSON.parse(line))
  return { labels, journeys: Number(values.journeys), deliveries: Number(fed.deliveries), calls: Number(fed.calls) }
}

function optionsOf({ days, journeys, seed, callers }: Options): string[] {
  return ['--days', days, '--journeys', journeys, '--seed', seed, '--callers', callers]
}

function sum(fed: Fed[], key: 'journeys' | 'deliveries' | 'calls'): number {
  return fed.reduce((total, one) => total + one[key], 0)
}

function report(score: ReturnType<typeof scoreDetection>): boolean {
  const rows = score.causes.map((cause) => [
    `${cause.condition} / ${cause.cause}`,
    String(cause.labels),
    String(cause.found),
    cause.precision.toFixed(4),
    cause.recall.toFixed(4),
  ])
  process.stdout.write(`${reportTable(['cause', 'labels', 'found', 'precision', 'recall'], rows)}\n`)
  for (const miss of score.misses.slice(0, 20)) process.stdout.write(`${miss}\n`)
  const isEachMet = score.causes.every((cause) => cause.precision >= PRECISION_MIN && cause.recall >= RECALL_MIN)
  const isMet = isEachMet && [score.journeys, score.callers].every(({ flagged }) => flagged <= HEALTHY_FLAGGED_MAX)
  for (const [what, { count, flagged }] of [
    ['journeys', score.journeys],
    ['callers', score.callers],
  ] as const) {
    process.stdout.write(`\nhealthy ${what} flagged: ${(flagged * 100).toFixed(3)} % of ${count}\n`)
  }
  process.stdout.write(
    `target: precision ≥ ${PRECISION_MIN}, recall ≥ ${RECALL_MIN}, healthy flagged ≤ ${HEALTHY_FLAGGED_MAX * 100} %: ${isMet ? 'met' : 'MISSED'}\n`,
  )
  return isMet
}

async function cli(env: Record<string, string>, args: string[]): Promise<Record<string, unknown>> {
  const ended = await runProgram('desk', env, [...args, '--json'])
  if (ended.code !== 0) throw new Error(`desk ${args.slice(0, 2).join(' ')} failed: ${ended.stderr.slice(-2_000)}`)
  return JSON.parse(ended.stdout) as Record<string, unknown>
}

async function untilDrained(env: Record<string, string>): Promise<void> {
  const until = Date.now() + DRAIN_TIMEOUT_MS
  let drained = 0
  while (Date.now() < until) {
    const status = await cli(env, ['status'])
    drained = isDrained(status) ? drained + 1 : 0
    if (drained === DRAINED_TURNS) return
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  throw new Error('Detection did not catch up in time.')
}

function isDrained(status: Record<string, unknown>): boolean {
  const detection = status.detection
  return typeof detection === 'object' && detection !== null && 'due' in detection && detection.due === 0
}

async function readFindings(env: Record<string, string>, url: string): Promise<FoundFinding[]> {
  const { token } = await cli(env, ['token', 'create', '--name', 'bench', '--scope', 'read'])
  const findings: FoundFinding[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const answer = await fetch(`${url}/api/v1/findings?limit=200${query}`, {
      headers: { authorization: `Bearer ${String(token)}` },
    })
    if (!answer.ok) throw new Error(`The read API answered ${answer.status}: ${await answer.text()}`)
    const page = (await answer.json()) as { data: FoundFinding[]; nextCursor: string | null }
    findings.push(...page.data)
    cursor = page.nextCursor
  } while (cursor)
  return findings
}

function seconds(from: number, to: number): string {
  return `${((to - from) / 1000).toFixed(1)} s`
}
