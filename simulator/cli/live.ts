import { createWriteStream } from 'node:fs'

import { Command, Option } from 'commander'

import { startLive, type LiveOptions } from '../live/run'
import { httpUrl, instant, positiveNumber, readSecret, uuid, wholeNumber } from './options'

interface LiveFlags {
  seed: number
  rate: number
  overHttp: number
  target: string
  application: string
  tenant: string
  token?: string
  secret?: string
  secretStdin?: boolean
  environment: string
  port: number
  host: string
  apiKey?: string
  calls?: string
  historyNow?: Date
  historyDays: number
  historyJourneys: number
  historySeed?: number
  json?: boolean
}

function liveOptions(flags: LiveFlags, secret: string): LiveOptions {
  const calls = flags.calls ? createWriteStream(flags.calls, { flags: 'a' }) : null
  return {
    seed: flags.seed,
    applicationID: flags.application,
    tenantID: flags.tenant,
    secret,
    environment: flags.environment === 'test' ? 'test' : 'live',
    target: flags.target,
    port: flags.port,
    host: flags.host,
    rate: flags.rate,
    overHttp: flags.overHttp,
    ...(flags.token ? { token: flags.token } : {}),
    ...(flags.apiKey ? { apiKey: flags.apiKey } : {}),
    ...(calls ? { onCall: (call) => calls.write(`${JSON.stringify(call)}\n`) } : {}),
    ...(flags.historyNow
      ? {
          history: {
            seed: flags.historySeed ?? flags.seed,
            days: flags.historyDays,
            journeys: flags.historyJourneys,
            now: flags.historyNow.getTime(),
          },
        }
      : {}),
  }
}

async function run(flags: LiveFlags): Promise<void> {
  const live = await startLive(liveOptions(flags, await readSecret(flags)))
  const { platform, continued } = live
  const said = { baseURL: platform.baseURL, apiKey: platform.apiKey(), rate: flags.rate, continued }
  if (flags.json) process.stdout.write(`${JSON.stringify(said)}\n`)
  else {
    const made = flags.apiKey ? '' : `, its API key ${said.apiKey}`
    process.stderr.write(`platform at ${said.baseURL}${made}\n`)
    process.stderr.write(`${flags.rate} new journeys a minute, ${continued} go on from the history; Ctrl-C stops\n`)
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await live.stop()
}

/** `live`: the platform and a partner in real time, until stopped. */
export function liveCommand(): Command {
  return new Command('live')
    .description('run the platform and a partner in real time, sending webhooks and calls to the product')
    .option('--seed <n>', 'seed', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--rate <n>', 'new journeys a minute', positiveNumber(600), 6)
    .option(
      '--over-http <share>',
      'share of them played by a borrower app over HTTP, 0.001 to 1',
      positiveNumber(1),
      0.2,
    )
    .option('--target <url>', 'base URL of the product', httpUrl, 'http://localhost:3000')
    .requiredOption('--application <uuid>', 'application ID', uuid)
    .requiredOption('--tenant <uuid>', 'tenant ID', uuid)
    .option('--token <token>', 'token with scope ingest: then the calls are told to the product, too')
    .option('--secret <secret>', "the application's webhook secret")
    .option('--secret-stdin', 'read the webhook secret from standard input')
    .addOption(new Option('--environment <name>', 'which one it plays').choices(['live', 'test']).default('live'))
    .option('--port <n>', 'port of the platform; 0 picks a free one', wholeNumber(0, 65_535), 4010)
    .option('--host <address>', 'address the platform listens on', '127.0.0.1')
    .option('--api-key <key>', "the platform's API key; made from the seed by default")
    .option('--calls <file>', "append the partner's own call log as JSON lines")
    .option('--history-now <iso>', 'go on with the history that was generated up to this time', instant)
    .option('--history-days <n>', 'its --days', positiveNumber(90), 14)
    .option('--history-journeys <n>', 'its --journeys', wholeNumber(1, 1_000_000), 5000)
    .option('--history-seed <n>', 'its --seed; default the same seed', wholeNumber(0, 2 ** 31 - 1))
    .option('--json', 'print one JSON object with address and key on standard output')
    .action(run)
}
