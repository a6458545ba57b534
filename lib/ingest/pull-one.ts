import type { PullJourneyJob, PullJourneyResult } from '@/lib/domain/pull-jobs'
import { PlatformError } from '@/lib/platform/errors'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { writeAudit } from '@/lib/store/audit'
import { pullAccess } from './pull-clients'
import { pullJourney } from './pull-journey'
import { problemOf } from './pull-problem'

/** Pulls one journey because somebody asked for it, whatever version we hold, and tells how it went. */
export async function pullOne(job: PullJourneyJob, jobID: string, signal: AbortSignal): Promise<PullJourneyResult> {
  const { applicationID, journeyID, borrowerExternalID, trigger } = job
  try {
    const { client } = await pullAccess(applicationID)
    const { actor, kind } = trigger
    await writeAudit({ actor, action: 'pull.journey', applicationID, subject: journeyID, detail: { kind, jobID } })
    const target = { applicationID, journeyID, borrowerExternalID, unlessVersion: null }
    const pulled = await pullJourney(client, target, { signal, correlationID: jobID })
    if (!pulled) throw new Error('A pull without a known version always reads.')
    const { snapshot, profile } = pulled
    const { applied } = await applySnapshots({ snapshots: [snapshot], profiles: profile ? [profile] : [] })
    return { ok: true, applicationID, journeyID, updated: applied > 0, version: String(snapshot.sequence) }
  } catch (error) {
    const retryAfterMs = error instanceof PlatformError ? error.retryAfterMs : null
    return { ok: false, problem: problemOf(error, applicationID, journeyID), retryAfterMs }
  }
}
