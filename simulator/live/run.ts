import { setMaxListeners } from 'node:events'
import { setTimeout as sleepFor } from 'node:timers/promises'

import type { ApiCall } from '../calls/types'
import { PartnerBackend } from '../partner/backend'
import { BorrowerApp } from '../partner/borrower-app'
import { PartnerClient } from '../partner/client'
import { GOOD_CONDUCT, type Conduct } from '../partner/conduct'
import { startPlatform, type Platform } from '../platform/start'
import type { Environment } from '../platform/types'
import { SCRIPTED_BORROWER } from '../world/borrower'
import { makeProfile } from '../world/people'
import { Random } from '../world/random'
import { isFinal, MINUTE } from '../world/types'
import { playWorld, type WorldOptions } from '../world/world'
import { liveBehaviour } from './behaviour'
import { liveMischief } from './mischief'
import { reportCalls } from './report-calls'
import { startSystems } from './systems'

export interface LiveOptions {
  seed: number
  applicationID: string
  tenantID: string
  secret: string
  environment?: Environment
  /** Base URL of the product; webhooks go to its receiver. Without it none are sent. */
  target?: string
  port?: number
  host?: string
  apiKey?: string
  /** With scope ingest: then the calls of the partner's systems are told to the product, and more systems play. */
  token?: string
  /** New journeys a minute. */
  rate: number
  /** Share of them that a borrower app plays over HTTP; the others are played inside the platform. */
  overHttp?: number
  /** Journeys of a generated history that go on where it ended. */
  history?: WorldOptions
  onCall?: (call: ApiCall) => void
  conduct?: (index: number) => Conduct
  /** World seconds per real second; 1 outside tests. */
  speed?: number
}

export interface Live {
  platform: Platform
  /** How many journeys were started here. */
  started: () => number
  continued: number
  stop: () => Promise<void>
}

const TICK_MS = 250

/** The platform and a partner in real time: new journeys come, old ones go on, webhooks are sent. */
export async function startLive(options: LiveOptions): Promise<Live> {
  const { seed, speed = 1, environment = 'live' } = options
  const origin = Date.now()
  const clock = (): number => Math.round(origin + (Date.now() - origin) * speed)
  const stopping = new AbortController()
  // Each borrower waits on it.
  setMaxListeners(0, stopping.signal)
  const platform = await startPlatform({
    seed,
    environment,
    applicationID: options.applicationID,
    tenantID: options.tenantID,
    clock,
    behaviour: (index) => liveBehaviour(seed, index),
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.host === undefined ? {} : { host: options.host }),
    ...(options.apiKey === undefined ? {} : { apiKey: options.apiKey }),
    ...(options.target === undefined
      ? {}
      : { webhook: { url: `${options.target}/api/webhooks/platform`, secret: options.secret } }),
  })
  const telling = startTelling(platform, options, { clock, signal: stopping.signal, speed })
  const mischief = liveMischief(seed)
  platform.webhooks.mischief = (_, state) => mischief(state)
  const continued = options.history ? continueHistory(platform, options.history) : 0
  let started = 0
  const spawn = (): void => {
    const index = started
    started += 1
    startOne(platform, { ...options, onCall: telling.onCall }, { index, clock, signal: stopping.signal, speed })
  }
  const tick = setInterval(() => platform.advance(), TICK_MS)
  const arrivals = setInterval(spawn, MINUTE / options.rate / speed)
  spawn()
  return {
    platform,
    continued,
    started: () => started,
    stop: async () => {
      stopping.abort()
      clearInterval(tick)
      clearInterval(arrivals)
      await telling.stop()
      await platform.stop()
    },
  }
}

interface Telling {
  onCall: (call: ApiCall) => void
  stop: () => Promise<void>
}

/** Tells the product of the calls, where it is known and a token is given. */
function startTelling(platform: Platform, options: LiveOptions, run: Omit<Spawn, 'index'>): Telling {
  const { target, token, onCall = () => undefined } = options
  if (!target || !token) return { onCall, stop: async () => undefined }
  const reporter = reportCalls(target, token)
  const both = (call: ApiCall): void => {
    onCall(call)
    reporter.add(call)
  }
  const { applicationID, environment = 'live', seed } = options
  const of = { platform, applicationID, environment, seed, target, token }
  const systems = startSystems({ ...of, ...run, sleep: sleepOf(run), onCall: both })
  return {
    onCall: both,
    stop: async () => {
      await systems.stop()
      await reporter.close()
    },
  }
}

function sleepOf({ speed, signal }: Omit<Spawn, 'index'>): (milliseconds: number) => Promise<void> {
  return (milliseconds) => sleepFor(milliseconds / speed, undefined, { signal })
}

/** Takes over all of a history, so that pulls find what has ended too; counts what goes on. */
function continueHistory(platform: Platform, history: WorldOptions): number {
  const played = playWorld(history)
  for (const one of played) platform.world.adopt(one, one.journey)
  return played.filter(({ journey }) => !isFinal(journey.state.status)).length
}

interface Spawn {
  index: number
  clock: () => number
  signal: AbortSignal
  speed: number
}

function startOne(platform: Platform, options: LiveOptions, spawn: Spawn): void {
  const random = new Random(options.seed, 'arrival', spawn.index, spawn.clock())
  const borrowerExternalID = `CUST_L${random.letters('0123456789', 7)}`
  const profile = makeProfile(random)
  if (random.chance(options.overHttp ?? 0.2)) {
    const app = borrowerApp(platform, options, spawn, random, { borrowerExternalID, profile })
    app.run().catch((error: unknown) => {
      if (!spawn.signal.aborted) process.stderr.write(`borrower app: ${String(error)}\n`)
    })
    return
  }
  const borrower = platform.world.borrower(borrowerExternalID)
  Object.assign(borrower.profile, profile)
  const behaviour = liveBehaviour(options.seed, random.int(0, 1_000_000))
  const type = random.chance(0.88) ? 'PERSONAL_LOAN' : 'GOLD_LOAN'
  platform.world.start({ borrower, type, behaviour, borrowerSide: SCRIPTED_BORROWER, scenario: 'live' })
}

function borrowerApp(
  platform: Platform,
  options: LiveOptions,
  spawn: Spawn,
  random: Random,
  who: { borrowerExternalID: string; profile: ReturnType<typeof makeProfile> },
): BorrowerApp {
  const client = (caller: string): PartnerClient =>
    new PartnerClient({
      caller,
      baseURL: platform.baseURL,
      applicationID: options.applicationID,
      environment: options.environment ?? 'live',
      random,
      clock: spawn.clock,
      onCall: options.onCall ?? (() => undefined),
    })
  return new BorrowerApp({
    client: client('borrower-app'),
    backend: new PartnerBackend(client('backend'), platform.apiKey),
    conduct: options.conduct?.(spawn.index) ?? GOOD_CONDUCT,
    random,
    ...who,
    clock: spawn.clock,
    sleep: sleepOf(spawn),
  })
}
