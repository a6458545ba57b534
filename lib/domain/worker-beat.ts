import { z } from 'zod'

/** A worker beats this often; it counts as gone after `WORKER_GONE_MS` of silence. */
export const BEAT_MS = 5_000
export const WORKER_GONE_MS = 30_000

const loopSchema = z.object({
  turns: z.number(),
  failures: z.number(),
  /** Work in all, in seconds. */
  seconds: z.number(),
  lastTurnAt: z.iso.datetime(),
})
export type LoopVitals = z.infer<typeof loopSchema>

export const vitalsSchema = z.object({
  residentBytes: z.number(),
  cpuSeconds: z.number(),
  /** The longest that the event loop was held up since the beat before. */
  eventLoopLagSeconds: z.number(),
  loops: z.record(z.string(), loopSchema),
})

/** What a worker says of itself. */
export type WorkerVitals = z.infer<typeof vitalsSchema>

export interface WorkerBeat {
  workerID: string
  startedAt: Date
  seenAt: Date
  version: string
  vitals: WorkerVitals
}

export function isAlive(beat: Pick<WorkerBeat, 'seenAt'>, now: Date): boolean {
  return now.getTime() - beat.seenAt.getTime() < WORKER_GONE_MS
}
