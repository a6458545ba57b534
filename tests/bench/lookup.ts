import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { extendEnv } from '@/lib/env'
import { lookUp } from '@/lib/query/lookup'
import { disconnect } from '@/lib/store/client'
import { openEmbedded } from '@/lib/store/embedded/open'
import { summariseCallIDs } from '@/lib/store/lookup-summaries'
import { applyMigrations } from '@/lib/store/migrate'
import { reportTable } from './results'

const TARGET_MS = 50
const APPLICATION = '11111111-1111-4111-8111-111111111111'
const DELIVERY_DAYS = 90
const CALL_DAYS = 30
const ROUNDS = 40
/** Plans are made on the first uses of each connection. */
const WARM_UP = 80

/** How long a lookup takes at a million journeys, two million deliveries and three million calls, by kind of ID. */
export async function lookupBench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({ args, options: { journeys: { type: 'string', default: '1000000' } } })
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-bench-'))
  const database = await openEmbedded(path.join(folder, 'data'), ['shared_buffers=512MB', 'max_wal_size=4GB'])
  try {
    await applyMigrations(database.url)
    extendEnv({ DATABASE_URL: database.url, DESK_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') })
    await fill(database.url, Number(values.journeys))
    await summariseCallIDs()
    return await measure(Number(values.journeys))
  } finally {
    await disconnect()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** $1 the application, $2 how many journeys. */
const ROWS = [
  `INSERT INTO journey (application_id, journey_id, borrower_external_id, status, version, event_at, started_at, state, waiting_since)
   SELECT $1::uuid, 'journey-' || g, 'CUST_' || g / 2, 'DISBURSED', g, now(), now(), '{}', now() FROM generate_series(1, $2::int) g`,
  `INSERT INTO offer (application_id, offer_id, journey_id, version, first_seen_at)
   SELECT $1::uuid, 'offer-' || g, 'journey-' || g, 1, now() FROM generate_series(1, $2::int) g`,
  `INSERT INTO webhook_delivery (application_id, received_at, id, source, event_id, verdict, processing, headers, body_size, journey_ids)
   SELECT $1::uuid, now() - (g % ${DELIVERY_DAYS}) * interval '1 day', gen_random_uuid(), 'receiver', 'event-' || g, 'verified', 'applied',
     '{}', 10, ARRAY['journey-' || g / 2] FROM generate_series(1, $2::int * 2) g`,
  `INSERT INTO api_call (application_id, occurred_at, call_id, source, environment, caller, method, path, route, status, request_id,
     correlation_id, journey_id)
   SELECT $1::uuid, now() - (g % ${CALL_DAYS}) * interval '1 day', 'call-' || g, 'batch', 'live', 'borrower-app', 'GET', '/state',
     'GET /state', 200, 'request-' || md5(g::text), 'correlation-' || md5(g::text), 'journey-' || g / 3 FROM generate_series(1, $2::int * 3) g`,
]

async function fill(url: string, journeys: number): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('SET synchronous_commit = off')
  await client.query(
    `INSERT INTO application (application_id, tenant_id, name, environment, base_url) VALUES ($1, $1, 'Bench', 'live', 'https://p.example')`,
    [APPLICATION],
  )
  for (const [table, days] of [
    ['webhook_delivery', DELIVERY_DAYS],
    ['api_call', CALL_DAYS],
  ]) {
    await client.query('SELECT ensure_day_partitions($1, (CURRENT_DATE - $2::int)::date, CURRENT_DATE)', [table, days])
  }
  for (const sql of ROWS) await client.query(sql, [APPLICATION, journeys])
  await client.query('ANALYZE')
  await client.end()
}

const md5Of = (index: number) => createHash('md5').update(String(index)).digest('hex')

const KINDS: Record<string, (index: number) => string> = {
  journey: (index) => `journey-${index}`,
  borrower: (index) => `CUST_${Math.ceil(index / 2)}`,
  offer: (index) => `offer-${index}`,
  event: (index) => `event-${index}`,
  request: (index) => `request-${md5Of(index)}`,
  correlation: (index) => `correlation-${md5Of(index)}`,
  'mobile number': (index) => `98765${String(10_000 + index).slice(-5)}`,
  'nothing has it': (index) => `nothing-${index}`,
}

async function measure(journeys: number): Promise<boolean> {
  const system = { kind: 'system', name: 'cli' } as const
  const step = Math.max(1, Math.floor(journeys / (ROUNDS + 1)))
  for (let index = 0; index < WARM_UP; index++) await lookUp(system, { q: `warm-up-${index}` })
  const rows: string[][] = []
  let met = true
  for (const [kind, idOf] of Object.entries(KINDS)) {
    const times: number[] = []
    let hits = 0
    for (let round = 1; round <= ROUNDS; round++) {
      const q = idOf(round * step)
      const from = performance.now()
      hits += Math.min(1, (await lookUp(system, { q })).data.length)
      times.push(performance.now() - from)
    }
    times.sort((a, b) => a - b)
    const p95 = times[Math.floor(ROUNDS * 0.95)] ?? Infinity
    const isFound = hits === (kind.startsWith('nothing') || kind.startsWith('mobile') ? 0 : ROUNDS)
    met &&= p95 <= TARGET_MS && isFound
    rows.push([kind, `${hits}/${ROUNDS}`, (times[ROUNDS / 2] ?? 0).toFixed(1), p95.toFixed(1)])
  }
  process.stdout.write(
    `Lookup at ${journeys} journeys, ${journeys * 2} deliveries of ${DELIVERY_DAYS} days, ${journeys * 3} calls of ${CALL_DAYS} days\n\n` +
      `${reportTable(['ID of', 'found', 'median ms', 'p95 ms'], rows)}\n\np95 of each kind ≤ ${TARGET_MS} ms: ${met ? 'met' : 'MISSED'}\n`,
  )
  return met
}
