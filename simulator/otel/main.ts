import { setTimeout as sleepFor } from 'node:timers/promises'

import { Command, Option } from 'commander'

import { httpUrl, uuid, wholeNumber } from '../cli/options'
import { LIVE_SYSTEMS, playOn } from '../live/misconduct'
import { liveSystem } from '../live/system'
import { startInstrumented } from './instrumented'

interface Flags {
  name: string
  baseUrl: string
  application: string
  environment: 'live' | 'test'
  seed: number
}

/** One partner system in a process of its own, under the OpenTelemetry SDK. Its API key comes in through stdin. */
async function run(flags: Flags): Promise<void> {
  const misconduct = LIVE_SYSTEMS[flags.name]
  if (!misconduct) throw new Error(`There is no system ${flags.name}.`)
  const stopping = new AbortController()
  const apiKey = await readLine(() => stopping.abort())
  const instrumented = startInstrumented(flags.name)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const system = liveSystem({
    caller: flags.name,
    baseURL: flags.baseUrl,
    applicationID: flags.application,
    environment: flags.environment,
    seed: flags.seed,
    apiKey: () => apiKey,
    clock: Date.now,
    // The spans tell of the calls.
    onCall: () => undefined,
    sleep: (milliseconds) => sleepFor(milliseconds, undefined, { signal: stopping.signal }),
    send: instrumented.send,
  })
  await playOn(misconduct, system, stopping.signal)
  await instrumented.shutdown()
  process.stdin.destroy()
}

/** The first line; `onEnd` is called when whoever started us is gone. */
function readLine(onEnd: () => void): Promise<string> {
  let text = ''
  return new Promise((resolve) => {
    process.stdin.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')).trim())
    })
    process.stdin.once('end', onEnd)
  })
}

await new Command('otel-system')
  .requiredOption('--name <name>', 'which system')
  .requiredOption('--base-url <url>', 'base URL of the platform', httpUrl)
  .requiredOption('--application <uuid>', 'application ID', uuid)
  .addOption(new Option('--environment <name>').choices(['live', 'test']).default('live'))
  .option('--seed <n>', 'seed', wholeNumber(0, 2 ** 31 - 1), 1)
  .action(run)
  .parseAsync(process.argv)
