import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import type { BulkKind, BulkOutcome, BulkRow, BulkSubject, BulkWork } from '@/lib/domain/bulk-job'
import { NIL_APPLICATION } from './applications'
import { findUndoings } from './bulk-undo'
import { db } from './client'
import { Prisma } from './generated/client'
import { toJson } from './journey-json'
import { inTransaction, type Transaction } from './transaction'
import { within } from './within'

export interface NewBulkJob {
  kind: BulkKind
  /** Null where the rows belong to several applications. */
  applicationID: string | null
  actor: string
  reason: string
  /** What it does, in words that people read: "Snooze until …". */
  title: string
  filter: Prisma.InputJsonObject
  change: Prisma.InputJsonObject
}

/** Writes the job and its frozen selection; the worker begins within a second of the commit. Answers the job's ID. */
export async function insertBulkJob(tx: Transaction, job: NewBulkJob, subjects: BulkSubject[]): Promise<string> {
  const jobID = randomUUID()
  await tx.bulkJob.create({ data: { ...job, jobID, state: 'queued', total: subjects.length }, select: { jobID: true } })
  await tx.$executeRaw`
    INSERT INTO bulk_job_row (application_id, job_id, position, subject_id, revision)
    SELECT application_id, ${jobID}::uuid, position, subject_id, revision
    FROM unnest(${subjects.map((s) => s.applicationID)}::uuid[], ${subjects.map((s) => s.subjectID)}::text[],
      ${subjects.map((s) => s.revision)}::int[]) WITH ORDINALITY AS t(application_id, subject_id, revision, position)`
  return jobID
}

const workSchema = z.array(
  z.object({
    jobID: z.string(),
    kind: z.string(),
    actor: z.string(),
    reason: z.string(),
    filter: z.unknown(),
    change: z.unknown(),
  }),
)

/** The job that waits longest, held until the transaction ends; what a dead worker held is free with its connection. */
export async function claimBulkJob(tx: Transaction, now: Date): Promise<BulkWork | null> {
  const rows = await tx.$queryRaw`
    SELECT job_id AS "jobID", kind, actor, reason, filter, change FROM bulk_job
    WHERE state IN ('queued', 'running') AND due_at <= ${now}
    ORDER BY due_at, created_at LIMIT 1 FOR UPDATE SKIP LOCKED`
  return workSchema.parse(rows)[0] ?? null
}

const rowsSchema = z.array(
  z.object({
    applicationID: z.string(),
    position: z.number(),
    subjectID: z.string(),
    revision: z.number().nullable(),
    before: z.unknown(),
  }),
)

/** The next rows without an outcome, in the order of the selection. */
export async function undoneBulkRows(tx: Transaction, jobID: string, limit: number): Promise<BulkRow[]> {
  const rows = await tx.$queryRaw`
    SELECT application_id AS "applicationID", position, subject_id AS "subjectID", revision, before FROM bulk_job_row
    WHERE job_id = ${jobID}::uuid AND outcome IS NULL ORDER BY position LIMIT ${limit}`
  return rowsSchema.parse(rows)
}

export async function recordBulkOutcomes(
  tx: Transaction,
  jobID: string,
  outcomes: BulkOutcome[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE bulk_job_row r SET outcome = t.outcome, detail = t.detail, done_at = ${now},
      before = COALESCE(t.before::jsonb, r.before)
    FROM unnest(${outcomes.map(({ row }) => row.applicationID)}::uuid[],
      ${outcomes.map(({ row }) => row.position)}::int[], ${outcomes.map(({ outcome }) => outcome)}::text[],
      ${outcomes.map(({ detail }) => detail)}::text[],
      ${outcomes.map(({ before }) => (before ? toJson(before) : null))}::text[])
      AS t(application_id, position, outcome, detail, before)
    WHERE r.application_id = t.application_id AND r.job_id = ${jobID}::uuid AND r.position = t.position`
  await tx.$executeRaw`
    UPDATE bulk_job SET state = 'running', started_at = COALESCE(started_at, ${now}), attempts = 0, error = NULL,
      due_at = ${now}
    WHERE job_id = ${jobID}::uuid`
}

export async function finishBulkJob(tx: Transaction, jobID: string, now: Date): Promise<void> {
  await tx.bulkJob.updateMany({
    where: { jobID },
    data: { state: 'finished', finishedAt: now, attempts: 0, error: null },
  })
  await tx.bulkJob.updateMany({ where: { jobID, startedAt: null }, data: { startedAt: now } })
}

const ATTEMPTS_MAX = 5

/** A batch broke: again later, and given up after five in a row. Rows already done keep their outcome. */
export async function deferBulkJob(jobID: string, error: string, now: Date): Promise<void> {
  await inTransaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE bulk_job SET attempts = attempts + 1, error = ${error.slice(0, 500)},
        due_at = ${now}::timestamptz + interval '1 second' * power(2, attempts)
      WHERE job_id = ${jobID}::uuid AND state IN ('queued', 'running')`
    await tx.bulkJob.updateMany({
      where: { jobID, state: { in: ['queued', 'running'] }, attempts: { gte: ATTEMPTS_MAX } },
      data: { state: 'failed', finishedAt: now },
    })
  })
}

const JOB_COLUMNS = {
  jobID: true,
  applicationID: true,
  kind: true,
  state: true,
  actor: true,
  reason: true,
  title: true,
  filter: true,
  change: true,
  total: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
  error: true,
  undoes: true,
} as const satisfies Prisma.BulkJobSelect

/** Jobs whose rows are all of these applications. */
function isWithin(scope: ApplicationScope): Prisma.Sql {
  if (scope === null) return Prisma.sql`TRUE`
  return Prisma.sql`(${within(Prisma.sql`application_id`, scope)} OR (application_id IS NULL AND NOT EXISTS (
    SELECT FROM (SELECT application_id FROM application UNION ALL SELECT ${NIL_APPLICATION}::uuid) AS other
    WHERE other.application_id <> ALL(${[...scope]}::uuid[]) AND EXISTS (
      SELECT FROM bulk_job_row r WHERE r.application_id = other.application_id AND r.job_id = bulk_job.job_id))))`
}

const idsSchema = z.array(z.object({ jobID: z.string() }))

/** Newest first. */
export async function findBulkJobs(
  filter: { scope: ApplicationScope; kinds?: string[] | undefined },
  limit: number,
  after: { at: Date; id: string } | null,
) {
  const conditions = [isWithin(filter.scope)]
  if (filter.kinds) conditions.push(Prisma.sql`kind = ANY(${filter.kinds}::text[])`)
  if (after) conditions.push(Prisma.sql`(created_at, job_id) < (${after.at}, ${after.id}::uuid)`)
  const found = await db().$queryRaw(Prisma.sql`
    SELECT job_id AS "jobID" FROM bulk_job WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY created_at DESC, job_id DESC LIMIT ${limit}`)
  const jobs = await db().bulkJob.findMany({
    where: { jobID: { in: idsSchema.parse(found).map(({ jobID }) => jobID) } },
    select: JOB_COLUMNS,
    orderBy: [{ createdAt: 'desc' }, { jobID: 'desc' }],
  })
  return withOutcomes(jobs)
}

/** Null also where some of its rows are of other applications. */
export async function findBulkJob(jobID: string, scope: ApplicationScope) {
  const [held] = await db().$queryRaw<unknown[]>`
    SELECT 1 AS held FROM bulk_job WHERE job_id = ${jobID}::uuid AND ${isWithin(scope)}`
  const job = held ? await db().bulkJob.findUnique({ where: { jobID }, select: JOB_COLUMNS }) : null
  return job ? ((await withOutcomes([job]))[0] ?? null) : null
}

/** With how many rows ended how, and the job that undoes each. */
async function withOutcomes<T extends { jobID: string }>(jobs: T[]) {
  const jobIDs = jobs.map(({ jobID }) => jobID)
  const [counts, undone] = await Promise.all([countOutcomes(jobIDs), findUndoings(jobIDs)])
  return jobs.map((job) => ({
    ...job,
    outcomes: counts.get(job.jobID) ?? {},
    undoneBy: undone.get(job.jobID) ?? null,
  }))
}
export type BulkJobRecord = NonNullable<Awaited<ReturnType<typeof findBulkJob>>>

const countsSchema = z.array(z.object({ jobID: z.string(), outcome: z.string(), count: z.number() }))

/** How many rows of each job ended how; rows not yet done are not counted. */
async function countOutcomes(jobIDs: string[]): Promise<Map<string, Record<string, number>>> {
  if (jobIDs.length === 0) return new Map()
  const rows = await db().$queryRaw`
    SELECT job_id AS "jobID", outcome, count(*)::int AS count FROM bulk_job_row
    WHERE job_id = ANY(${jobIDs}::uuid[]) AND outcome IS NOT NULL GROUP BY 1, 2`
  const counts = new Map<string, Record<string, number>>()
  for (const { jobID, outcome, count } of countsSchema.parse(rows)) {
    counts.set(jobID, { ...counts.get(jobID), [outcome]: count })
  }
  return counts
}

/** Rows in the order of the selection, after a position; `outcome` narrows, `pending` to those not yet done. */
export async function findBulkRows(
  jobID: string,
  filter: { outcome?: string | undefined },
  limit: number,
  afterPosition: number,
) {
  const { outcome } = filter
  return db().bulkJobRow.findMany({
    where: {
      jobID,
      position: { gt: afterPosition },
      ...(outcome === undefined ? {} : { outcome: outcome === 'pending' ? null : outcome }),
    },
    select: {
      applicationID: true,
      position: true,
      subjectID: true,
      revision: true,
      outcome: true,
      detail: true,
      doneAt: true,
    },
    orderBy: { position: 'asc' },
    take: limit,
  })
}

/** Why each of these jobs was asked for. */
export async function findBulkReasons(jobIDs: string[]): Promise<Map<string, string>> {
  if (jobIDs.length === 0) return new Map()
  const rows = await db().bulkJob.findMany({
    where: { jobID: { in: [...new Set(jobIDs)] } },
    select: { jobID: true, reason: true },
  })
  return new Map(rows.map(({ jobID, reason }) => [jobID, reason]))
}
