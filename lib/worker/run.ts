import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { detectOnce } from '@/lib/detect/run'
import { signChainEnd } from '@/lib/store/audit-checkpoints'
import { databaseNow } from '@/lib/store/clock'
import { longestWaitMs } from '@/lib/store/detect-work'
import { noteDetectionTurn } from '@/lib/store/detection-turn'
import { wakeSnoozedFindings } from '@/lib/store/findings-triage'
import { summariseCallIDs } from '@/lib/store/lookup-summaries'
import { analyseFreshTables } from '@/lib/store/statistics'
import { log } from '@/lib/telemetry/log'
import { traceWork } from '@/lib/telemetry/traces'
import { beat, noteTurn } from './beat'
import { runBulkJobs } from './bulk-jobs'
import { keepHouse } from './housekeeping'
import { runNotifications } from './notifications'
import { INCIDENTS_EVERY_MS, watchIncidents } from './incidents'
import { learnDaily } from './learning'
import { registerPullJobs } from './pulls'

/** Each loop waits for the end once or twice; many more listeners than this would be a leak. */
const LISTENERS_MAX = 32
const IDLE_MS = 300
const TROUBLE_MS = 1_000
/**
 * Detection rests four times as long as it worked, up to this: what comes meanwhile is judged together, and ingest comes
 * first. Where something waits for longer than it should, the rest is short; told within five seconds is soon enough.
 */
const REST_TIMES = 4
const REST_MAX_MS = 2_000
const SHORT_REST_MAX_MS = 100
const WAIT_MAX_MS = 2_500
const HOUSEKEEPING_MS = 60 * 60_000
const STATISTICS_MS = 2_000
const SNOOZE_MS = 2_000
const SUMMARIES_MS = 60_000
const CHECKPOINTS_MS = 5 * 60_000

/** Runs until the signal: detection, pulls, bulk jobs and housekeeping. Several workers may run over one database. */
export async function runWorker(signal: AbortSignal): Promise<void> {
  setMaxListeners(LISTENERS_MAX, signal)
  await Promise.all([
    beat(signal),
    detectionLoop(signal),
    repeat('housekeeping', () => keepHouse(new Date()), HOUSEKEEPING_MS, signal),
    repeat('snoozes', async () => wakeSnoozedFindings(await databaseNow()), SNOOZE_MS, signal),
    repeat('incidents', () => watchIncidents(signal), INCIDENTS_EVERY_MS, signal),
    repeat('summaries of calls', summariseCallIDs, SUMMARIES_MS, signal),
    repeat('checkpoints of the audit log', () => signChainEnd(new Date()), CHECKPOINTS_MS, signal),
    repeat('statistics', analyseFreshTables, STATISTICS_MS, signal),
    registerPullJobs(signal),
    learnDaily(signal),
    runBulkJobs(signal),
    runNotifications(signal),
  ])
}

async function detectionLoop(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const startedAt = performance.now()
    const done = await attempt('detection', async () => detectOnce(await databaseNow()))
    if (done) traceWork('detection', Date.now() - (performance.now() - startedAt), { 'desk.subjects': done })
    if (done !== null) await attempt('the turn of detection', async () => noteDetectionTurn(await databaseNow()))
    if (done === null) await pause(TROUBLE_MS, signal)
    else if (done === 0) await pause(IDLE_MS, signal)
    else await pause(await restAfter(performance.now() - startedAt), signal)
  }
}

async function restAfter(workedMs: number): Promise<number> {
  const waitingMs = (await attempt('the rest of detection', longestWaitMs)) ?? 0
  return waitingMs > WAIT_MAX_MS
    ? Math.min(SHORT_REST_MAX_MS, workedMs / 4)
    : Math.min(REST_MAX_MS, workedMs * REST_TIMES)
}

async function repeat(what: string, work: () => Promise<unknown>, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isDone = await attempt(what, async () => {
      await work()
      return true
    })
    await pause(isDone ? everyMs : TROUBLE_MS, signal)
  }
}

/** A failure is logged and tried again: the database may be restarting. */
async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | null> {
  const startedAt = performance.now()
  try {
    const done = await work()
    noteTurn(what, performance.now() - startedAt, false)
    return done
  } catch (error) {
    noteTurn(what, performance.now() - startedAt, true)
    log().error({ err: kindOf(error) }, `${what} failed; trying again`)
    return null
  }
}

/** A driver's message may quote the values of a row, so only the kind of error is told. */
function kindOf(error: unknown): { name: string; code: unknown } {
  if (!(error instanceof Error)) return { name: typeof error, code: null }
  return { name: error.name, code: 'code' in error ? error.code : null }
}

/** Ends early, without a throw, when the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
