import type { DerivedIncident } from '@/lib/domain/incident'
import { listApplications } from '@/lib/store/applications'
import { lockForDetection } from '@/lib/store/detect-work'
import {
  loadCallerFacts,
  loadFailedGroups,
  loadKnownFrom,
  loadLenderWaits,
  loadStaleJourneys,
  loadTraffic,
  type Reach,
} from '@/lib/store/incident-facts'
import { saveIncidents } from '@/lib/store/incidents'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import { callerCourses, callerOverload } from './rules/caller-overload'
import { deliveryFailures } from './rules/delivery-failure'
import { lenderOutages } from './rules/lender-outage'

/** A week to find incidents in, and the week before it that tells what was usual. */
const LOOK_BACK_MS = 14 * 24 * 60 * 60_000
/** The first days have no week before them: what ended in them stays as it was told. */
const JUDGED_MS = 7 * 24 * 60 * 60_000

/** Derives the incidents of every application from its findings. Answers how many changed. */
export async function detectIncidents(now: Date): Promise<number> {
  let changed = 0
  for (const { applicationID } of await listApplications()) {
    changed += await inTransaction(async (tx) => {
      await lockForDetection(tx, [{ applicationID, journeyID: 'incidents' }])
      const judgedFrom = new Date(now.getTime() - JUDGED_MS)
      const reach = { applicationID, since: new Date(now.getTime() - LOOK_BACK_MS) }
      const derived = await deriveIncidents(tx, reach, now)
      return saveIncidents(
        tx,
        applicationID,
        derived.filter(({ to }) => to === null || to >= judgedFrom),
        judgedFrom,
      )
    })
  }
  return changed
}

async function deriveIncidents(tx: Transaction, reach: Reach, now: Date): Promise<DerivedIncident[]> {
  const waits = await loadLenderWaits(tx, reach)
  const knownFrom = waits.length > 0 ? await loadKnownFrom(tx, reach.applicationID) : null
  const groups = await loadFailedGroups(tx, reach)
  const stale = groups.length > 0 ? await loadStaleJourneys(tx, reach) : []
  return [
    ...lenderOutages(waits, knownFrom),
    ...deliveryFailures(groups, stale),
    ...(await deriveOverloads(tx, reach, now)),
  ]
}

async function deriveOverloads(tx: Transaction, reach: Reach, now: Date): Promise<DerivedIncident[]> {
  const facts = await loadCallerFacts(tx, reach)
  const found: DerivedIncident[] = []
  for (const course of callerCourses(facts)) {
    const traffic = await loadTraffic(tx, reach.applicationID, course.span.from, course.span.to ?? now)
    const incident = callerOverload(course, facts, traffic)
    if (incident) found.push(incident)
  }
  return found
}
