import { createHash } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { isRefused, type DeliveryDraft } from '@/lib/domain/delivery'
import { maskHeaders } from '@/lib/domain/public-headers'
import { storable } from '@/lib/domain/text'
import type { DeliverySource, Verdict } from '@/lib/domain/vocabulary'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { NIL_APPLICATION } from '@/lib/store/applications'
import type { DeliveryContext } from './delivery-context'
import { claimedContent, judgeDelivery, type DeliveryHeaders, type Judgement } from './judge-delivery'
import type { SnapshotContent } from './reshape-snapshot'

export interface ReceivedDelivery {
  source: DeliverySource
  headers: DeliveryHeaders
  body: Uint8Array
  receivedAt: Date
}

const KEPT_HEADERS: ReadonlySet<string> = new Set([
  ...Object.values(WEBHOOK_HEADERS),
  'content-type',
  'content-length',
  'content-encoding',
  'user-agent',
])
const HEADER_MAX = 1_000

/** Judges a delivery and makes the row of it, with what it would apply. */
export function draftDelivery(delivery: ReceivedDelivery, context: DeliveryContext | null): DeliveryDraft {
  return withClaims(draftJudged(delivery, context), context)
}

/** The same without what a refused body claims, for whom it may not be kept. */
export function draftJudged(delivery: ReceivedDelivery, context: DeliveryContext | null): DeliveryDraft {
  const judgement = judgeDelivery(delivery, context ?? { application: null, activeSecrets: [], toleranceMs: 0 })
  const { content } = judgement
  return {
    ...emptyDraft(delivery, context),
    ...(content && toldBy(content)),
    verdict: judgement.verdict,
    cause: judgement.cause,
    reason: judgement.reason,
    body: delivery.body,
    bodySize: delivery.body.byteLength,
    journeyIDs: journeysOf(judgement.verdict, content, context),
    secretID: judgement.secretID,
    apply: content && mayApply(judgement, context) ? applied(content, delivery.receivedAt) : null,
  }
}

/** Completes a draft that is going to be stored. */
export function withClaims(draft: DeliveryDraft, context: DeliveryContext | null): DeliveryDraft {
  if (draft.body === null) return draft
  const bodySha256 = createHash('sha256').update(draft.body).digest('hex')
  const claimed = isRefused(draft.verdict) && draft.secretID === null ? claimedContent(draft.body) : null
  if (!claimed) return { ...draft, bodySha256 }
  return { ...draft, ...toldBy(claimed), bodySha256, journeyIDs: journeysOf(draft.verdict, claimed, context) }
}

function toldBy({ eventID, sequence, eventAt, borrowerExternalID }: SnapshotContent) {
  return { eventID, sequence, eventAt, borrowerExternalID }
}

/** The row of a delivery whose bytes are not kept. */
export function emptyDraft(
  delivery: Pick<ReceivedDelivery, 'source' | 'headers' | 'receivedAt'>,
  context: DeliveryContext | null,
): DeliveryDraft {
  return {
    id: uuidv7(),
    applicationID: context?.application.applicationID ?? NIL_APPLICATION,
    source: delivery.source,
    reportedDeliveryID: null,
    eventID: headerText(delivery.headers[WEBHOOK_HEADERS.eventID]),
    attempt: 1,
    receivedAt: delivery.receivedAt,
    verdict: 'too-large',
    cause: null,
    reason: null,
    responseStatus: null,
    headers: keptHeaders(delivery.headers),
    body: null,
    bodySize: 0,
    bodySha256: null,
    computedSignature: null,
    reportedOutcome: null,
    sequence: null,
    eventAt: null,
    journeyIDs: [],
    borrowerExternalID: null,
    secretID: null,
    durationMs: null,
    extra: null,
    apply: null,
  }
}

function applied({ snapshots, profiles }: SnapshotContent, receivedAt: Date): DeliveryDraft['apply'] {
  return { snapshots: snapshots.map((snapshot) => ({ ...snapshot, receivedAt })), profiles }
}

function mayApply(judgement: Judgement, context: DeliveryContext | null): boolean {
  if (judgement.verdict === 'verified') return true
  return judgement.verdict === 'stale' && context?.settings['webhook.applyStale'] === true
}

/** An unsigned body's journeys count only where it names the application's own tenant: noise names nothing of ours. */
function journeysOf(verdict: Verdict, content: SnapshotContent | null, context: DeliveryContext | null): string[] {
  if (!content || !context) return []
  const { applicationID, tenantID } = context.application
  const isOurs = content.tenantID === tenantID && content.applicationID === applicationID
  if (isRefused(verdict) && !isOurs) return []
  return [...new Set(content.snapshots.map((snapshot) => snapshot.journeyID))]
}

function keptHeaders(headers: DeliveryHeaders): Record<string, string> {
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    value !== undefined && KEPT_HEADERS.has(name) ? [[name, value.slice(0, HEADER_MAX)]] : [],
  )
  return maskHeaders(storable(Object.fromEntries(kept)))
}

function headerText(value: string | undefined): string | null {
  return value ? storable(value.slice(0, 200)) : null
}
