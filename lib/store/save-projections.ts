import type { JourneyState } from '@/lib/domain/journey-state'
import { toJson } from './journey-json'
import type { Sql } from './pipeline'

export interface FoldedJourney {
  applicationID: string
  journeyID: string
  before: JourneyState | null
  after: JourneyState
}

/** Rows of offers, steps, operations and AA sessions, made from the fold. Only what a fold changed is written. */
export async function saveProjections(tx: Sql, journeys: FoldedJourney[]): Promise<void> {
  await Promise.all([
    saveOffers(tx, changedRows(journeys, offerRows)),
    saveSteps(tx, changedRows(journeys, stepRows)),
    saveOperations(tx, changedRows(journeys, operationRows)),
    saveAaSessions(tx, changedRows(journeys, aaSessionRows)),
    removeGone(tx, journeys),
  ])
}

interface Row {
  key: string
}
type Rows<T extends Row> = (ids: { application_id: string; journey_id: string }, state: JourneyState) => T[]

function changedRows<T extends Row>(journeys: FoldedJourney[], rowsOf: Rows<T>): T[] {
  return journeys.flatMap(({ applicationID, journeyID, before, after }) => {
    const ids = { application_id: applicationID, journey_id: journeyID }
    const old = new Map((before ? rowsOf(ids, before) : []).map((row) => [row.key, toJson(row)]))
    return rowsOf(ids, after).filter((row) => old.get(row.key) !== toJson(row))
  })
}

const offerRows = (ids: { application_id: string; journey_id: string }, state: JourneyState) =>
  (state.offers ?? []).map((offer) => ({
    ...ids,
    key: offer.offerID,
    offer_id: offer.offerID,
    lender: offer.lender,
    status: offer.status,
    aa_required: offer.aa?.required ?? null,
    aa_state: offer.aa?.state ?? null,
    aa_session_id: offer.aa?.aaSessionID ?? null,
    proceeded_at: offer.proceededAt,
    locked: offer.locked,
    listed: offer.listed,
    version: offer.version.toString(),
    first_seen_at: offer.firstSeenAt,
    platform_updated_at: offer.updatedAt,
  }))

const stepRows = (ids: { application_id: string; journey_id: string }, state: JourneyState) =>
  (state.offers ?? []).flatMap((offer) =>
    (offer.steps ?? []).map((step, position) => ({
      ...ids,
      key: `${offer.offerID}|${step.stepID}`,
      offer_id: offer.offerID,
      step_id: step.stepID,
      position,
      type: step.type,
      status: step.status,
      action_required: step.actionRequired,
      resource: step.resource,
      diagnostics: step.diagnostics,
      since: step.since,
      platform_updated_at: step.updatedAt,
    })),
  )

const operationRows = (ids: { application_id: string; journey_id: string }, state: JourneyState) =>
  (state.operations ?? []).map((operation) => ({
    ...ids,
    key: operation.operationID,
    operation_id: operation.operationID,
    type: operation.type,
    status: operation.status,
    offer_id: operation.offerID,
    lender: operation.lender,
    attempts: operation.attempts,
    started_at: operation.startedAt,
    since: operation.since,
    platform_updated_at: operation.updatedAt,
  }))

const aaSessionRows = (ids: { application_id: string; journey_id: string }, state: JourneyState) =>
  state.aaSessions.map((session) => ({
    ...ids,
    key: session.aaSessionID,
    aa_session_id: session.aaSessionID,
    offer_id: session.offerID,
    state: session.state,
    redirect_expires_at: session.redirectExpiresAt,
    since: session.since,
  }))

async function saveOffers(tx: Sql, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO offer (application_id, offer_id, journey_id, lender, status, aa_required, aa_state, aa_session_id,
      proceeded_at, locked, listed, version, first_seen_at, platform_updated_at)
    SELECT DISTINCT ON (application_id, offer_id) application_id, offer_id, journey_id, lender, status, aa_required, aa_state,
      aa_session_id, proceeded_at, locked, listed, version, first_seen_at, platform_updated_at
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t(application_id uuid, offer_id text, journey_id text, lender text,
      status text, aa_required boolean, aa_state text, aa_session_id text, proceeded_at timestamptz, locked boolean,
      listed boolean, version bigint, first_seen_at timestamptz, platform_updated_at timestamptz)
    ORDER BY application_id, offer_id, version DESC, journey_id
    ON CONFLICT (application_id, offer_id) DO UPDATE SET journey_id = EXCLUDED.journey_id, lender = EXCLUDED.lender,
      status = EXCLUDED.status, aa_required = EXCLUDED.aa_required, aa_state = EXCLUDED.aa_state,
      aa_session_id = EXCLUDED.aa_session_id, proceeded_at = EXCLUDED.proceeded_at, locked = EXCLUDED.locked,
      listed = EXCLUDED.listed, version = EXCLUDED.version, first_seen_at = EXCLUDED.first_seen_at,
      platform_updated_at = EXCLUDED.platform_updated_at`
}

async function saveSteps(tx: Sql, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO step (application_id, offer_id, step_id, journey_id, position, type, status, action_required, resource,
      diagnostics, since, platform_updated_at)
    SELECT DISTINCT ON (application_id, offer_id, step_id) application_id, offer_id, step_id, journey_id, position, type,
      status, action_required, resource, diagnostics, since, platform_updated_at
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t(application_id uuid, offer_id text, step_id text, journey_id text,
      position int, type text, status text, action_required text, resource jsonb, diagnostics jsonb, since timestamptz,
      platform_updated_at timestamptz)
    ORDER BY application_id, offer_id, step_id, since DESC, journey_id
    ON CONFLICT (application_id, offer_id, step_id) DO UPDATE SET journey_id = EXCLUDED.journey_id,
      position = EXCLUDED.position, type = EXCLUDED.type, status = EXCLUDED.status,
      action_required = EXCLUDED.action_required, resource = EXCLUDED.resource, diagnostics = EXCLUDED.diagnostics,
      since = EXCLUDED.since, platform_updated_at = EXCLUDED.platform_updated_at`
}

async function saveOperations(tx: Sql, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO pending_operation (application_id, journey_id, operation_id, type, status, offer_id, lender, attempts,
      started_at, since, platform_updated_at)
    SELECT application_id, journey_id, operation_id, type, status, offer_id, lender, attempts, started_at, since,
      platform_updated_at
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t(application_id uuid, journey_id text, operation_id text, type text,
      status text, offer_id text, lender text, attempts int, started_at timestamptz, since timestamptz,
      platform_updated_at timestamptz)
    ON CONFLICT (application_id, journey_id, operation_id) DO UPDATE SET type = EXCLUDED.type, status = EXCLUDED.status,
      offer_id = EXCLUDED.offer_id, lender = EXCLUDED.lender, attempts = EXCLUDED.attempts,
      started_at = EXCLUDED.started_at, since = EXCLUDED.since, platform_updated_at = EXCLUDED.platform_updated_at`
}

async function saveAaSessions(tx: Sql, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO aa_session (application_id, aa_session_id, journey_id, offer_id, state, redirect_expires_at, since)
    SELECT DISTINCT ON (application_id, aa_session_id) application_id, aa_session_id, journey_id, offer_id, state,
      redirect_expires_at, since
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t(application_id uuid, aa_session_id text, journey_id text,
      offer_id text, state text, redirect_expires_at timestamptz, since timestamptz)
    ORDER BY application_id, aa_session_id, since DESC, journey_id
    ON CONFLICT (application_id, aa_session_id) DO UPDATE SET journey_id = EXCLUDED.journey_id,
      offer_id = EXCLUDED.offer_id, state = EXCLUDED.state, redirect_expires_at = EXCLUDED.redirect_expires_at,
      since = EXCLUDED.since`
}

/** Steps and operations that a later whole list left out are over; their past stays in the history. */
async function removeGone(tx: Sql, journeys: FoldedJourney[]): Promise<void> {
  const gone = journeys.flatMap(({ applicationID, journeyID, before, after }) => {
    if (!before) return []
    const ids = { application_id: applicationID, journey_id: journeyID }
    const steps = new Set(stepRows(ids, after).map((row) => row.key))
    const operations = new Set(operationRows(ids, after).map((row) => row.key))
    return [
      ...stepRows(ids, before)
        .filter((row) => !steps.has(row.key))
        .map((row) => ({ ...ids, kind: 'step', parent: row.offer_id, id: row.step_id })),
      ...operationRows(ids, before)
        .filter((row) => !operations.has(row.key))
        .map((row) => ({ ...ids, kind: 'operation', parent: journeyID, id: row.operation_id })),
    ]
  })
  if (gone.length === 0) return
  const json = toJson(gone)
  await Promise.all([removeSteps(tx, json), removeOperations(tx, json)])
}

async function removeSteps(tx: Sql, json: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM step USING jsonb_to_recordset(${json}::jsonb) AS t(application_id uuid, kind text, parent text, id text)
    WHERE t.kind = 'step' AND step.application_id = t.application_id AND step.offer_id = t.parent AND step.step_id = t.id`
}

async function removeOperations(tx: Sql, json: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM pending_operation p USING jsonb_to_recordset(${json}::jsonb)
      AS t(application_id uuid, kind text, parent text, id text)
    WHERE t.kind = 'operation' AND p.application_id = t.application_id AND p.journey_id = t.parent AND p.operation_id = t.id`
}
