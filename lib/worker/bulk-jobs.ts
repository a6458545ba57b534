import { setTimeout as sleep } from 'node:timers/promises'
import type { BulkKind, BulkOutcome, BulkRow, BulkWork } from '@/lib/domain/bulk-job'
import { claimBulkJob, deferBulkJob, finishBulkJob, recordBulkOutcomes, undoneBulkRows } from '@/lib/store/bulk-jobs'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import { log } from '@/lib/telemetry/log'
import { errorWords } from '@/lib/domain/error-words'
import { findingChangeJobs } from './bulk-findings'
import { findingUndoJobs } from './bulk-undo'
import { reprocessJobs, reverifyJobs } from './reprocess'

export interface BulkHandler {
  /** Rows of one call. */
  batch: number
  /**
   * Does the rows and says what became of each; rows left out are handed over again. What it does in `tx` commits with
   * the outcomes. What it does in transactions of its own may happen twice where the worker dies in between, and has to
   * bear that.
   */
  run: (job: BulkWork, rows: BulkRow[], context: { tx: Transaction; now: Date }) => Promise<BulkOutcome[]>
}

/** One entry a kind. */
const HANDLERS: Partial<Record<BulkKind, BulkHandler>> = {
  'finding-change': findingChangeJobs,
  'finding-undo': findingUndoJobs,
  'delivery-reprocess': reprocessJobs,
  'delivery-reverify': reverifyJobs,
}

const TIMEOUT_MS = 120_000
const IDLE_MS = 1_000

/** Works on bulk jobs until the signal aborts. Workers share the jobs, never one job. */
export async function runBulkJobs(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const worked = await workBulkJobs().catch((error: unknown) => {
      log().error({ reason: errorWords(error) }, 'bulk jobs failed; trying again')
      return false
    })
    if (!worked) await sleep(IDLE_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** One batch of the job that waits longest. False where there is none. */
export async function workBulkJobs(now: () => Date = () => new Date()): Promise<boolean> {
  const held: { job: BulkWork | null } = { job: null }
  try {
    return await inTransaction(async (tx) => {
      held.job = await claimBulkJob(tx, now())
      if (!held.job) return false
      await workBatch(tx, held.job, now)
      return true
    }, TIMEOUT_MS)
  } catch (error) {
    if (!held.job) throw error
    const { jobID } = held.job
    await deferBulkJob(jobID, errorWords(error), now())
    log().error({ jobID, reason: errorWords(error) }, 'a batch of a bulk job failed')
    return true
  }
}

async function workBatch(tx: Transaction, job: BulkWork, now: () => Date): Promise<void> {
  const { batch, run } = handlerOf(job.kind)
  const rows = await undoneBulkRows(tx, job.jobID, batch)
  const outcomes = rows.length === 0 ? [] : await run(job, rows, { tx, now: now() })
  if (rows.length > 0 && outcomes.length === 0) throw new Error('The rows of the job cannot be done.')
  await recordBulkOutcomes(tx, job.jobID, outcomes, now())
  if (rows.length < batch && outcomes.length === rows.length) await finishBulkJob(tx, job.jobID, now())
}

function handlerOf(kind: string): BulkHandler {
  const found = Object.entries(HANDLERS).find(([name]) => name === kind)?.[1]
  if (!found) throw new Error(`This version knows no job of the kind ${kind}.`)
  return found
}
