import { setTimeout as sleep } from 'node:timers/promises'
import { detectOnce } from '@/lib/detect/run'
import { ensureDaysAhead } from '@/lib/store/partitions'
import { log } from '@/lib/telemetry/log'
import { registerPullJobs } from './pulls'

const IDLE_MS = 300
const TROUBLE_MS = 1_000
const PARTITION_DAYS_AHEAD = 7
const HOUSEKEEPING_MS = 60 * 60_000

/** Runs until the signal: detection, pulls and housekeeping. Several workers may run over one database. */
export async function runWorker(signal: AbortSignal): Promise<void> {
  await Promise.all([detectionLoop(signal), housekeepingLoop(signal), registerPullJobs(signal)])
}

async function detectionLoop(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const done = await attempt('detection', () => detectOnce(new Date()))
    if (done === null) await pause(TROUBLE_MS, signal)
    else if (done === 0) await pause(IDLE_MS, signal)
  }
}

async function housekeepingLoop(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const done = await attempt('partitions', () => ensureDaysAhead(new Date(), PARTITION_DAYS_AHEAD))
    await pause(done === null ? TROUBLE_MS : HOUSEKEEPING_MS, signal)
  }
}

/** A failure is logged and tried again: the database may be restarting. */
async function attempt<T>(what: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error('unknown')
    log().error({ err: { name, message: message.slice(0, 300) } }, `${what} failed; trying again`)
    return null
  }
}

/** Ends early, without a throw, when the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}
