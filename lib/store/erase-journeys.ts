import { z } from 'zod'
import { withoutKnown, type KnownValues } from '@/lib/domain/known-values'
import { stripOffers } from '@/lib/domain/mask-snapshot'
import { parseFacts, parseState, stateForJson, toJson } from './journey-json'
import { inTransaction, type Transaction } from './transaction'

export interface JourneyRef {
  applicationID: string
  journeyID: string
}

/**
 * Takes out of a journey what the platform wrote freely, in its state and its history; statuses and times stay, so that
 * counts do. Under the lock that every writer of the journey takes.
 */
export function eraseJourneyText(ref: JourneyRef, known: KnownValues): Promise<void> {
  return inTransaction(async (tx) => {
    const { applicationID, journeyID } = ref
    await tx.$queryRaw`SELECT count(pg_advisory_xact_lock(hashtextextended(${`${applicationID}|${journeyID}`}, 0)))::int`
    await stripState(tx, ref)
    await stripHistory(tx, ref)
    await tx.$executeRaw`
      UPDATE step SET resource = NULL, diagnostics = jsonb_set(diagnostics, '{message}', 'null')
      WHERE application_id = ${applicationID}::uuid AND journey_id = ${journeyID}`
    await cleanFindings(tx, ref, known)
  })
}

async function stripState(tx: Transaction, ref: JourneyRef): Promise<void> {
  const where = { applicationID_journeyID: ref }
  const row = await tx.journey.findUnique({ where, select: { state: true } })
  if (!row) return
  const state = stripOffers(parseState(row.state))
  await tx.$executeRaw`
    UPDATE journey SET state = ${toJson(stateForJson(state))}::jsonb
    WHERE application_id = ${ref.applicationID}::uuid AND journey_id = ${ref.journeyID}`
}

async function stripHistory(tx: Transaction, ref: JourneyRef): Promise<void> {
  const rows = await tx.journeyEvent.findMany({ where: ref, select: { sequence: true, eventKey: true, facts: true } })
  for (const { sequence, eventKey, facts } of rows) {
    const parsed = parseFacts(facts)
    const stripped = stripOffers(parsed)
    if (stripped === parsed) continue
    await tx.$executeRaw`
      UPDATE journey_event SET facts = ${toJson(stripped)}::jsonb
      WHERE application_id = ${ref.applicationID}::uuid AND journey_id = ${ref.journeyID}
        AND sequence = ${sequence} AND event_key = ${eventKey}`
  }
}

const textsSchema = z.array(
  z.object({ findingID: z.string(), table: z.enum(['evidence', 'activity']), id: z.bigint(), text: z.string() }),
)

/** What evidence quotes and people noted: the words stay, the borrower's data in them does not. */
async function cleanFindings(tx: Transaction, ref: JourneyRef, known: KnownValues): Promise<void> {
  await tx.$executeRaw`
    UPDATE bulk_job_row SET before = NULL WHERE before IS NOT NULL AND application_id = ${ref.applicationID}::uuid
      AND subject_id IN (SELECT finding_id::text FROM finding WHERE application_id = ${ref.applicationID}::uuid
        AND subject_type = 'journey' AND subject_id = ${ref.journeyID})`
  if (!known) return
  const rows = await tx.$queryRaw`
    WITH own AS (
      SELECT application_id, finding_id FROM finding WHERE application_id = ${ref.applicationID}::uuid
        AND subject_type = 'journey' AND subject_id = ${ref.journeyID}
    )
    SELECT finding_id AS "findingID", 'evidence' AS table, position::bigint AS id, summary AS text
    FROM finding_evidence JOIN own USING (application_id, finding_id)
    UNION ALL SELECT finding_id, 'activity', activity_id, note
    FROM finding_activity JOIN own USING (application_id, finding_id) WHERE note IS NOT NULL`
  for (const { findingID, table, id, text } of textsSchema.parse(rows)) {
    const clean = withoutKnown(text, known)
    if (clean === text) continue
    const { applicationID } = ref
    await (table === 'evidence'
      ? tx.$executeRaw`UPDATE finding_evidence SET summary = ${clean}
          WHERE application_id = ${applicationID}::uuid AND finding_id = ${findingID}::uuid AND position = ${Number(id)}`
      : tx.$executeRaw`UPDATE finding_activity SET note = ${clean}
          WHERE application_id = ${applicationID}::uuid AND finding_id = ${findingID}::uuid AND activity_id = ${id}`)
  }
}
