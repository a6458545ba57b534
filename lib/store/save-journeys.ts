import type { JourneyState } from '@/lib/domain/journey-state'
import { proceededOffer } from '@/lib/domain/whose-move'
import { stateForJson, toJson } from './journey-json'
import type { Pipeline } from './pipeline'
import { saveProjections, type FoldedJourney } from './save-projections'
import { unnestRows, type Column } from './unnest'

/** Writes the folded journeys and what changed of their offers, steps, operations and AA sessions. */
export async function saveJourneys(tx: Pipeline, journeys: FoldedJourney[]): Promise<void> {
  if (journeys.length === 0) return
  await Promise.all([saveJourneyRows(tx, journeys), saveProjections(tx, journeys)])
}

/**
 * By column and in binary, in the order in which detection locks the rows, too: otherwise a batch and a detection that
 * write the same journeys could each wait for a row that the other holds.
 */
async function saveJourneyRows(tx: Pipeline, journeys: FoldedJourney[]): Promise<void> {
  const { names, select, from, values } = unnestRows(COLUMNS, journeys)
  const kept = ['application_id', 'journey_id']
  const changed = COLUMNS.map(([name]) => name).filter((name) => !kept.includes(name))
  await tx.$run(
    `INSERT INTO journey (${names.join(', ')})
    SELECT ${select} FROM ${from} ORDER BY application_id, journey_id
    ON CONFLICT (application_id, journey_id) DO UPDATE SET
      ${changed.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}, received_at = now()`,
    values,
  )
}

const COLUMNS: readonly Column<FoldedJourney>[] = [
  ['journey_id', 'text', ({ journeyID }) => journeyID],
  ['application_id', 'uuid', ({ applicationID }) => applicationID],
  ['borrower_external_id', 'text', ({ after }) => after.borrowerExternalID],
  ['type', 'text', ({ after }) => after.type],
  ['status', 'text', ({ after }) => after.status],
  ['next_action', 'text', ({ after }) => after.nextAction],
  ['lender', 'text', ({ after }) => lenderOf(after)],
  ['version', 'bigint', ({ after }) => after.version],
  ['event_at', 'timestamptz', ({ after }) => after.eventAt],
  ['started_at', 'timestamptz', ({ after }) => after.startedAt],
  ['waiting_since', 'timestamptz', ({ after }) => after.statusSince],
  ['webhook_version', 'bigint', ({ after }) => after.webhookVersion],
  ['pulled_version', 'bigint', ({ after }) => after.pulledVersion],
  ['state', 'jsonb', ({ after }) => toJson(stateForJson(after))],
]

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
