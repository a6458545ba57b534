import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { db } from './client'
import type { Transaction } from './transaction'

const jobSchema = z.array(
  z.object({
    jobID: z.string(),
    applicationID: z.string().nullable(),
    kind: z.string(),
    title: z.string(),
    finishedAt: z.date().nullable(),
  }),
)
export type UndoableJob = z.infer<typeof jobSchema>[number] & { undoneBy: string | null }

/** Held until the transaction ends, so that it is undone once. */
export async function lockJobToUndo(tx: Transaction, jobID: string): Promise<UndoableJob | null> {
  const rows = await tx.$queryRaw`
    SELECT job_id AS "jobID", application_id AS "applicationID", kind, title, finished_at AS "finishedAt"
    FROM bulk_job WHERE job_id = ${jobID}::uuid FOR UPDATE`
  const [job] = jobSchema.parse(rows)
  // Asked once the row is held: the statement that waited for it does not see what was written meanwhile.
  return job ? { ...job, undoneBy: (await findUndoings([jobID], tx)).get(jobID) ?? null } : null
}

const CHANGED = 'changed'

/** A job over what that one changed, each row at the revision that it left. Answers its ID and how many rows it has. */
export async function insertUndoJob(
  tx: Transaction,
  { jobID: undoes, applicationID, title }: UndoableJob,
  { actor, reason }: { actor: string; reason: string },
): Promise<{ jobID: string; total: number }> {
  const jobID = randomUUID()
  const total = await tx.$executeRaw`
    INSERT INTO bulk_job_row (application_id, job_id, position, subject_id, revision, before)
    SELECT application_id, ${jobID}::uuid, row_number() OVER (ORDER BY position), subject_id, revision + 1, before
    FROM bulk_job_row WHERE job_id = ${undoes}::uuid AND outcome = ${CHANGED} AND before IS NOT NULL`
  const job = { kind: 'finding-undo', applicationID, actor, reason, title: `Undo: ${title}`, undoes }
  await tx.bulkJob.create({
    data: { ...job, jobID, state: 'queued', total, filter: {}, change: {} },
    select: { jobID: true },
  })
  return { jobID, total }
}

const undoingsSchema = z.array(z.object({ undoes: z.string(), jobID: z.string() }))

/** The job that undoes each of these, where there is one. */
export async function findUndoings(jobIDs: string[], at: Transaction = db()): Promise<Map<string, string>> {
  if (jobIDs.length === 0) return new Map()
  const rows = await at.bulkJob.findMany({
    where: { undoes: { in: jobIDs } },
    select: { undoes: true, jobID: true },
  })
  return new Map(undoingsSchema.parse(rows).map(({ undoes, jobID }) => [undoes, jobID]))
}
