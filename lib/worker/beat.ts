import { randomUUID } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { BEAT_MS, type LoopVitals, type WorkerVitals } from '@/lib/domain/worker-beat'
import { removeWorkerBeat, saveWorkerBeat } from '@/lib/store/worker-beats'
import { log } from '@/lib/telemetry/log'
import { DESK_VERSION } from '@/lib/version'

const loops = new Map<string, LoopVitals>()

/** A loop of this worker went round once. `name` is one of a few fixed words. */
export function noteTurn(name: string, ms: number, failed: boolean): void {
  const { turns, failures, seconds } = loops.get(name) ?? { turns: 0, failures: 0, seconds: 0 }
  loops.set(name, {
    turns: turns + 1,
    failures: failures + (failed ? 1 : 0),
    seconds: seconds + ms / 1000,
    lastTurnAt: new Date().toISOString(),
  })
}

/** Tells in the database that this worker lives, until the signal aborts. */
export async function beat(signal: AbortSignal): Promise<void> {
  const workerID = randomUUID()
  const startedAt = new Date()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  while (!signal.aborted) {
    const vitals = vitalsNow(delay.max / 1e9)
    delay.reset()
    await saveWorkerBeat({ workerID, startedAt, seenAt: new Date(), version: DESK_VERSION, vitals }).catch(tellFailure)
    await sleep(BEAT_MS, undefined, { signal }).catch(() => undefined)
  }
  delay.disable()
  await removeWorkerBeat(workerID).catch(tellFailure)
}

function vitalsNow(eventLoopLagSeconds: number): WorkerVitals {
  const { user, system } = process.cpuUsage()
  return {
    residentBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    eventLoopLagSeconds,
    loops: Object.fromEntries(loops),
  }
}

function tellFailure(error: unknown): void {
  log().warn({ reason: error instanceof Error ? error.name : typeof error }, 'the worker could not tell that it lives')
}
