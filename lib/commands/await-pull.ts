import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { actorName, type Principal } from '@/lib/auth/principal'
import type { PullTrigger } from '@/lib/domain/pull-jobs'
import { DeskError } from '@/lib/errors'
import { jobs, type JobQueue } from '@/lib/store/jobs'
import { isLed } from '@/lib/store/leadership'

/** `finished: false`: the worker is still at it; the job's ID names it in the audit log. */
export type PullAnswer<T> = { finished: true; result: T } | { finished: false; jobID: string }

const WAIT_MS = 60_000
const POLL_MS = 250
/** A worker that just starts, or takes over, needs this long. */
const WORKER_WAIT_MS = 10_000
/** A job whose worker died is given up after this, and one that nobody took. */
const EXPIRE_SECONDS = 300

/** Asks the worker and waits for its answer. Throws UNAVAILABLE where no worker takes the job. */
export async function awaitPull<T>(queue: JobQueue, data: object, result: z.ZodType<T>): Promise<PullAnswer<T>> {
  const boss = await jobs()
  const jobID = await boss.send(queue, data, {
    retryLimit: 0,
    expireInSeconds: EXPIRE_SECONDS,
    retentionSeconds: EXPIRE_SECONDS,
  })
  if (jobID === null) throw new DeskError('UNAVAILABLE', 'The job queue did not take the pull.')
  const askedAt = Date.now()
  while (Date.now() - askedAt < WAIT_MS) {
    await sleep(POLL_MS)
    const job = await boss.getJobById(queue, jobID)
    if (job?.state === 'completed') return { finished: true, result: result.parse(job.output) }
    if (job && job.state !== 'created' && job.state !== 'active') throw lostJob(jobID)
    if (job?.state === 'created' && Date.now() - askedAt > WORKER_WAIT_MS && !(await isLed('pulls'))) {
      await boss.cancel(queue, jobID)
      throw noWorker()
    }
  }
  return { finished: false, jobID }
}

export function triggerOf(principal: Principal): PullTrigger {
  return { kind: principal.kind === 'system' ? 'cli' : principal.kind, actor: actorName(principal) }
}

function noWorker(): DeskError {
  const message = 'No worker is running, and pulls are done by the worker: start one with DESK_ROLE=worker or all.'
  return new DeskError('UNAVAILABLE', message, undefined, { retryAfterSeconds: 10 })
}

function lostJob(jobID: string): DeskError {
  const message = 'The worker could not finish the pull: its log names the job and the reason.'
  return new DeskError('INTERNAL', message, { jobID })
}
