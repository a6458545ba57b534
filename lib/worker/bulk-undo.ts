import type { BulkOutcome, BulkRow } from '@/lib/domain/bulk-job'
import { activityOf } from '@/lib/domain/finding-triage'
import { TriageStateSchema, undoObstacle } from '@/lib/domain/finding-undo'
import { findHolding, lockTriages, saveTriage, type TriageRow, type TriageStep } from '@/lib/store/findings-triage'
import { nameOf, stateOf } from './bulk-findings'
import type { BulkHandler } from './bulk-jobs'

/** Puts findings back to what they were before a job, but for those that anything has changed since. */
export const findingUndoJobs: BulkHandler = {
  batch: 200,
  run: async (job, rows, { tx, now }) => {
    const held = await lockTriages(tx, rows)
    const byName = new Map(held.map((row) => [nameOf(row.applicationID, row.findingID), row]))
    const holding = await findHolding(tx, held)
    const done = rows.map((row) => putBack(row, byName.get(nameOf(row.applicationID, row.subjectID)), holding, now))
    const steps = done.flatMap(({ step }) => (step ? [step] : []))
    await saveTriage(tx, steps, { actor: job.actor, now, jobID: job.jobID })
    return done.map(({ outcome }) => outcome)
  },
}

function putBack(
  row: BulkRow,
  held: TriageRow | undefined,
  holding: Set<string>,
  now: Date,
): { outcome: BulkOutcome; step?: TriageStep } {
  if (!held) return { outcome: { row, outcome: 'gone', detail: 'The finding is no longer there.' } }
  if (row.revision !== held.triageRevision) {
    return { outcome: { row, outcome: 'changed meanwhile', detail: `It is now ${stateOf(held)}, and was left so.` } }
  }
  // Erased with the data of its borrower.
  if (row.before === null) return { outcome: { row, outcome: 'left', detail: 'What it was is not kept any more.' } }
  const before = TriageStateSchema.parse(row.before)
  const obstacle = undoObstacle(before, { holds: holding.has(nameOf(held.applicationID, held.findingID)), now })
  if (obstacle) return { outcome: { row, outcome: 'left', detail: obstacle } }
  const activity = activityOf(held, before)
  if (!activity) return { outcome: { row, outcome: 'unchanged', detail: `It was ${stateOf(held)} already.` } }
  return {
    outcome: { row, outcome: 'put back', detail: null },
    step: { row: held, next: before, activity, mentions: [] },
  }
}
