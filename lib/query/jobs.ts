import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { BULK_KINDS, BULK_STATES } from '@/lib/domain/bulk-job'
import { DeskError } from '@/lib/errors'
import { decodeCursor, encodeCursor } from '@/lib/query/cursor'
import { applicationID, cursor, limit, oneOrMore } from '@/lib/query/inputs'
import type { Page } from '@/lib/query/schemas'
import { findBulkJob, findBulkJobs, findBulkRows, type BulkJobRecord } from '@/lib/store/bulk-jobs'
import { findFindingSubjects } from '@/lib/store/findings-read'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

export const JobSchema = z
  .object({
    id: z.guid(),
    applicationID: z.guid().nullable().meta({ description: 'Null: its rows belong to several applications.' }),
    kind: z.string().meta({ examples: [...BULK_KINDS] }),
    state: z.enum(BULK_STATES),
    title: z.string(),
    reason: z.string(),
    actor: z.string(),
    filter: z.json(),
    change: z.json(),
    total: z.int().meta({ description: 'Rows that were selected when it was asked for.' }),
    done: z.int(),
    outcomes: z.record(z.string(), z.int()).meta({ description: 'How many rows ended how.' }),
    createdAt: at,
    startedAt: at.nullable(),
    finishedAt: at.nullable(),
    error: z.string().nullable(),
    undoes: z.guid().nullable().meta({ description: 'The job whose changes this one puts back.' }),
    undoneBy: z.guid().nullable().meta({ description: 'The job that puts back what this one changed.' }),
  })
  .meta({ id: 'Job' })
export type Job = z.infer<typeof JobSchema>

export const JobRowSchema = z
  .object({
    applicationID: z.guid(),
    position: z.int(),
    subjectID: z.string(),
    label: z.string().nullable().meta({ description: 'What the subject is about, where its ID does not say it.' }),
    outcome: z.string().nullable().meta({ description: 'Null: not done yet.' }),
    detail: z.string().nullable(),
    doneAt: at.nullable(),
  })
  .meta({ id: 'JobRow' })
export type JobRow = z.infer<typeof JobRowSchema>

export const JobsQuerySchema = z.object({
  kind: oneOrMore(BULK_KINDS).optional(),
  applicationID: applicationID.optional(),
  limit,
  cursor,
})

/** Jobs over many rows, the newest first. Whoever may not see every application sees jobs whose rows are all of theirs. */
export async function listJobs(principal: Principal, input: z.input<typeof JobsQuerySchema>): Promise<Page<Job>> {
  const { kind, limit: wanted, cursor: from, ...query } = JobsQuerySchema.parse(input)
  authorise(principal, 'read', query.applicationID)
  const filter = { scope: applicationScope(principal, query.applicationID ?? null), kinds: kind }
  const jobs = await findBulkJobs(filter, wanted + 1, from ? decodeCursor(from) : null)
  const page = jobs.slice(0, wanted)
  const last = page.at(-1)
  return {
    data: page.map(toJob),
    nextCursor: last && jobs.length > wanted ? encodeCursor({ at: last.createdAt, id: last.jobID }) : null,
  }
}

export const JobParamsSchema = z.object({ jobID: z.guid({ error: 'must be the UUID of a job' }) })

/** Throws NOT_FOUND, also for a job of an application that the principal may not see. */
export async function readJob(principal: Principal, { jobID }: { jobID: string }): Promise<Job> {
  authorise(principal, 'read')
  const job = await findBulkJob(jobID, applicationScope(principal))
  if (!job) throw new DeskError('NOT_FOUND', 'There is no job with this ID.')
  return toJob(job)
}

export const JobRowsQuerySchema = z.object({
  outcome: z.string().max(50).optional().meta({ description: 'Rows that ended so; pending: those not done yet.' }),
  limit,
  cursor,
})

/** The selection of a job in its order, each row with what became of it. */
export async function listJobRows(
  principal: Principal,
  { jobID }: { jobID: string },
  input: z.input<typeof JobRowsQuerySchema>,
): Promise<Page<JobRow>> {
  const { outcome, limit: wanted, cursor: from } = JobRowsQuerySchema.parse(input)
  const job = await readJob(principal, { jobID })
  const rows = await findBulkRows(jobID, { outcome }, wanted + 1, positionOf(from))
  const page = rows.slice(0, wanted)
  const last = page.at(-1)
  const labels = job.kind.startsWith('finding-') ? await findFindingSubjects(page) : new Map<string, string>()
  return {
    data: page.map((row) => toRow(row, labels)),
    nextCursor: last && rows.length > wanted ? String(last.position) : null,
  }
}

function positionOf(from: string | undefined): number {
  if (from === undefined) return 0
  if (/^\d{1,9}$/.test(from)) return Number(from)
  throw new DeskError('BAD_REQUEST', 'cursor: must be the nextCursor of an earlier answer; leave it out to start again')
}

const jsonOrNull = z.json().catch(null)

function toJob({ jobID, outcomes, filter, change, state, ...job }: BulkJobRecord): Job {
  return {
    ...job,
    id: jobID,
    state: z.enum(BULK_STATES).catch('failed').parse(state),
    filter: jsonOrNull.parse(filter),
    change: jsonOrNull.parse(change),
    done: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    outcomes,
  }
}

function toRow(row: Awaited<ReturnType<typeof findBulkRows>>[number], labels: Map<string, string>): JobRow {
  const { applicationID, position, subjectID, outcome, detail, doneAt } = row
  return { applicationID, position, subjectID, label: labels.get(subjectID) ?? null, outcome, detail, doneAt }
}
