import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { once } from 'node:events'

import { Command, Option } from 'commander'

import { packBatches } from '../history/batches'
import { generateHistory, type History } from '../history/generate'
import { postRecords, type PostCounts } from '../history/post'
import { httpUrl, instant, positiveNumber, readSecret, uuid, wholeNumber } from './options'

interface HistoryFlags {
  days: number
  journeys: number
  seed: number
  now?: Date
  target?: string
  token?: string
  application: string
  tenant: string
  environment: 'live' | 'test'
  callers: number
  secret?: string
  secretStdin?: boolean
  retiredSecret?: string
  labels?: string
  calls?: string
  out?: string
  json?: boolean
}

/** Writes one JSON object a line, waiting for the disk when it is slower than we are. */
async function writeLines(file: string, records: Iterable<unknown>): Promise<number> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true })
  const stream = createWriteStream(file)
  let lines = 0
  for (const record of records) {
    lines += 1
    if (!stream.write(`${JSON.stringify(record)}\n`)) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
  return lines
}

async function writeBatches(directory: string, history: History): Promise<Record<string, number>> {
  await mkdir(directory, { recursive: true })
  let batches = 0
  let records = 0
  for (const name of ['deliveries', 'calls'] as const) {
    let number = 0
    for (const batch of packBatches(history[name])) {
      number += 1
      batches += 1
      records += batch.count
      await writeFile(path.join(directory, `${name}-${String(number).padStart(4, '0')}.ndjson`), batch.body)
    }
  }
  return { records, batches }
}

function progress(what: string, total?: number): (counts: PostCounts) => void {
  const startedAt = Date.now()
  return ({ records }) => {
    const rate = Math.round(records / Math.max(0.001, (Date.now() - startedAt) / 1000))
    process.stderr.write(`${what} ${records}${total === undefined ? '' : `/${total}`} (${rate}/s)\n`)
  }
}

async function feed(flags: HistoryFlags, history: History): Promise<object> {
  if (flags.out) return writeBatches(flags.out, history)
  if (!flags.target || !flags.token) {
    throw new Error('Say where the history goes: --target URL with --token TOKEN, or --out DIR.')
  }
  const target = { target: flags.target, token: flags.token }
  const deliveries = { ...target, path: '/api/ingest/deliveries' } as const
  const counts = await postRecords(deliveries, history.deliveries, progress('deliveries', history.deliveryCount))
  const calls = await postRecords({ ...target, path: '/api/ingest/api-calls' }, history.calls, progress('calls'))
  for (const { rejected, refusals } of [counts, calls]) {
    if (rejected > 0) process.stderr.write(`${rejected} records were refused, for example: ${refusals[0] ?? ''}\n`)
  }
  return { ...counts, calls: calls.records, callsRejected: calls.rejected }
}

async function run(flags: HistoryFlags): Promise<void> {
  const secret = await readSecret(flags)
  const now = flags.now ?? new Date()
  const startedAt = Date.now()
  process.stderr.write(`playing ${flags.journeys} journeys over ${flags.days} days, seed ${flags.seed}\n`)
  const history = generateHistory({
    seed: flags.seed,
    days: flags.days,
    journeys: flags.journeys,
    now,
    applicationID: flags.application,
    tenantID: flags.tenant,
    secret,
    environment: flags.environment,
    callersEach: flags.callers,
    ...(flags.retiredSecret ? { retiredSecret: flags.retiredSecret } : {}),
  })
  if (flags.labels) await writeLines(flags.labels, [...history.labels, ...history.callLabels()])
  if (flags.calls) await writeLines(flags.calls, history.calls)
  const counts = await feed(flags, history)
  const summary = {
    seed: flags.seed,
    now: now.toISOString(),
    journeys: flags.journeys,
    deliveries: history.deliveryCount,
    ...counts,
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  }
  if (flags.json) process.stdout.write(`${JSON.stringify(summary)}\n`)
  else process.stderr.write(`done: ${history.deliveryCount} deliveries in ${summary.seconds} s\n`)
}

/** `history`: two weeks of a partner's webhooks and call logs through the public ingest interface. */
export function historyCommand(): Command {
  return new Command('history')
    .description(
      'feed a past of ordinary and stuck journeys, and the calls made for them, through the public ingest interface',
    )
    .option('--days <n>', 'how many days back', positiveNumber(90), 14)
    .option('--journeys <n>', 'how many journeys', wholeNumber(1, 1_000_000), 5000)
    .option('--seed <n>', 'the same seed and end time give the same events', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--now <iso>', 'end of the history; default now', instant)
    .option('--target <url>', 'base URL of the product', httpUrl)
    .option('--token <token>', 'token with scope ingest')
    .requiredOption('--application <uuid>', 'application ID', uuid)
    .requiredOption('--tenant <uuid>', 'tenant ID', uuid)
    .option('--secret <secret>', "the application's webhook secret")
    .option('--secret-stdin', 'read the webhook secret from standard input')
    .addOption(
      new Option('--environment <name>', 'of the base URL that is called').choices(['live', 'test']).default('live'),
    )
    .option(
      '--callers <n>',
      'how many systems do each thing wrong that a caller can, or seem to',
      wholeNumber(1, 500),
      1,
    )
    .option('--retired-secret <secret>', 'a secret that the product knows as retired')
    .option('--labels <file>', 'write the truth as JSON lines, for tests and benches')
    .option('--calls <file>', "write the partner's call logs as JSON lines, too")
    .option('--out <dir>', 'write the batches to files instead of posting them')
    .option('--json', 'print one JSON object on standard output')
    .action(run)
}
