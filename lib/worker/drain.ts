import { setTimeout as sleep } from 'node:timers/promises'
import { jobs, type JobQueue } from '@/lib/store/jobs'
import { log } from '@/lib/telemetry/log'

export interface DrainOptions {
  /** Jobs in hand at once. */
  atOnce: number
  pollMs: number
  signal: AbortSignal
}

/** What a job answers; it is stored as JSON. */
export type JobHandler = (data: unknown, jobID: string) => Promise<object>

/**
 * Takes jobs off a queue until the signal aborts, then waits for those in hand. One poll fetches as many as there is
 * room for, and each ends by itself: a slow job keeps only its own place.
 */
export async function drain(queue: JobQueue, handle: JobHandler, options: DrainOptions): Promise<void> {
  const inHand = new Set<Promise<void>>()
  while (!options.signal.aborted) {
    const room = options.atOnce - inHand.size
    for (const { id, data } of room > 0 ? await fetchJobs(queue, room) : []) {
      const job = runJob(queue, id, data, handle).finally(() => inHand.delete(job))
      inHand.add(job)
    }
    await sleep(options.pollMs, undefined, { signal: options.signal }).catch(() => undefined)
  }
  await Promise.all(inHand)
}

async function fetchJobs(queue: JobQueue, batchSize: number): Promise<{ id: string; data: unknown }[]> {
  try {
    return await (await jobs()).fetch<unknown>(queue, { batchSize })
  } catch (error) {
    log().warn({ queue, reason: nameOf(error) }, 'jobs cannot be fetched')
    return []
  }
}

async function runJob(queue: JobQueue, id: string, data: unknown, handle: JobHandler): Promise<void> {
  try {
    const output = await handle(data, id)
    await (await jobs()).complete(queue, id, output)
  } catch (error) {
    log().error({ queue, jobID: id, reason: nameOf(error) }, 'a job failed')
    await jobs()
      .then((boss) => boss.fail(queue, id, { reason: nameOf(error) }))
      .catch(() => undefined)
  }
}

/** A driver's message may quote the values of a row, so only the kind of error is told. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error
}
