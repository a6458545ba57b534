import { applicationScope, authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import type { FindingBulkAnswer } from '@/lib/domain/finding-bulk'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { findBulkJob } from '@/lib/store/bulk-jobs'
import { insertUndoJob, lockJobToUndo, type UndoableJob } from '@/lib/store/bulk-undo'
import { inTransaction } from '@/lib/store/transaction'

/**
 * Puts back what a change of many findings changed, in the worker: each finding that nothing has changed since. Throws
 * NOT_FOUND, also for a job of an application that the principal may not see, and CONFLICT for a job that still runs,
 * was undone already or changed nothing.
 */
export async function undoJob(principal: Principal, { jobID }: { jobID: string }): Promise<FindingBulkAnswer> {
  authorise(principal, 'triage')
  const actor = actorName(principal)
  const visible = await findBulkJob(jobID, applicationScope(principal))
  return inTransaction(async (tx) => {
    const job = visible && (await lockJobToUndo(tx, jobID))
    if (!job) throw new DeskError('NOT_FOUND', 'There is no job with this ID.')
    refuseUndo(job)
    const reason = `Undoes “${job.title}”.`
    const undo = await insertUndoJob(tx, job, { actor, reason })
    if (undo.total === 0) throw new DeskError('CONFLICT', 'The job changed no finding that could be put back.')
    const detail = { undoes: jobID, total: undo.total }
    await writeAudit({ actor, action: 'undo.job', applicationID: job.applicationID, subject: undo.jobID, detail }, tx)
    return { ...undo, href: `/jobs/${undo.jobID}` }
  })
}

function refuseUndo({ kind, finishedAt, undoneBy }: UndoableJob): void {
  if (kind !== 'finding-change') throw new DeskError('CONFLICT', 'Only a change of findings can be undone.')
  if (finishedAt === null) throw new DeskError('CONFLICT', 'The job still runs: wait until it has ended.')
  if (undoneBy !== null) throw new DeskError('CONFLICT', `The job was undone already: see /jobs/${undoneBy}.`)
}
