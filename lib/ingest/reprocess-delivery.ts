import { isQuarantined, isRefused } from '@/lib/domain/delivery'
import type { ReworkOutcome } from '@/lib/domain/delivery-filter'
import { VERDICTS } from '@/lib/domain/vocabulary'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { enqueueForensics } from '@/lib/store/detect-queue'
import {
  claimEvent,
  dropRefusedUpdates,
  findRework,
  lockDelivery,
  markProcessed,
  saveRework,
  storedVersions,
  type ReworkableDelivery,
} from '@/lib/store/delivery-rework'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import { freshDeliveryContext, type DeliveryContext } from './delivery-context'
import { judgeDelivery, type Judgement } from './judge-delivery'
import type { SnapshotContent } from './reshape-snapshot'

export interface ReworkJob {
  jobID: string
  actor: string
  /** Verify only, or apply what verifies. */
  mode: 'reverify' | 'reprocess'
  /** The operator's decision on what is authentic but outside the time allowed. */
  applyStale: boolean
}

export interface ReworkResult {
  outcome: ReworkOutcome
  detail: string | null
}

/**
 * Judges a stored delivery again, by the secrets that are active now and against its own time of arrival, and applies it
 * where it verifies. One transaction; asked twice by the same job it answers what it answered first.
 */
export async function reworkDelivery(
  delivery: { applicationID: string; id: string },
  job: ReworkJob,
  now: Date,
): Promise<ReworkResult> {
  return inTransaction(async (tx) => {
    const row = await lockDelivery(tx, delivery)
    if (!row) return { outcome: 'gone', detail: 'Retention removed it, or it was moved to its application.' }
    const before = await findRework(row.applicationID, row.id, tx)
    if (before?.jobID === job.jobID && before.outcome) {
      return { outcome: asOutcome(before.outcome), detail: before.detail }
    }
    const refused = whyNot(row)
    if (refused || !row.body) return refused ?? { outcome: 'not-eligible', detail: 'Its bytes were not kept.' }
    const context = await freshDeliveryContext(applicationOf(row))
    const judgement = judgeDelivery(
      { headers: row.headers, body: row.body, receivedAt: row.receivedAt },
      context ?? { application: null, activeSecrets: [], toleranceMs: 0 },
    )
    return job.mode === 'reverify'
      ? verifyOnly(tx, { row, judgement, job, now })
      : applyIfDue(tx, { row, judgement, context, job, now })
  })
}

function whyNot(row: ReworkableDelivery): ReworkResult | null {
  if (row.source === 'platform') {
    return { outcome: 'not-eligible', detail: 'It is an entry of the platform’s log, not a delivery that reached us.' }
  }
  if (row.processing === 'applied' || row.processing === 'skipped') {
    return { outcome: 'already-applied', detail: 'This event is applied already.' }
  }
  const verdict = VERDICTS.find((known) => known === row.verdict)
  if (verdict && (isRefused(verdict) || isQuarantined(verdict))) return null
  return { outcome: 'not-eligible', detail: `A delivery with the verdict ${row.verdict} has nothing to apply.` }
}

/** Of a delivery whose application was unknown on arrival, the one that it names, if that is set up by now. */
function applicationOf(row: ReworkableDelivery): string | undefined {
  return row.applicationID === NIL_APPLICATION ? row.headers[WEBHOOK_HEADERS.applicationID] : row.applicationID
}

interface Reworked {
  row: ReworkableDelivery
  judgement: Judgement
  job: ReworkJob
  now: Date
}

async function verifyOnly(tx: Transaction, { row, judgement, job, now }: Reworked): Promise<ReworkResult> {
  await keep(tx, { row, judgement, job, now }, null)
  // The explanation may have changed with the secrets.
  if (isRefused(judgement.verdict) && judgement.cause === null) await enqueueForensics(tx, [row])
  if (judgement.verdict === 'verified') return { outcome: 'verifies', detail: null }
  if (judgement.verdict === 'stale') return { outcome: 'late', detail: judgement.reason }
  return notApplied(judgement)
}

async function applyIfDue(
  tx: Transaction,
  reworked: Reworked & { context: DeliveryContext | null },
): Promise<ReworkResult> {
  const { judgement, context, job } = reworked
  const isDue = judgement.verdict === 'verified' || (judgement.verdict === 'stale' && job.applyStale)
  const { content } = judgement
  const result =
    isDue && content && context
      ? await applyContent(tx, reworked, content, context.application.applicationID)
      : notApplied(judgement)
  await keep(tx, reworked, result, context?.application.applicationID)
  return result
}

function notApplied({ verdict, reason, content }: Judgement): ReworkResult {
  const why = reason ?? 'The body is not a journey snapshot.'
  if (verdict === 'stale' && content) {
    return {
      outcome: 'late',
      detail: `${why}: authentic but outside the time allowed, and nobody decided to apply it.`,
    }
  }
  return { outcome: isRefused(verdict) ? 'still-refused' : 'still-quarantined', detail: why }
}

/**
 * Once an event ID, whichever way the event came first; then like any delivery, by its sequence. The snapshots commit
 * before the claim and the row do: a death in between leaves an update that the next try finds in place.
 */
async function applyContent(
  tx: Transaction,
  { row, judgement }: Reworked,
  content: SnapshotContent,
  applicationID: string,
): Promise<ReworkResult> {
  const { eventID, sequence, eventAt, profiles } = content
  const journeyIDs = [...new Set(content.snapshots.map((snapshot) => snapshot.journeyID))]
  const bodySha256 = row.bodySha256 ?? ''
  const owner = await claimEvent(tx, { applicationID, eventID, deliveryID: row.id, bodySha256 })
  const isOwn = owner.deliveryID === row.id
  if (!isOwn && owner.bodySha256 !== bodySha256) {
    const detail = `The event was applied from other bytes, by the delivery ${owner.deliveryID}.`
    return { outcome: 'still-quarantined', detail }
  }
  const versions = await storedVersions(tx, applicationID, journeyIDs)
  const done = { applicationID, eventID, sequence, eventAt, journeyIDs, secretID: judgement.secretID }
  if (isOwn) {
    const snapshots = content.snapshots.map((snapshot) => ({ ...snapshot, receivedAt: row.receivedAt }))
    const deliveryIDs = new Map([[`${applicationID}|${eventID}`, row.id]])
    await applySnapshots({ snapshots, profiles, deliveryIDs })
  }
  await markProcessed(tx, row, { ...done, processing: isOwn ? 'applied' : 'skipped' })
  await dropRefusedUpdates(tx, { applicationID, id: row.id, journeyIDs })
  if (!isOwn)
    return { outcome: 'already-applied', detail: `The event was applied by the delivery ${owner.deliveryID}.` }
  const isOlder = journeyIDs.length > 0 && journeyIDs.every((journeyID) => sequence < (versions.get(journeyID) ?? -1n))
  if (!isOlder) return { outcome: 'applied', detail: null }
  return { outcome: 'applied-older', detail: 'Older than what is stored: it went into the history, the state stands.' }
}

async function keep(
  tx: Transaction,
  { row, judgement, job, now }: Reworked,
  processed: ReworkResult | null,
  movedTo?: string,
): Promise<void> {
  const { verdict, reason, secretID } = judgement
  const isMoved = processed?.outcome === 'applied' || processed?.outcome === 'applied-older'
  await saveRework(tx, {
    applicationID: isMoved && movedTo ? movedTo : row.applicationID,
    deliveryID: row.id,
    receivedAt: row.receivedAt,
    actor: job.actor,
    jobID: job.jobID,
    now,
    verdict,
    reason,
    secretID,
    processed,
  })
}

const asOutcome = (text: string) => text as ReworkOutcome
