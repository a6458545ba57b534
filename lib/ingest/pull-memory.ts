import { z } from 'zod'
import type { PullCounts } from '@/lib/domain/pull-jobs'
import { loadJobState, saveJobState } from '@/lib/store/job-state'
import { firstPosition, type LogPosition } from './pull-deliveries'

/** What pulls of one application remember between rounds. */

const FIRST_PAUSE_MS = 5 * 60 * 1000
const LONGEST_PAUSE_MS = 6 * 60 * 60 * 1000
const REMEMBERED_MAX = 500

/** Journeys that failed for reasons of their own, each with the number of failures and when to try again. */
export type PullFailures = Map<string, { count: number; until: Date }>

const failuresSchema = z.object({
  failures: z.record(z.string(), z.object({ count: z.number(), until: z.iso.datetime() })),
})
const positionSchema = z.object({ since: z.iso.datetime(), cursor: z.string().nullable() })

export async function loadFailures(applicationID: string): Promise<PullFailures> {
  const parsed = failuresSchema.safeParse(await loadJobState(`pull-round:${applicationID}`))
  const entries = Object.entries(parsed.success ? parsed.data.failures : {})
  return new Map(entries.map(([id, { count, until }]) => [id, { count, until: new Date(until) }]))
}

/** A journey that keeps failing is asked for less and less often. */
export function noteFailure(failures: PullFailures, journeyID: string, now: Date): void {
  const count = (failures.get(journeyID)?.count ?? 0) + 1
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 1))
  failures.delete(journeyID)
  failures.set(journeyID, { count, until: new Date(now.getTime() + pauseMs) })
}

export async function saveRound(
  applicationID: string,
  round: { at: Date; counts: PullCounts; failures: PullFailures },
): Promise<void> {
  const kept = [...round.failures.entries()].slice(-REMEMBERED_MAX)
  const failures = kept.map(([id, { count, until }]) => [id, { count, until: until.toISOString() }])
  await saveJobState(`pull-round:${applicationID}`, {
    at: round.at.toISOString(),
    counts: { ...round.counts },
    failures: Object.fromEntries(failures),
  })
}

export async function loadPosition(applicationID: string, now: Date): Promise<LogPosition> {
  const parsed = positionSchema.safeParse(await loadJobState(`pull-deliveries:${applicationID}`))
  if (!parsed.success) return firstPosition(now)
  return { since: new Date(parsed.data.since), cursor: parsed.data.cursor }
}

export async function savePosition(applicationID: string, position: LogPosition): Promise<void> {
  const { since, cursor } = position
  await saveJobState(`pull-deliveries:${applicationID}`, { since: since.toISOString(), cursor })
}
