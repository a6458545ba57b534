import { isRefused, type DeliveryDraft, type DeliveryResult } from '@/lib/domain/delivery'
import { DeskError } from '@/lib/errors'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { isKnownSource, noteKnownSource } from '@/lib/store/known-sources'
import { countRefused } from '@/lib/store/refused-noise'
import { saveDeliveries } from '@/lib/store/save-deliveries'
import { touchSecret } from '@/lib/store/secrets'
import { defaultSettings } from '@/lib/domain/settings'
import { countRecords, type RecordOutcome } from '@/lib/telemetry/metrics'
import { deliveryContext, freshDeliveryContext, type DeliveryContext } from './delivery-context'
import { draftJudged, emptyDraft, withClaims } from './draft-delivery'
import type { DeliveryHeaders } from './judge-delivery'
import { createGroups } from './webhook-queue'

export const WEBHOOK_BODY_MAX = 1024 * 1024
/** Platforms give up after some ten seconds. */
const ANSWER_WITHIN_MS = 8_000
const TOUCH_EVERY_MS = 5_000

const groups = createGroups<DeliveryDraft, DeliveryResult>({
  save: saveDeliveries,
  groupMax: 200,
  weightMax: WEBHOOK_BODY_MAX,
  weigh: ({ bodySize }) => bodySize,
  inFlightMax: 2,
  besideMin: 8,
  slowMs: 40,
  waitingMax: 2_000,
  patienceMs: ANSWER_WITHIN_MS,
})

export interface ReceivedWebhook {
  headers: DeliveryHeaders
  /** The exact bytes, or null where they are more than WEBHOOK_BODY_MAX. */
  body: Uint8Array | null
  bodySize: number
  receivedAt: Date
  /** Address of the sender, for bounding noise; stored only as a keyed hash. */
  peer: string
}

export interface WebhookAnswer {
  status: number
  body: { status: 'accepted' | 'duplicate' | 'quarantined'; deliveryID: string } | { error: { code: string } }
}

/** The webhook receiver of the public contract, ingest-api.md §1. Answers after its rows are committed; throws UNAVAILABLE. */
export async function receiveWebhook(webhook: ReceivedWebhook): Promise<WebhookAnswer> {
  try {
    const answer = await withinPatience(judgeAndStore(webhook))
    countRecords('webhooks', outcomeOf(answer))
    return answer
  } catch (error) {
    if (error instanceof DeskError && error.code === 'UNAVAILABLE') throw error
    throw new DeskError('UNAVAILABLE', 'The delivery could not be stored. Send it again.', undefined, { cause: error })
  }
}

function outcomeOf({ body, status }: WebhookAnswer): RecordOutcome {
  if ('status' in body) return body.status
  return status === 413 ? 'too-large' : 'refused'
}

/** A database that hangs is told as one that is away. What is committed later after all is a duplicate when it is sent again. */
async function withinPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not answer in time')), ANSWER_WITHIN_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function judgeAndStore(webhook: ReceivedWebhook): Promise<WebhookAnswer> {
  const named = webhook.headers[WEBHOOK_HEADERS.applicationID]
  let context = await deliveryContext(named)
  let draft = draftOf(webhook, context)
  if (draft.verdict === 'signature-mismatch') {
    const fresh = await freshDeliveryContext(named)
    if (!hasSameSecrets(context, fresh)) draft = draftOf(webhook, fresh)
    context = fresh
  }
  const isNoise = isRefused(draft.verdict) || draft.verdict === 'too-large'
  if (isNoise && !(await isKept(draft, webhook, context))) return answerOf(draft.verdict, draft.id)
  const isSourceKnown = isNoise && context !== null && (await isKnownSource({ ...draft, peer: webhook.peer }))
  const extra = isSourceKnown ? { isSourceKnown } : null
  const result = await groups.add({ ...withClaims(draft, context), extra })
  if (draft.secretID) noteUse(draft.applicationID, draft.secretID, webhook.receivedAt)
  if (result.verdict === 'verified') noteSource(draft.applicationID, webhook)
  return answerOf(result.verdict, result.id)
}

const touchedAt = new Map<string, number>()

/** Beside the answer, since nothing that was acknowledged depends on it. */
function noteUse(applicationID: string, secretID: string, at: Date): void {
  if (at.getTime() - (touchedAt.get(secretID) ?? 0) < TOUCH_EVERY_MS) return
  touchedAt.set(secretID, at.getTime())
  touchSecret(applicationID, secretID, at).catch(() => touchedAt.delete(secretID))
}

/** Beside the answer, too: it only helps to tell later failures from noise. */
function noteSource(applicationID: string, { peer, receivedAt: at }: ReceivedWebhook): void {
  noteKnownSource({ applicationID, peer, at }).catch(() => undefined)
}

function draftOf(webhook: ReceivedWebhook, context: DeliveryContext | null): DeliveryDraft {
  const delivery = { source: 'receiver' as const, headers: webhook.headers, receivedAt: webhook.receivedAt }
  if (webhook.body === null) return { ...emptyDraft(delivery, context), bodySize: webhook.bodySize }
  return draftJudged({ ...delivery, body: webhook.body }, context)
}

/** What failed under them fails again: a forged digest of a large body is computed once. */
function hasSameSecrets(known: DeliveryContext | null, fresh: DeliveryContext | null): boolean {
  const namesOf = (context: DeliveryContext | null) => context?.activeSecrets.map(({ secretID }) => secretID).toSorted()
  return JSON.stringify(namesOf(known)) === JSON.stringify(namesOf(fresh))
}

function isKept(draft: DeliveryDraft, webhook: ReceivedWebhook, context: DeliveryContext | null): Promise<boolean> {
  const settings = context?.settings ?? defaultSettings()
  return countRefused({
    applicationID: context ? draft.applicationID : NIL_APPLICATION,
    peer: webhook.peer,
    at: webhook.receivedAt,
    keptPerMinute: settings['webhook.rejectedPerMinute'],
  })
}

/** Every refusal answers the same bytes: a sender without the secret learns nothing. */
function answerOf(verdict: DeliveryDraft['verdict'], deliveryID: string): WebhookAnswer {
  if (verdict === 'too-large') return { status: 413, body: { error: { code: 'PAYLOAD_TOO_LARGE' } } }
  if (isRefused(verdict)) return { status: 401, body: { error: { code: 'SIGNATURE_INVALID' } } }
  if (verdict === 'verified') return { status: 200, body: { status: 'accepted', deliveryID } }
  if (verdict === 'duplicate') return { status: 200, body: { status: 'duplicate', deliveryID } }
  return { status: 202, body: { status: 'quarantined', deliveryID } }
}
