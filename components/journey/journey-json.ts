import type { JourneyScreen } from '@/lib/query/journey'

/** The journey in the shape of the read API, as text; the timeline has a view of its own. */
export function journeyJSON(journey: JourneyScreen): string {
  const { journeyID, borrowerExternalID, applicationID, environment, type, status, nextAction, lender } = journey
  const { owner, ownerReason, stuck, stuckSince, waitingSince, startedAt, updatedAt, version } = journey
  const { pendingOperations, offers, findings } = journey
  const head = { journeyID, borrowerExternalID, applicationID, environment, type, status, nextAction, lender }
  const standing = { owner, ownerReason, stuck, stuckSince, waitingSince, startedAt, updatedAt, version }
  return JSON.stringify({ ...head, ...standing, pendingOperations, offers, findings }, null, 2)
}
