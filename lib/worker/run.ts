import { setTimeout as sleep } from 'node:timers/promises'
import { detectOnce } from '@/lib/detect/run'
import { wakeSnoozedFindings } from '@/lib/store/findings-triage'
import { log } from '@/lib/telemetry/log'
import { keepHouse } from './housekeeping'
import { registerPullJobs } from './pulls'

const IDLE_MS = 300
const TROUBLE_MS = 1_000
const HOUSEKEEPING_MS = 60 * 60_000
const SNOOZE_MS = 2_000

/** Runs until the signal: detection, pulls and housekeeping. Several workers may run over one database. */
export async function runWorker(signal: AbortSignal): Promise<void> {
  await Promise.all([
    detectionLoop(signal),
    repeat('housekeeping', () => keepHouse(new Date()), HOUSEKEEPING_MS, signal),
    repeat('snoozes', () => wakeSnoozedFindings(new Date()), SNOOZE_MS, signal),
    registerPullJobs(signal),
  ])
}

async function detectionLoop(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const done = await attempt('detection', () => detectOnce(new Date()))
    if (done === null) await pause(TROUBLE_MS, signal)
    else if (done === 0) await pause(IDLE_MS, signal)
  }
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
  try {
    return await work()
  } catch (error) {
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
