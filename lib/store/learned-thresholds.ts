import { z } from 'zod'
import {
  LEARNING,
  OUTCOMES,
  thresholdBook,
  type FreshThreshold,
  type LearnedCurve,
  type LearnedThreshold,
  type ThresholdBook,
} from '@/lib/domain/learned-thresholds'
import { NIL_APPLICATION } from './applications'
import { db } from './client'
import type { JourneyRef } from './journey-history'
import { ShortCache } from './short-cache'
import type { Transaction } from './transaction'

/** Shorter than the delay after which a learned value first applies, so that no process judges without it. */
const LEARNED_TTL_MS = LEARNING.delayMs / 2
const SET_TTL_MS = 3_000

const learnedCache = new ShortCache<LearnedThreshold[]>(LEARNED_TTL_MS)
const setCache = new ShortCache<string[]>(SET_TTL_MS)

const rowSchema = z.array(
  z
    .object({
      status: z.string(),
      lender: z.string(),
      effectiveAt: z.date(),
      learnedAt: z.date(),
      outcome: z.enum(OUTCOMES),
      valueMs: z.bigint().nullable(),
      percentileMs: z.bigint().nullable(),
      completed: z.number(),
      censored: z.number(),
    })
    .transform(({ lender, valueMs, percentileMs, ...row }): LearnedThreshold => ({
      ...row,
      lender: lender === '' ? null : lender,
      valueMs: valueMs === null ? null : Number(valueMs),
      percentileMs: percentileMs === null ? null : Number(percentileMs),
    })),
)

/** All that one application's waits are judged by, besides its settings. */
export async function loadThresholdBook(applicationID: string): Promise<ThresholdBook> {
  const [learned, set] = await Promise.all([
    learnedCache.read(applicationID, () => loadLearned(applicationID)),
    setCache.read(applicationID, () => loadSetKeys(applicationID)),
  ])
  return thresholdBook(set ?? [], learned ?? [])
}

/** Every version, the oldest first. */
export async function loadLearned(applicationID: string, at: Transaction = db()): Promise<LearnedThreshold[]> {
  const rows = await at.learnedThreshold.findMany({
    where: { applicationID },
    select: {
      status: true,
      lender: true,
      effectiveAt: true,
      learnedAt: true,
      outcome: true,
      valueMs: true,
      percentileMs: true,
      completed: true,
      censored: true,
    },
    orderBy: { effectiveAt: 'asc' },
  })
  return rowSchema.parse(rows)
}

/** Thresholds that somebody set, for this application or for all. */
async function loadSetKeys(applicationID: string): Promise<string[]> {
  const rows = await db().setting.findMany({
    where: { applicationID: { in: [NIL_APPLICATION, applicationID] }, key: { startsWith: 'wait.' } },
    select: { key: true },
  })
  return rows.map(({ key }) => key)
}

/** After a change by this process. */
export function forgetThresholds(): void {
  learnedCache.clear()
  setCache.clear()
}

const curveSchema = z.array(z.object({ at: z.number(), survival: z.number() }))

/** The newest curve of each status and lender. */
export async function loadCurves(
  applicationID: string,
): Promise<{ status: string; lender: string | null; curve: LearnedCurve }[]> {
  const rows = await db().$queryRaw`
    SELECT status, lender, curve FROM learned_threshold
    WHERE application_id = ${applicationID}::uuid AND curve IS NOT NULL ORDER BY status, lender, effective_at`
  return z
    .array(z.object({ status: z.string(), lender: z.string(), curve: curveSchema }))
    .parse(rows)
    .map(({ lender, ...row }) => ({ ...row, lender: lender === '' ? null : lender }))
}

/** Versions are added and never changed: a wait keeps the threshold that it began under. */
export async function insertLearned(tx: Transaction, applicationID: string, fresh: FreshThreshold[]): Promise<void> {
  if (fresh.length === 0) return
  const rows = fresh.map(({ lender, curve, valueMs, percentileMs, ...row }) => ({
    ...row,
    applicationID,
    lender: lender ?? '',
    valueMs: valueMs === null ? null : BigInt(Math.round(valueMs)),
    percentileMs: percentileMs === null ? null : BigInt(Math.round(percentileMs)),
    curve,
  }))
  await tx.$executeRaw`
    UPDATE learned_threshold SET curve = NULL WHERE application_id = ${applicationID}::uuid AND curve IS NOT NULL`
  await tx.learnedThreshold.createMany({ data: rows, skipDuplicates: true })
}

/** One learning of an application at a time, over all processes; the lock goes with the transaction. */
export async function lockLearning(tx: Transaction, applicationID: string): Promise<void> {
  await tx.$queryRaw`SELECT count(pg_advisory_xact_lock(hashtextextended(${`learn|${applicationID}`}, 0)))::int`
}

/** Longer than the window: a wait that began before it may end within. */
const LOOK_BACK_MS = 2 * LEARNING.windowMs

/**
 * Journeys of which something was heard lately. Of more than `limit`, as many as that, drawn by a hash of their ID, which
 * favours none.
 */
export async function journeysToLearnFrom(applicationID: string, now: Date, limit: number): Promise<JourneyRef[]> {
  const from = new Date(now.getTime() - LOOK_BACK_MS)
  const rows = await db().$queryRaw`
    SELECT application_id AS "applicationID", journey_id AS "journeyID" FROM journey
    WHERE application_id = ${applicationID}::uuid AND event_at > ${from}
    ORDER BY hashtextextended(journey_id, 0) LIMIT ${limit}`
  return z.array(z.object({ applicationID: z.string(), journeyID: z.string() })).parse(rows)
}
