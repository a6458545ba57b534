import { randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Agent, request } from 'undici'
import { buildIfStale } from '@/scripts/runtime/build-fresh'
import { openEmbedded } from '@/lib/store/embedded/open'
import { runProgram, startDesk, type RunningDesk } from '@/tests/support/desk'
import { runSQL } from '@/tests/support/sql'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'
import { reportTable } from './results'

const CONCURRENCY = 64
const SENDERS = 40
/** One good delivery among so many forged ones. */
const GOOD_EVERY = 200
const KEPT_A_MINUTE_MAX = 600
const CPU_MS_A_REQUEST_MAX = 3
const CLOCK_TICKS = 100

interface Flood {
  forged: number
  answers: Map<number, number>
  goodMs: number[]
  goodRefused: number
  tookMs: number
}

/** Forged requests against the real server: what they leave, what they cost, and whether good deliveries get through. */
export async function noiseBench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options: { requests: { type: 'string', default: '100000' } } })
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-bench-'))
  await buildIfStale(new AbortController().signal)
  const env = { DESK_DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'error' }
  const desk = await startDesk(env)
  const database = await openEmbedded(env.DESK_DATA_DIR, [])
  try {
    const application = await addApplication(env)
    const before = cpuSeconds(desk.pid)
    const flood = await sendFlood(desk, application, Number(values.requests))
    await settle(database.url)
    return await report(flood, cpuSeconds(desk.pid) - before, database.url)
  } finally {
    await desk.stop()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function addApplication(env: Record<string, string>): Promise<TestApplication> {
  const [applicationID, tenantID] = [randomUUID(), randomUUID()]
  const ids = ['--tenant', tenantID, '--application', applicationID, '--environment', 'live']
  await cli(env, ['application', 'add', '--name', 'Bench', ...ids, '--base-url', 'https://platform.example/api/v1'])
  const { value } = await cli(env, ['secret', 'add', '--application', applicationID])
  return { applicationID, tenantID, secret: String(value) }
}

async function cli(env: Record<string, string>, args: string[]): Promise<Record<string, unknown>> {
  const ended = await runProgram('desk', env, [...args, '--json'])
  if (ended.code !== 0) throw new Error(`desk ${args.slice(0, 2).join(' ')} failed: ${ended.stderr.slice(-2_000)}`)
  return JSON.parse(ended.stdout) as Record<string, unknown>
}

async function sendFlood(desk: RunningDesk, application: TestApplication, forged: number): Promise<Flood> {
  const flood: Flood = { forged, answers: new Map(), goodMs: [], goodRefused: 0, tookMs: 0 }
  const senders = Array.from({ length: SENDERS }, (_, index) => {
    return new Agent({ localAddress: `127.0.0.${index + 2}`, connections: CONCURRENCY })
  })
  const url = `${desk.url.replace('localhost', '127.0.0.1')}/api/webhooks/platform`
  let sent = 0
  const startedAt = performance.now()
  const lane = async () => {
    while (sent < forged) {
      const turn = sent++
      const { statusCode, body } = await request(url, {
        ...forgery(application, turn),
        dispatcher: senders[turn % SENDERS],
      })
      await body.dump()
      flood.answers.set(statusCode, (flood.answers.get(statusCode) ?? 0) + 1)
      if (turn % GOOD_EVERY === 0) await sendGood(url, application, flood)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, lane))
  flood.tookMs = performance.now() - startedAt
  await Promise.all(senders.map((sender) => sender.close()))
  return flood
}

/** Some know nothing, some name the application, some send a body that could be one of its own. */
function forgery(application: TestApplication, turn: number) {
  const signature = randomBytes(32).toString('hex')
  if (turn % 3 === 0)
    return { method: 'POST' as const, headers: { 'content-type': 'text/plain' }, body: `probe ${turn}` }
  const body = sampleBody({ ...application, tenantID: turn % 3 === 1 ? randomUUID() : application.tenantID })
  const headers = { ...signedHeaders(application, body, { secret: 'guess' }), 'x-al-webhook-signature': signature }
  return { method: 'POST' as const, headers, body }
}

async function sendGood(url: string, application: TestApplication, flood: Flood): Promise<void> {
  const body = sampleBody(application)
  const startedAt = performance.now()
  const { statusCode, body: answered } = await request(url, {
    method: 'POST',
    headers: signedHeaders(application, body),
    body,
  })
  await answered.dump()
  flood.goodMs.push(performance.now() - startedAt)
  if (statusCode !== 200) flood.goodRefused += 1
}

async function settle(databaseURL: string): Promise<void> {
  for (let quiet = 0; quiet < 5;) {
    const [row] = await runSQL<{ due: number }>(
      databaseURL,
      'SELECT count(*)::int AS due FROM detect_queue WHERE due_at <= now()',
    )
    quiet = row?.due === 0 ? quiet + 1 : 0
    await sleep(300)
  }
}

async function report(flood: Flood, cpu: number, databaseURL: string): Promise<boolean> {
  const [left] = await runSQL<{ kept: number; noise: number; counted: number; findings: number }>(
    databaseURL,
    `SELECT (SELECT count(*)::int FROM webhook_delivery WHERE verdict NOT IN ('verified', 'duplicate')) AS kept,
      (SELECT count(*)::int FROM refused_noise) AS noise,
      (SELECT coalesce(sum(counted), 0)::int FROM refused_noise) AS counted,
      (SELECT count(*)::int FROM finding WHERE subject_type = 'delivery_group') AS findings`,
  )
  const { kept = 0, noise = 0, counted = 0, findings = 0 } = left ?? {}
  const minutes = Math.ceil(flood.tookMs / 60_000) + 1
  const cpuMs = (cpu * 1000) / flood.forged
  const sorted = flood.goodMs.toSorted((a, b) => a - b)
  const [p50 = 0, p99 = 0] = [0.5, 0.99].map((share) => sorted[Math.floor(sorted.length * share)])
  const rows = [
    ['forged requests', String(flood.forged), `in ${(flood.tookMs / 1000).toFixed(1)} s from ${SENDERS} addresses`],
    ['answers', [...flood.answers].map(([status, count]) => `${status}: ${count}`).join(', '), 'all 401'],
    ['counted', String(counted), 'every one'],
    [
      'deliveries kept',
      String(kept),
      `≤ ${KEPT_A_MINUTE_MAX * minutes * 2}: ${KEPT_A_MINUTE_MAX} an application and minute`,
    ],
    ['rows of counts', String(noise), `≤ ${SENDERS * minutes * 2}`],
    ['findings', String(findings), '≤ 1: bodies that name the tenant'],
    ['CPU of web and worker', `${cpu.toFixed(1)} s`, `${cpuMs.toFixed(2)} ms a request, ≤ ${CPU_MS_A_REQUEST_MAX}`],
    [
      'good deliveries',
      `${flood.goodMs.length}, ${flood.goodRefused} refused`,
      `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    ],
  ]
  process.stdout.write(`\nNoise\n\n${reportTable(['', 'measured', 'expected'], rows)}\n`)
  const isBounded = kept <= KEPT_A_MINUTE_MAX * minutes * 2 && noise <= SENDERS * minutes * 2 && findings <= 1
  const isHonest = counted === flood.forged && flood.answers.get(401) === flood.forged && flood.goodRefused === 0
  const isMet = isBounded && isHonest && cpuMs <= CPU_MS_A_REQUEST_MAX
  process.stdout.write(`target: ${isMet ? 'met' : 'MISSED'}\n`)
  return isMet
}

/** Of the process and all that it started; 0 on systems without /proc. */
function cpuSeconds(root: number): number {
  try {
    const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [statOf(Number(name))] : []))
    const tree = new Set([root])
    for (let size = 0; size !== tree.size;) {
      size = tree.size
      for (const { pid, parent } of processes) if (tree.has(parent)) tree.add(pid)
    }
    const own = processes.filter(({ pid }) => tree.has(pid))
    return own.reduce((sum, { ticks }) => sum + ticks, 0) / CLOCK_TICKS
  } catch {
    return 0
  }
}

function statOf(pid: number): { pid: number; parent: number; ticks: number } {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    return { pid, parent: 0, ticks: 0 }
  }
}
