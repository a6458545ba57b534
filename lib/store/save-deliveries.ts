import { z } from 'zod'
import {
  isQuarantined,
  isRefused,
  receiverStatus,
  type DeliveryDraft,
  type DeliveryResult,
} from '@/lib/domain/delivery'
import type { Processing, Verdict } from '@/lib/domain/vocabulary'
import { applySnapshotsIn } from './apply-snapshots'
import { NIL_APPLICATION } from './applications'
import { encrypt } from './crypto'
import { enqueueForensics } from './detect-queue'
import { toJson } from './journey-json'
import { ensureDays } from './partitions'
import { inTransaction, type Transaction } from './transaction'

interface JudgedDelivery extends DeliveryDraft {
  processing: Processing
  /** The delivery that first brought the event: itself, unless it is a duplicate. */
  firstID: string
}

/**
 * Stores deliveries and applies what is new of them, in one transaction: a row and its effect stand or fall together.
 * Answers in the order of the drafts. Sent twice counts once, by event ID and by reported delivery ID.
 */
export async function saveDeliveries(drafts: DeliveryDraft[]): Promise<DeliveryResult[]> {
  await ensureDays(
    'webhook_delivery',
    drafts.map((draft) => draft.receivedAt),
  )
  return inTransaction((tx) => saveDeliveriesIn(tx, drafts))
}

async function saveDeliveriesIn(tx: Transaction, drafts: DeliveryDraft[]): Promise<DeliveryResult[]> {
  const reported = await claimReports(tx, drafts)
  const fresh = drafts.filter((draft) => reported.get(draft.id) === undefined)
  const judged = await judgeEvents(tx, fresh)
  await insertDeliveries(tx, judged)
  await insertRefusedUpdates(tx, judged)
  const applied = judged.filter((draft) => draft.processing === 'applied')
  await applySnapshotsIn(tx, {
    snapshots: applied.flatMap((draft) => draft.apply?.snapshots ?? []),
    profiles: applied.flatMap((draft) => draft.apply?.profiles ?? []),
    deliveryIDs: new Map(applied.map((draft) => [`${draft.applicationID}|${draft.eventID}`, draft.id])),
  })
  await keepEarliestCopies(tx, judged)
  await enqueueForensics(tx, judged.filter(needsForensics))
  const byID = new Map(judged.map((draft) => [draft.id, draft]))
  return drafts.map((draft) => resultOf(draft, byID.get(draft.id), reported.get(draft.id)))
}

function resultOf(
  draft: DeliveryDraft,
  judged: JudgedDelivery | undefined,
  firstID: string | undefined,
): DeliveryResult {
  if (judged)
    return { id: judged.firstID, verdict: judged.verdict, processing: judged.processing, reportedBefore: false }
  return { id: firstID ?? draft.id, verdict: draft.verdict, processing: 'skipped', reportedBefore: true }
}

/** A digest that failed, or one that the partner's receiver computed otherwise, wants an explanation. */
function needsForensics(draft: DeliveryDraft): boolean {
  const sent = draft.headers['x-al-webhook-signature']
  const receiverDiffers = draft.computedSignature !== null && draft.computedSignature !== sent
  return (isRefused(draft.verdict) || receiverDiffers) && draft.cause === null && draft.body !== null
}

const claimSchema = z.array(
  z.object({
    applicationID: z.string(),
    key: z.string(),
    deliveryID: z.string(),
    bodySha256: z.string(),
    attempts: z.number(),
  }),
)

/** The row that already stands for a reported delivery ID, by draft. */
async function claimReports(tx: Transaction, drafts: DeliveryDraft[]): Promise<Map<string, string>> {
  const claims = drafts.flatMap((draft) =>
    draft.reportedDeliveryID ? [{ draft, key: draft.reportedDeliveryID, sha: draft.bodySha256 ?? '' }] : [],
  )
  const rows = await claim(tx, 'report', claims)
  const owner = new Map(rows.map((row) => [`${row.applicationID}|${row.key}`, row.deliveryID]))
  const taken = claims.flatMap(({ draft, key }) => {
    const first = owner.get(`${draft.applicationID}|${key}`)
    return first && first !== draft.id ? [[draft.id, first] as const] : []
  })
  return new Map(taken)
}

/** Decides for each draft that may apply whether its event is new, seen before, or contradicts what was seen. */
async function judgeEvents(tx: Transaction, drafts: DeliveryDraft[]): Promise<JudgedDelivery[]> {
  const claims = drafts.flatMap((draft) =>
    draft.apply && draft.eventID ? [{ draft, key: draft.eventID, sha: draft.bodySha256 ?? '' }] : [],
  )
  const rows = [...(await claim(tx, 'event', claims)), ...(await findStaleOwners(tx, drafts))]
  const owners = new Map(rows.map((row) => [`${row.applicationID}|${row.key}`, row]))
  return drafts.map((draft) => {
    const mayApply = draft.apply !== null || draft.verdict === 'stale'
    const owner = mayApply && draft.eventID ? owners.get(`${draft.applicationID}|${draft.eventID}`) : undefined
    if (!owner) return finish(draft, draft.verdict, idleProcessing(draft))
    if (owner.deliveryID === draft.id) return finish(draft, draft.verdict, 'applied')
    if (owner.bodySha256 !== draft.bodySha256) return finish(draft, 'event-conflict', 'quarantined')
    const verdict: Verdict = draft.source === 'receiver' ? 'duplicate' : draft.verdict
    const attempt = Math.max(draft.attempt, owner.attempts)
    return { ...finish({ ...draft, attempt }, verdict, 'skipped'), firstID: owner.deliveryID }
  })
}

/** A late re-send of an event that was applied before is a duplicate; a late first one claims nothing. */
async function findStaleOwners(tx: Transaction, drafts: DeliveryDraft[]): Promise<z.infer<typeof claimSchema>> {
  const stale = drafts.filter((draft) => draft.verdict === 'stale' && !draft.apply && draft.eventID !== null)
  if (stale.length === 0) return []
  const rows = await tx.$queryRaw`
    SELECT d.application_id AS "applicationID", d.key, d.delivery_id AS "deliveryID", d.body_sha256 AS "bodySha256", d.attempts
    FROM delivery_dedup d JOIN unnest(${stale.map((d) => d.applicationID)}::uuid[], ${stale.map((d) => d.eventID)}::text[])
      AS wanted(application_id, key) USING (application_id, key)
    WHERE d.kind = 'event'`
  return claimSchema.parse(rows)
}

function idleProcessing(draft: DeliveryDraft): Processing {
  return isQuarantined(draft.verdict) ? 'quarantined' : 'none'
}

function finish(draft: DeliveryDraft, verdict: Verdict, processing: Processing): JudgedDelivery {
  const responseStatus = draft.source === 'receiver' ? receiverStatus(verdict) : draft.responseStatus
  return { ...draft, verdict, processing, responseStatus, firstID: draft.id }
}

/** Takes keys that are free and tells who holds each. Ordered, so that two batches never wait for each other in a circle. */
async function claim(
  tx: Transaction,
  kind: 'event' | 'report',
  claims: { draft: DeliveryDraft; key: string; sha: string }[],
): Promise<z.infer<typeof claimSchema>> {
  if (claims.length === 0) return []
  const rows = claims.map(({ draft, key, sha }, position) => ({
    application_id: draft.applicationID,
    key,
    delivery_id: draft.id,
    body_sha256: sha,
    position,
  }))
  const held = await tx.$queryRaw`
    INSERT INTO delivery_dedup AS d (application_id, kind, key, delivery_id, body_sha256)
    SELECT DISTINCT ON (application_id, key) application_id, ${kind}, key, delivery_id, body_sha256
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb)
      AS t(application_id uuid, key text, delivery_id uuid, body_sha256 text, position int)
    ORDER BY application_id, key, position
    ON CONFLICT (application_id, kind, key) DO UPDATE SET attempts = d.attempts + 1
    RETURNING application_id AS "applicationID", key, delivery_id AS "deliveryID", body_sha256 AS "bodySha256", attempts`
  return claimSchema.parse(held)
}

async function insertDeliveries(tx: Transaction, drafts: JudgedDelivery[]): Promise<void> {
  if (drafts.length === 0) return
  const rows = drafts.map((draft) => {
    const sealed = draft.body ? encrypt(draft.body) : null
    return {
      application_id: draft.applicationID,
      received_at: draft.receivedAt,
      id: draft.id,
      source: draft.source,
      reported_delivery_id: draft.reportedDeliveryID,
      event_id: draft.eventID,
      attempt: draft.attempt,
      verdict: draft.verdict,
      cause: draft.cause,
      forensics: draft.reason && draft.cause ? certainForensics(draft.cause, draft.reason) : null,
      response_status: draft.responseStatus,
      processing: draft.processing,
      headers: draft.headers,
      body_ciphertext: sealed?.ciphertext.toString('base64') ?? null,
      body_key_id: sealed?.keyID ?? null,
      body_size: draft.bodySize,
      body_sha256: draft.bodySha256,
      computed_signature: draft.computedSignature,
      reported_outcome: draft.reportedOutcome,
      sequence: draft.sequence,
      event_at: draft.eventAt,
      journey_ids: draft.journeyIDs,
      secret_id: draft.secretID,
      duration_ms: draft.durationMs,
      extra: draft.reason ? { ...draft.extra, reason: draft.reason } : draft.extra,
    }
  })
  await tx.$executeRaw`
    INSERT INTO webhook_delivery (application_id, received_at, id, source, reported_delivery_id, event_id, attempt, verdict,
      cause, forensics, response_status, processing, headers, body_ciphertext, body_key_id, body_size, body_sha256,
      computed_signature, reported_outcome, sequence, event_at, journey_ids, secret_id, duration_ms, extra)
    SELECT application_id, received_at, id, source, reported_delivery_id, event_id, attempt, verdict, cause, forensics,
      response_status, processing, headers, decode(body_ciphertext, 'base64'), body_key_id, body_size, body_sha256,
      computed_signature, reported_outcome, sequence, event_at,
      ARRAY(SELECT jsonb_array_elements_text(journey_ids)), secret_id, duration_ms, extra
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t(application_id uuid, received_at timestamptz, id uuid, source text,
      reported_delivery_id text, event_id text, attempt int, verdict text, cause text, forensics jsonb, response_status int,
      processing text, headers jsonb, body_ciphertext text, body_key_id text, body_size int, body_sha256 text,
      computed_signature text, reported_outcome text, sequence bigint, event_at timestamptz, journey_ids jsonb,
      secret_id uuid, duration_ms int, extra jsonb)`
}

function certainForensics(cause: string, sentence: string) {
  return { cause, confidence: 1, sentence, offset: null, tried: [], missing: null }
}

/** What a refused or quarantined delivery claims of a journey may be an update that is missing. */
async function insertRefusedUpdates(tx: Transaction, drafts: JudgedDelivery[]): Promise<void> {
  const rows = drafts.flatMap((draft) => {
    const isOut = isRefused(draft.verdict) || isQuarantined(draft.verdict)
    if (!isOut || draft.processing === 'applied' || draft.sequence === null || draft.applicationID === NIL_APPLICATION)
      return []
    const { applicationID, id, sequence, verdict, receivedAt } = draft
    return draft.journeyIDs.map((journeyID) => ({ applicationID, journeyID, id, sequence, verdict, receivedAt }))
  })
  if (rows.length === 0) return
  await tx.$executeRaw`
    INSERT INTO refused_update (application_id, journey_id, delivery_id, sequence, verdict, received_at)
    SELECT "applicationID", "journeyID", id, sequence, verdict, "receivedAt"
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t("applicationID" uuid, "journeyID" text, id uuid, sequence bigint,
      verdict text, "receivedAt" timestamptz)
    ON CONFLICT DO NOTHING`
  await tx.$executeRaw`
    INSERT INTO detect_queue (application_id, subject_type, subject_id)
    SELECT DISTINCT "applicationID", 'journey', "journeyID"
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS t("applicationID" uuid, "journeyID" text)`
}

/** A copy that reached its receiver earlier than the one that was stored first: the event is known since then. */
async function keepEarliestCopies(tx: Transaction, drafts: JudgedDelivery[]): Promise<void> {
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
