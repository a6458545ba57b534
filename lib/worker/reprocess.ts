import { setTimeout as sleep } from 'node:timers/promises'
import type { BulkOutcome, BulkRow, BulkWork } from '@/lib/domain/bulk-job'
import { ReworkChangeSchema } from '@/lib/domain/delivery-filter'
import { DeskError } from '@/lib/errors'
import { reworkDelivery, type ReworkJob, type ReworkResult } from '@/lib/ingest/reprocess-delivery'
import { log } from '@/lib/telemetry/log'

/** Small, so that progress shows and a batch with bodies of 1 MiB stays well within its time. */
const BATCH = 25
const ATTEMPTS = 3

export const reprocessJobs = {
  batch: BATCH,
  run: (job: BulkWork, rows: BulkRow[]) => reworkRows(job, 'reprocess', rows),
}
export const reverifyJobs = { batch: BATCH, run: (job: BulkWork, rows: BulkRow[]) => reworkRows(job, 'reverify', rows) }

/** In the order of the selection, which is that of `sequence`; each in a transaction of its own. */
async function reworkRows(job: BulkWork, mode: ReworkJob['mode'], rows: BulkRow[]): Promise<BulkOutcome[]> {
  const { applyStale } = ReworkChangeSchema.parse(job.change)
  const outcomes: BulkOutcome[] = []
  for (const row of rows) {
    const rework: ReworkJob = { jobID: job.jobID, actor: job.actor, mode, applyStale }
    outcomes.push({ row, ...(await reworkRow(row, rework)) })
  }
  return outcomes
}

/**
 * Live traffic writes the same journeys, so that a deadlock is tried again. What still fails is this row's own outcome and
 * does not stop its neighbours; without a database no outcome is recorded, and the row comes again.
 */
async function reworkRow(row: BulkRow, job: ReworkJob, attempt = 1): Promise<ReworkResult> {
  try {
    return await reworkDelivery({ applicationID: row.applicationID, id: row.subjectID }, job, new Date())
  } catch (error) {
    if (attempt < ATTEMPTS) {
      await sleep(50 * attempt)
      return reworkRow(row, job, attempt + 1)
    }
    const reason = error instanceof Error ? error.name : 'unknown'
    log().error({ jobID: job.jobID, deliveryID: row.subjectID, reason }, 'a delivery could not be processed again')
    const detail = error instanceof DeskError ? error.message : 'It failed on our side: the worker’s log says why.'
    return { outcome: 'failed', detail }
  }
}
