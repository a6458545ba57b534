import type { JourneyState } from '@/lib/domain/journey-state'
import { proceededOffer } from '@/lib/domain/whose-move'
import { toJson } from './journey-json'
import { saveProjections, type FoldedJourney } from './save-projections'
import type { Transaction } from './transaction'

/** Writes the folded journeys and what changed of their offers, steps, operations and AA sessions. */
export async function saveJourneys(tx: Transaction, journeys: FoldedJourney[]): Promise<void> {
  const rows = toJson(journeys.map(journeyRow))
  await tx.$executeRaw`
    INSERT INTO journey AS j (application_id, journey_id, borrower_external_id, type, status, next_action, lender, version,
      event_at, started_at, waiting_since, webhook_version, pulled_version, state)
    SELECT application_id, journey_id, borrower_external_id, type, status, next_action, lender, version,
      event_at, started_at, waiting_since, webhook_version, pulled_version, state
    FROM jsonb_to_recordset(${rows}::jsonb) AS t(application_id uuid, journey_id text, borrower_external_id text, type text,
      status text, next_action text, lender text, version bigint, event_at timestamptz, started_at timestamptz,
      waiting_since timestamptz, webhook_version bigint, pulled_version bigint, state jsonb)
    ON CONFLICT (application_id, journey_id) DO UPDATE SET
      borrower_external_id = EXCLUDED.borrower_external_id, type = EXCLUDED.type, status = EXCLUDED.status,
      next_action = EXCLUDED.next_action, lender = EXCLUDED.lender, version = EXCLUDED.version,
      event_at = EXCLUDED.event_at, started_at = EXCLUDED.started_at, waiting_since = EXCLUDED.waiting_since,
      webhook_version = EXCLUDED.webhook_version, pulled_version = EXCLUDED.pulled_version, state = EXCLUDED.state,
      received_at = now()`
  await saveProjections(tx, journeys)
}

function journeyRow({ applicationID, journeyID, after }: FoldedJourney) {
  return {
    application_id: applicationID,
    journey_id: journeyID,
    borrower_external_id: after.borrowerExternalID,
    type: after.type,
    status: after.status,
    next_action: after.nextAction,
    lender: lenderOf(after),
    version: after.version,
    event_at: after.eventAt,
    started_at: after.startedAt,
    waiting_since: after.statusSince,
    webhook_version: after.webhookVersion,
    pulled_version: after.pulledVersion,
    state: after,
  }
}

/** The lender a list shows: of the proceeded offer, else of the one open dispatch or the one offer there is. */
function lenderOf(state: JourneyState): string | null {
  const proceeded = proceededOffer(state)
  if (proceeded) return proceeded.lender
  const dispatched = (state.operations ?? []).filter(
    ({ type, status }) => type === 'LENDER_DISPATCH' && status !== 'DONE',
  )
  const lenders = new Set(dispatched.map(({ lender }) => lender).filter((lender) => lender !== null))
  if (lenders.size === 1) return [...lenders][0] ?? null
  const offers = state.offers ?? []
  return offers.length === 1 ? (offers[0]?.lender ?? null) : null
}
