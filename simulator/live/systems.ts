import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'

import type { ApiCall } from '../calls/types'
import type { Platform } from '../platform/start'
import type { Environment } from '../platform/types'
import { LIVE_SYSTEMS, playOn } from './misconduct'
import { liveSystem } from './system'

export interface SystemsOptions {
  platform: Platform
  applicationID: string
  environment: Environment
  seed: number
  /** Base URL of the product, and a token with scope ingest. */
  target: string
  token: string
  clock: () => number
  sleep: (milliseconds: number) => Promise<void>
  onCall: (call: ApiCall) => void
  signal: AbortSignal
}

const STOP_WITHIN_MS = 2_500

/** The partner's other systems: those that report by batches play here, the others under OpenTelemetry beside us. */
export function startSystems(options: SystemsOptions): { stop: () => Promise<void> } {
  const { platform, signal, ...rest } = options
  const children: ChildProcess[] = []
  for (const [caller, misconduct] of Object.entries(LIVE_SYSTEMS)) {
    if (misconduct.via === 'otlp') children.push(instrumentedSystem(caller, options))
    else {
      const system = liveSystem({ ...rest, caller, baseURL: platform.baseURL, apiKey: platform.apiKey })
      void playOn(misconduct, system, signal)
    }
  }
  return { stop: async () => void (await Promise.all(children.map(stopped))) }
}

/** Told by the two environment variables of OpenTelemetry where its spans go, and by nothing else. */
function instrumentedSystem(caller: string, { platform, target, token, ...options }: SystemsOptions): ChildProcess {
  const to = ['--base-url', platform.baseURL, '--application', options.applicationID]
  const as = ['--name', caller, '--environment', options.environment, '--seed', String(options.seed)]
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve('simulator/otel/main.ts'), ...as, ...to], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: process.env.NODE_ENV,
      OTEL_EXPORTER_OTLP_ENDPOINT: `${target}/api/ingest/otlp`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${token}`,
    },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.on('error', (error) => process.stderr.write(`${caller} does not start: ${error.message}\n`))
  child.stdin?.on('error', () => undefined)
  // It stays open: where we end without a word, its end stops the child.
  child.stdin?.write(`${platform.apiKey()}\n`)
  return child
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await new Promise((resolve) => child.once('exit', resolve))
  clearTimeout(late)
}
