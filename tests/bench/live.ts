import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { request } from 'undici'
import { buildIfStale } from '@/scripts/runtime/build-fresh'
import { runSQL } from '@/tests/support/sql'
import { sampleBody, signedHeaders } from '@/tests/support/webhooks'
import { openLivePages, type LivePages } from './live-pages'
import { openLiveSite, type LiveSite } from './live-site'
import { reportTable } from './results'

const QUERIES_MAX = 5
const WEBHOOKS_PER_SECOND = 3
const JOURNEYS = 40

/**
 * Opens 100 pages on the real web process, each with its event stream, and counts with pg_stat_statements what they cost
 * the database: while nothing changes, while webhooks arrive, and while every page reads itself again when told.
 */
export async function liveBench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: { pages: { type: 'string', default: '100' }, seconds: { type: 'string', default: '20' } },
  })
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-bench-'))
  try {
    await buildIfStale(new AbortController().signal)
    const site = await openLiveSite(folder)
    try {
      return await measure(site, Number(values.pages), Number(values.seconds))
    } finally {
      await site.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Phase {
  name: string
  queries: number
  told: number
  read: number
}

async function measure(site: LiveSite, count: number, seconds: number): Promise<boolean> {
  const phase = async (name: string, pages: LivePages | null, traffic: boolean): Promise<Phase> => {
    pages?.take()
    pages?.toldAt()
    await runSQL(site.databaseURL, 'SELECT pg_stat_statements_reset()')
    const sent = await over(seconds, traffic ? () => sendWebhook(site) : null)
    const queries = (await countQueries(site.databaseURL)) / seconds
    const { told = 0, read = 0, failed = 0 } = pages?.take() ?? {}
    if (failed > 0) throw new Error(`${failed} pages or streams failed in the phase "${name}".`)
    if (traffic && pages) delays.push(...delaysOf(sent, pages.toldAt()))
    return { name, queries, told: told / seconds, read: read / seconds }
  }
  const delays: number[] = []
  for (let index = 0; index < JOURNEYS; index++) await sendWebhook(site, index)
  const idle = await phase('no page, nothing changes', null, false)
  const ingest = await phase(`no page, ${WEBHOOKS_PER_SECOND} webhooks/s`, null, true)
  const pages = await openAll(site, count)
  try {
    await sleep(3_000)
    const quiet = await phase(`${count} pages, nothing changes`, pages, false)
    const told = await phase(`${count} pages told of ${WEBHOOKS_PER_SECOND} webhooks/s`, pages, true)
    pages.readAgain(true)
    const reread = await phase(`the same, each reading itself again`, pages, true)
    return report({ idle, ingest, quiet, told, reread }, delays, count)
  } finally {
    await pages.close()
  }
}

interface Phases {
  idle: Phase
  ingest: Phase
  quiet: Phase
  told: Phase
  reread: Phase
}

function report({ idle, ingest, quiet, told, reread }: Phases, delays: number[], count: number): boolean {
  const rows = [idle, ingest, quiet, told, reread].map((phase) => {
    const base = [ingest, told, reread].includes(phase) ? ingest : idle
    const own = phase === base ? '–' : (phase.queries - base.queries).toFixed(2)
    return [phase.name, phase.queries.toFixed(2), own, phase.told.toFixed(1), phase.read.toFixed(1)]
  })
  const header = ['what', 'queries/s', 'of them by the pages', 'pages told/s', 'pages read again/s']
  const met = [quiet.queries - idle.queries, told.queries - ingest.queries].every((own) => own < QUERIES_MAX)
  const sorted = delays.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0)
  process.stdout.write(
    [
      `Live pages: ${count} open pages with their streams on one web process; queries by pg_stat_statements`,
      '',
      reportTable(header, rows),
      '',
      `from the answer to a webhook to the first page told: median ${at(0.5)} ms, p99 ${at(0.99)} ms`,
      `telling ${count} pages costs the database under ${QUERIES_MAX} queries/s, quiet and under traffic: ${met ? 'met' : 'MISSED'}`,
      '',
    ].join('\n'),
  )
  return met
}

/** Runs `work` at its pace for that long; answers when each was done. */
async function over(seconds: number, work: (() => Promise<void>) | null): Promise<number[]> {
  const until = performance.now() + seconds * 1_000
  const done: number[] = []
  while (performance.now() < until) {
    const next = performance.now() + 1_000 / WEBHOOKS_PER_SECOND
    if (work) {
      await work()
      done.push(performance.now())
    }
    await sleep(Math.max(0, Math.min(next, until) - performance.now()))
  }
  return done
}

/** For each answer, how long until the next page was told; what nobody was told of any more is left out. */
function delaysOf(sent: number[], told: number[]): number[] {
  const sorted = told.toSorted((a, b) => a - b)
  return sent.flatMap((at) => {
    const first = sorted.find((instant) => instant >= at)
    return first === undefined ? [] : [first - at]
  })
}

async function countQueries(databaseURL: string): Promise<number> {
  const [row] = await runSQL<{ calls: number }>(
    databaseURL,
    `SELECT coalesce(sum(calls), 0)::int AS calls FROM pg_stat_statements
      WHERE toplevel AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND query NOT ILIKE '%pg_stat_statements%' AND query NOT IN ('BEGIN', 'COMMIT', 'ROLLBACK')`,
  )
  return row?.calls ?? 0
}

const SHARES: [share: number, path: (index: number) => string, watch: (index: number) => string][] = [
  [0.4, () => '/', () => 'topics=journeys,findings,deliveries,calls'],
  [0.2, () => '/journeys', () => 'topics=journeys,findings'],
  [0.2, (index) => `/journeys/${journeyID(index)}`, (index) => `journeyID=${journeyID(index)}`],
  [0.1, () => '/findings', () => 'topics=findings'],
  [0.1, () => '/webhooks', () => 'topics=deliveries'],
]

async function openAll(site: LiveSite, count: number): Promise<LivePages> {
  const pages = await openLivePages(site.url, site.account)
  for (const [share, pathOf, watchOf] of SHARES) {
    for (let index = 0; index < Math.round(share * count); index++) await pages.open(pathOf(index), watchOf(index))
  }
  return pages
}

const journeyID = (index: number) => `bench-${index % JOURNEYS}`
let sequence = Date.now()

async function sendWebhook(
  { url, application }: LiveSite,
  index = Math.floor(Math.random() * JOURNEYS),
): Promise<void> {
  const eventAt = new Date().toISOString()
  const eventID = `evt_${randomUUID()}`
  sequence += 1
  const journey = { journeyID: journeyID(index), status: 'OFFERS_PENDING' }
  const body = sampleBody(application, { eventID, sequence, eventAt, journey })
  const headers = signedHeaders(application, body, { eventID })
  const { statusCode } = await request(`${url}/api/webhooks/platform`, { method: 'POST', headers, body })
  if (statusCode !== 200) throw new Error(`A webhook was answered ${statusCode}.`)
}
