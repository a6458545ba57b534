import {
  isQuarantined,
  isRefused,
  receiverStatus,
  type DeliveryDraft,
  type DeliveryResult,
} from '@/lib/domain/delivery'
import type { Processing, Verdict } from '@/lib/domain/vocabulary'
import { prepareSnapshots, writeSnapshots } from './apply-snapshots'
import { claimEvents, claimReports, type EventClaims } from './delivery-claims'
import { insertDeliveries, insertRefusedUpdates, keepEarliestCopies, type JudgedDelivery } from './delivery-rows'
import { enqueueForensics } from './detect-queue'
import { readErased, withoutErased } from './erased-borrowers'
import { ensureDays } from './partitions'
import { inPipeline, type LastWrites, type Pipeline } from './pipeline'

/**
 * Stores deliveries and applies what is new of them, in one transaction: a row and its effect stand or fall together.
 * Answers in the order of the drafts. Sent twice counts once, by event ID and by reported delivery ID, also where both
 * copies are among the drafts.
 */
export async function saveDeliveries(drafts: DeliveryDraft[]): Promise<DeliveryResult[]> {
  await ensureDays(
    'webhook_delivery',
    drafts.map((draft) => draft.receivedAt),
  )
  return inPipeline((tx) => saveDeliveriesIn(tx, drafts))
}

/** Everything is read in one volley and written in another. The order of locks is: keys of events, journeys, borrowers. */
async function saveDeliveriesIn(tx: Pipeline, drafts: DeliveryDraft[]): Promise<LastWrites<DeliveryResult[]>> {
  const reported = drafts.some((draft) => draft.reportedDeliveryID) ? await claimReports(tx, drafts) : new Map()
  const told = drafts.filter((draft) => reported.get(draft.id) === undefined)
  const [claims, prepared, erased] = await Promise.all([
    claimEvents(tx, told),
    prepareSnapshots(
      tx,
      told.flatMap((draft) => draft.apply ?? []),
    ),
    readErased(tx, told),
  ])
  const fresh = told.map((draft) => withoutErased(draft, erased))
  const judged = fresh.map((draft) => judge(draft, claims))
  const applied = judged.filter((draft) => draft.processing === 'applied')
  const input = {
    snapshots: applied.flatMap((draft) => draft.apply?.snapshots ?? []),
    profiles: applied.flatMap((draft) => draft.apply?.profiles ?? []),
    deliveryIDs: new Map(applied.map((draft) => [`${draft.applicationID}|${draft.eventID}`, draft.id])),
  }
  const byID = new Map(judged.map((draft) => [draft.id, draft]))
  const { writes } = await writeSnapshots(tx, prepared, input)
  return {
    result: drafts.map((draft) => resultOf(draft, byID.get(draft.id), reported.get(draft.id))),
    writes: [
      ...writes,
      insertDeliveries(tx, judged),
      insertRefusedUpdates(tx, judged),
      keepEarliestCopies(tx, judged),
      enqueueForensics(tx, judged.filter(needsForensics)),
    ],
  }
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

/** Decides whether a draft's event is new, seen before, or contradicts what was seen. */
function judge(draft: DeliveryDraft, { owners, copies }: EventClaims): JudgedDelivery {
  const mayApply = draft.apply !== null || draft.verdict === 'stale'
  const owner = mayApply && draft.eventID ? owners.get(`${draft.applicationID}|${draft.eventID}`) : undefined
  if (!owner) return finish(draft, draft.verdict, idleProcessing(draft))
  if (owner.deliveryID === draft.id) return finish(draft, draft.verdict, 'applied')
  if (owner.bodySha256 !== draft.bodySha256) return finish(draft, 'event-conflict', 'quarantined')
  const verdict: Verdict = draft.source === 'receiver' ? 'duplicate' : draft.verdict
  const attempt = Math.max(draft.attempt, copies.get(draft.id) ?? owner.attempts)
  return { ...finish({ ...draft, attempt }, verdict, 'skipped'), firstID: owner.deliveryID }
}

function idleProcessing(draft: DeliveryDraft): Processing {
  return isQuarantined(draft.verdict) ? 'quarantined' : 'none'
}

function finish(draft: DeliveryDraft, verdict: Verdict, processing: Processing): JudgedDelivery {
  const responseStatus = draft.source === 'receiver' ? receiverStatus(verdict) : draft.responseStatus
  return { ...draft, verdict, processing, responseStatus, firstID: draft.id }
}
