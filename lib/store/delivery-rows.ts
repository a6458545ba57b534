import { isQuarantined, isRefused, type DeliveryDraft } from '@/lib/domain/delivery'
import type { Processing } from '@/lib/domain/vocabulary'
import { NIL_APPLICATION } from './applications'
import { encrypt } from './crypto'
import { toJson } from './journey-json'
import type { Pipeline, Sql } from './pipeline'
import { unnestRows, type Column } from './unnest'

/** A delivery with what became of it. */
export interface JudgedDelivery extends DeliveryDraft {
  processing: Processing
  /** The delivery that first brought the event: itself, unless it is a duplicate. */
  firstID: string
}

/** By column and in binary: as JSON, taking the rows apart would cost the database as much as storing them. */
export async function insertDeliveries(tx: Pipeline, drafts: JudgedDelivery[]): Promise<void> {
  if (drafts.length === 0) return
  const { names, select, from, values } = unnestRows(COLUMNS, drafts.map(sealed))
  await tx.$run(
    `INSERT INTO webhook_delivery (${names.join(', ')})
    SELECT ${names.map((name) => STORED_AS[name] ?? name).join(', ')} FROM (SELECT ${select} FROM ${from}) AS given`,
    values,
  )
}

interface SealedDelivery {
  draft: JudgedDelivery
  body: { ciphertext: Buffer; keyID: string } | null
}

function sealed(draft: JudgedDelivery): SealedDelivery {
  return { draft, body: draft.body && encrypt(draft.body) }
}

const STORED_AS: Partial<Record<string, string>> = {
  journey_ids: 'journey_ids::text[]',
}

const COLUMNS: readonly Column<SealedDelivery>[] = [
  ['id', 'uuid', ({ draft }) => draft.id],
  ['application_id', 'uuid', ({ draft }) => draft.applicationID],
  ['received_at', 'timestamptz', ({ draft }) => draft.receivedAt],
  ['source', 'text', ({ draft }) => draft.source],
  ['reported_delivery_id', 'text', ({ draft }) => draft.reportedDeliveryID],
  ['event_id', 'text', ({ draft }) => draft.eventID],
  ['attempt', 'int', ({ draft }) => draft.attempt],
  ['verdict', 'text', ({ draft }) => draft.verdict],
  ['cause', 'text', ({ draft }) => draft.cause],
  ['forensics', 'jsonb', ({ draft }) => jsonOf(certainForensics(draft))],
  ['response_status', 'int', ({ draft }) => draft.responseStatus],
  ['processing', 'text', ({ draft }) => draft.processing],
  ['headers', 'jsonb', ({ draft }) => toJson(draft.headers)],
  ['body_ciphertext', 'bytea', ({ body }) => body?.ciphertext ?? null],
  ['body_key_id', 'text', ({ body }) => body?.keyID ?? null],
  ['body_size', 'int', ({ draft }) => draft.bodySize],
  ['body_sha256', 'text', ({ draft }) => draft.bodySha256],
  ['computed_signature', 'text', ({ draft }) => draft.computedSignature],
  ['reported_outcome', 'text', ({ draft }) => draft.reportedOutcome],
  ['sequence', 'bigint', ({ draft }) => draft.sequence],
  ['event_at', 'timestamptz', ({ draft }) => draft.eventAt],
  ['journey_ids', 'text', ({ draft }) => textArray(draft.journeyIDs)],
  ['secret_id', 'uuid', ({ draft }) => draft.secretID],
  ['duration_ms', 'int', ({ draft }) => draft.durationMs],
  ['extra', 'jsonb', ({ draft }) => jsonOf(draft.reason ? { ...draft.extra, reason: draft.reason } : draft.extra)],
]

function jsonOf(value: object | null): string | null {
  return value && toJson(value)
}

/** As Postgres writes an array of texts. */
function textArray(texts: string[]): string {
  return `{${texts.map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`
}

function certainForensics({ cause, reason }: JudgedDelivery) {
  if (!cause || !reason) return null
  return { cause, confidence: 1, sentence: reason, offset: null, tried: [], missing: null }
}

/** What a refused or quarantined delivery claims of a journey may be an update that is missing. */
export async function insertRefusedUpdates(tx: Sql, drafts: JudgedDelivery[]): Promise<void> {
  const rows = drafts.flatMap((draft) => {
    const isOut = isRefused(draft.verdict) || isQuarantined(draft.verdict)
    if (!isOut || draft.processing === 'applied' || draft.sequence === null || draft.applicationID === NIL_APPLICATION)
      return []
    const { applicationID, id, sequence, verdict, receivedAt } = draft
    return draft.journeyIDs.map((journeyID) => ({ applicationID, journeyID, id, sequence, verdict, receivedAt }))
  })
  if (rows.length === 0) return
  await Promise.all([
    tx.$executeRaw`
      INSERT INTO refused_update (application_id, journey_id, delivery_id, sequence, verdict, received_at)
      SELECT "applicationID", "journeyID", id, sequence, verdict, "receivedAt"
      FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t("applicationID" uuid, "journeyID" text, id uuid, sequence bigint,
        verdict text, "receivedAt" timestamptz)
      ON CONFLICT DO NOTHING`,
    tx.$executeRaw`
      INSERT INTO detect_queue (application_id, subject_type, subject_id)
      SELECT DISTINCT "applicationID", 'journey', "journeyID"
      FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t("applicationID" uuid, "journeyID" text)`,
  ])
}

/** A copy that reached its receiver earlier than the one that was stored first: the event is known since then. */
export async function keepEarliestCopies(tx: Sql, drafts: JudgedDelivery[]): Promise<void> {
  const copies = drafts.filter((draft) => draft.processing === 'skipped' && draft.source !== 'receiver')
  const rows = copies.flatMap(({ applicationID, eventID, receivedAt, journeyIDs }) =>
    journeyIDs.map((journeyID) => ({ applicationID, eventID, receivedAt, journeyID })),
  )
  if (rows.length === 0) return
  await tx.$executeRaw`
    WITH earlier AS (
      UPDATE journey_event e SET received_at = t."receivedAt"
      FROM (SELECT "applicationID", "journeyID", "eventID", min("receivedAt") AS "receivedAt"
        FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t("applicationID" uuid, "journeyID" text, "eventID" text,
          "receivedAt" timestamptz) GROUP BY 1, 2, 3) AS t
      WHERE e.application_id = t."applicationID" AND e.journey_id = t."journeyID" AND e.event_key = t."eventID"
        AND e.received_at > t."receivedAt"
      RETURNING e.application_id, e.journey_id
    )
    INSERT INTO detect_queue (application_id, subject_type, subject_id)
    SELECT DISTINCT application_id, 'journey', journey_id FROM earlier`
}
