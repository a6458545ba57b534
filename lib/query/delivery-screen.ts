import { authorise, may } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { Verdict } from '@/lib/domain/vocabulary'
import { isQuarantined, isRefused } from '@/lib/domain/delivery'
import { hiddenBytes } from '@/lib/domain/sensitive-bytes'
import { checkSignature, type ComputedDigest } from '@/lib/forensics/check-signature'
import { diffOfSteps } from '@/lib/forensics/diff-of-steps'
import { causeGuide } from '@/lib/guidance'
import { readDelivery } from '@/lib/query/delivery'
import { bytesPart, FIRST_PART, shownDiff, type BytesPart, type ShownDiff } from '@/lib/query/delivery-bytes'
import type { Delivery } from '@/lib/query/schemas'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { findDeliveryDetail, loadDeliveryBytes, type DeliveryDetailRow } from '@/lib/store/delivery-detail-read'
import { findRework } from '@/lib/store/delivery-rework'
import { activeAndKnownSecrets } from '@/lib/store/secrets'

/** A digest of ours. Whole only where it is what arrived anyway: any other would sign these bytes. */
export interface ScreenDigest {
  hint: string
  status: 'active' | 'retired'
  shown: string
  matches: 'signature' | 'receiver' | null
}

/** What needs the bytes, for those who may see them. */
export interface ScreenInside {
  bytes: BytesPart
  diff: ShownDiff | null
  digests: ScreenDigest[]
}

export interface DeliveryScreen {
  delivery: Delivery
  /** What the verdict found, in words. */
  reason: string | null
  computedSignature: string | null
  reportedOutcome: string | null
  storedAt: Date
  /** Of the platform's log. */
  url: string | null
  nextAttemptAt: Date | null
  inside: ScreenInside | { refused: 'role' | 'not-kept' }
  finding: { id: string; status: string; deliveries: number | null } | null
  /** Of the guidance: the cause in a few words and the first thing to do. */
  fix: { title: string; step: string } | null
  rework: Awaited<ReturnType<typeof findRework>>
  /** What this reader may ask for, of what makes sense. */
  mayRework: { eligible: boolean; allowed: boolean }
}

/** Everything about one delivery. Throws as `readDelivery` does. */
export async function readDeliveryScreen(
  principal: Principal,
  id: { deliveryID: string; applicationID?: string | undefined },
): Promise<DeliveryScreen> {
  authorise(principal, 'read', id.applicationID)
  const delivery = await readDelivery(principal, id)
  const applicationID = delivery.applicationID ?? NIL_APPLICATION
  const [detail, rework] = await Promise.all([
    findDeliveryDetail(applicationID, delivery.id),
    findRework(applicationID, delivery.id),
  ])
  const inside = await readInside(principal, delivery, detail)
  return {
    delivery,
    reason: textOf(detail?.extra?.reason),
    computedSignature: detail?.computedSignature ?? null,
    reportedOutcome: detail?.reportedOutcome ?? null,
    storedAt: detail?.storedAt ?? delivery.receivedAt,
    url: textOf(detail?.extra?.url),
    nextAttemptAt: dateOf(detail?.extra?.nextAttemptAt),
    inside,
    finding: findingOf(detail),
    fix: fixOf(delivery.cause),
    rework,
    mayRework: { eligible: isReworkable(delivery, detail), allowed: may(principal, 'reprocess') },
  }
}

async function readInside(
  principal: Principal,
  delivery: Delivery,
  detail: DeliveryDetailRow | null,
): Promise<DeliveryScreen['inside']> {
  if (!detail?.hasBody) return { refused: 'not-kept' }
  if (!may(principal, 'bytes')) return { refused: 'role' }
  const applicationID = delivery.applicationID ?? NIL_APPLICATION
  const [bytes, secrets] = await Promise.all([
    loadDeliveryBytes(applicationID, delivery.id),
    activeAndKnownSecrets(applicationID),
  ])
  if (!bytes) return { refused: 'not-kept' }
  const headers = Object.fromEntries(
    Object.entries(delivery.headers).map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  )
  const { computedSignature } = detail
  const { digests } = checkSignature({ applicationID, headers, body: bytes, computedSignature }, secrets)
  const diff = diffOfSteps(bytes, delivery.forensics?.steps ?? [])
  return {
    bytes: bytesPart(bytes, hiddenBytes(bytes), 0, FIRST_PART),
    diff: diff && shownDiff(diff, bytes),
    digests: digests.map(toScreenDigest),
  }
}

function toScreenDigest({ hint, status, digest, matchesSignature, matchesReceiver }: ComputedDigest): ScreenDigest {
  const matches = matchesSignature ? 'signature' : matchesReceiver ? 'receiver' : null
  return { hint, status, shown: matches ? digest : `${digest.slice(0, 6)}…${digest.slice(-4)}`, matches }
}

function findingOf(detail: DeliveryDetailRow | null): DeliveryScreen['finding'] {
  if (!detail?.findingID) return null
  return { id: detail.findingID, status: detail.findingStatus ?? 'open', deliveries: detail.groupDeliveries }
}

function fixOf(cause: string | null): DeliveryScreen['fix'] {
  const guide = cause === null ? null : causeGuide('webhook-signature-failure', cause)
  return guide && { title: guide.title, step: guide.steps[0] ?? guide.summary }
}

function isReworkable({ source, verdict, processing }: Delivery, detail: DeliveryDetailRow | null): boolean {
  const isDone = processing === 'applied' || processing === 'skipped'
  return source !== 'platform' && !isDone && detail?.hasBody === true && isOut(verdict)
}

function isOut(verdict: Verdict): boolean {
  return isRefused(verdict) || isQuarantined(verdict)
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function dateOf(value: unknown): Date | null {
  const at = typeof value === 'string' ? new Date(value) : null
  return at && !Number.isNaN(at.getTime()) ? at : null
}
