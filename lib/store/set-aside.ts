import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { SUBJECT_KINDS, type SetAsideSubject, type SubjectKind } from '@/lib/domain/set-aside'
import { db } from './client'
import { ATTEMPTS_MAX } from './detect-work'
import { Prisma } from './generated/client'
import type { JourneyRef } from './journey-history'
import type { Transaction } from './transaction'

/** In the statement, not beside it: so a plan may use the index of what was set aside. */
const SET_ASIDE = Prisma.raw(`attempts >= ${ATTEMPTS_MAX}`)

export interface FailedSubject {
  applicationID: string
  subjectID: string
  error: string
}

/** What failed though nothing had queued it waits for its next try as if an event had touched it. */
export async function queueFailed(tx: Transaction, kind: SubjectKind, failed: FailedSubject[]): Promise<void> {
  if (failed.length === 0) return
  await tx.$executeRaw`
    INSERT INTO detect_queue (application_id, subject_type, subject_id, attempts, last_error, due_at)
    SELECT application_id, ${kind}, subject_id, 1, error, now() + interval '1 second'
    FROM unnest(${failed.map((f) => f.applicationID)}::uuid[], ${failed.map((f) => f.subjectID)}::text[],
      ${failed.map((f) => f.error)}::text[]) AS failed(application_id, subject_id, error)
    WHERE NOT EXISTS (SELECT FROM detect_queue q WHERE q.application_id = failed.application_id
      AND q.subject_id = failed.subject_id AND (q.subject_type = ${kind} OR q.subject_type = 'reads'))`
}

/** Journeys that broke a rule: the queue alone decides when they are tried again. */
export async function keepFailedJourneys(tx: Transaction, failed: (JourneyRef & { error: string })[]): Promise<void> {
  if (failed.length === 0) return
  await queueFailed(
    tx,
    'journey',
    failed.map(({ journeyID, ...rest }) => ({ ...rest, subjectID: journeyID })),
  )
  await tx.$executeRaw`
    UPDATE journey SET next_check_at = NULL
    FROM unnest(${failed.map((j) => j.applicationID)}::uuid[], ${failed.map((j) => j.journeyID)}::text[])
      AS failed(application_id, journey_id)
    WHERE journey.application_id = failed.application_id AND journey.journey_id = failed.journey_id`
}

/** A journey is always judged whole: once that works, what failed before is settled too. */
export async function forgetSetAside(tx: Transaction, judged: JourneyRef[]): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM detect_queue q USING unnest(${judged.map((j) => j.applicationID)}::uuid[],
      ${judged.map((j) => j.journeyID)}::text[]) AS judged(application_id, journey_id)
    WHERE ${SET_ASIDE} AND q.subject_type IN ('journey', 'reads')
      AND q.application_id = judged.application_id AND q.subject_id = judged.journey_id`
}

export interface SetAside extends SetAsideSubject {
  error: string
  attempts: number
  queuedAt: Date
}

const rowSchema = z.array(
  z.object({
    applicationID: z.string(),
    subjectType: z.enum(SUBJECT_KINDS),
    subjectID: z.string(),
    error: z.string(),
    attempts: z.number(),
    queuedAt: z.date(),
  }),
)

/** The latest first. */
export async function listSetAside(scope: ApplicationScope, limit: number): Promise<SetAside[]> {
  const rows = await db().$queryRaw`
    SELECT application_id AS "applicationID", subject_type AS "subjectType", subject_id AS "subjectID",
      coalesce(max(last_error), 'unknown') AS error, max(attempts) AS attempts, min(queued_at) AS "queuedAt"
    FROM detect_queue
    WHERE ${SET_ASIDE} AND (${scope}::uuid[] IS NULL OR application_id = ANY(${scope}::uuid[]))
    GROUP BY 1, 2, 3 ORDER BY min(queued_at) DESC, 1, 2, 3 LIMIT ${limit}`
  return rowSchema.parse(rows)
}

/** Whether there was such a subject; it is due at once, with five tries. */
export async function requeueSetAside(tx: Transaction, subject: SetAsideSubject): Promise<boolean> {
  const { count } = await tx.detectQueue.updateMany({
    where: { ...subject, attempts: { gte: ATTEMPTS_MAX } },
    data: { attempts: 0, dueAt: new Date() },
  })
  return count > 0
}
