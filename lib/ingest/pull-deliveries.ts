import type { PlatformDelivery } from '@/lib/domain/platform-delivery'
import { knownValues, withoutKnown, type KnownValues } from '@/lib/domain/known-values'
import { maskHeaders } from '@/lib/domain/public-headers'
import { redactFreeText } from '@/lib/domain/redaction'
import { storableText } from '@/lib/domain/text'
import type { CallContext, PlatformClient, PlatformDeliveries } from '@/lib/platform/client'
import { OWN_CODES, PlatformError } from '@/lib/platform/errors'
import { pseudonymOf } from './pseudonym'
import { readJson } from './read-json'
import { readSnapshot, type SnapshotContent } from './reshape-snapshot'

/** Where the reading of a delivery log stands: a page inside the window that begins at `since`. */
export interface LogPosition {
  since: Date
  cursor: string | null
}

const PAGES_MAX = 20
const PAGE_SIZE = 100
/** Attempts may enter the log after later ones did; they are known by their IDs, so reading twice costs nothing. */
const OVERLAP_MS = 15 * 60 * 1000
const FIRST_WINDOW_MS = 24 * 60 * 60 * 1000

export function firstPosition(now: Date): LogPosition {
  return { since: new Date(now.getTime() - FIRST_WINDOW_MS), cursor: null }
}

/**
 * Reads the platform's delivery log from `start`, a bounded number of pages. `store` gets each page before the next is
 * asked for and answers how many attempts were new; `advance` gets each position after what lies before it was stored.
 */
export async function pullDeliveries(
  client: PlatformClient,
  applicationID: string,
  start: LogPosition,
  sink: {
    store: (deliveries: PlatformDelivery[]) => Promise<number>
    advance: (position: LogPosition) => Promise<void>
  },
  context: CallContext & { now: Date },
): Promise<number> {
  let position = start
  let limit = PAGE_SIZE
  let stored = 0
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await readPage(client, position, limit, context)
    if (answer === 'too large') {
      if (limit === 1) break
      limit = Math.ceil(limit / 4)
      continue
    }
    const deliveries = answer.deliveries.map((delivery) => reshape(applicationID, delivery, context.now))
    stored += await sink.store(deliveries)
    const next = answer.nextCursor ?? null
    const isLast = next === null || next === position.cursor
    position = isLast ? afterLast(position, deliveries, context.now) : { since: position.since, cursor: next }
    await sink.advance(position)
    if (isLast) break
  }
  return stored
}

/** A cursor that the platform no longer knows begins the window again. */
async function readPage(client: PlatformClient, position: LogPosition, limit: number, context: CallContext) {
  try {
    return await client.deliveries({ ...position, limit }, context)
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    if (error.code === OWN_CODES.tooLarge) return 'too large'
    if (error.status !== 400 || position.cursor === null) throw error
    return client.deliveries({ since: position.since, cursor: null, limit }, context)
  }
}

function afterLast(position: LogPosition, deliveries: PlatformDelivery[], now: Date): LogPosition {
  const newest = Math.max(0, ...deliveries.map((delivery) => delivery.attemptedAt.getTime()))
  const since = Math.max(position.since.getTime(), Math.min(newest, now.getTime()) - OVERLAP_MS)
  return { since: new Date(since), cursor: null }
}

function reshape(
  applicationID: string,
  delivery: PlatformDeliveries['deliveries'][number],
  now: Date,
): PlatformDelivery {
  const body = delivery.rawBodyBase64 ? new Uint8Array(Buffer.from(delivery.rawBodyBase64, 'base64')) : null
  const content = body && contentOf(body)
  const known = content?.profiles[0] ? knownValues(content.profiles[0].profile) : null
  return {
    applicationID,
    deliveryID: storableText(delivery.deliveryID),
    eventID: textOf(delivery.eventID, 200),
    attempt: wholeNumber(delivery.attempt) ?? 1,
    attemptedAt: plausible(new Date(delivery.attemptedAt), now),
    url: publicText(delivery.url, 2000, known),
    responseStatus: wholeNumber(delivery.responseStatus),
    durationMs: wholeNumber(delivery.durationMs),
    error: publicText(delivery.error, 500, known),
    nextAttemptAt: delivery.nextAttemptAt ? new Date(delivery.nextAttemptAt) : null,
    headers: maskHeaders(headerTexts(delivery.headers ?? {})),
    body,
    snapshot: content && toldBy(content),
  }
}

const KEPT_MS = 90 * 24 * 60 * 60 * 1000
const AHEAD_MS = 24 * 60 * 60 * 1000

/** Rows live in a partition a day: a wrong clock must not open one in 1970. */
function plausible(at: Date, now: Date): Date {
  return new Date(Math.min(Math.max(at.getTime(), now.getTime() - KEPT_MS), now.getTime() + AHEAD_MS))
}

function wholeNumber(value: number | null | undefined): number | null {
  return value != null && Math.abs(value) < 2 ** 31 ? Math.round(value) : null
}

function headerTexts(headers: Record<string, unknown>): Record<string, string> {
  const texts = Object.entries(headers).slice(0, 100)
  return Object.fromEntries(texts.map(([name, value]) => [textOf(name.toLowerCase(), 100) ?? '', headerText(value)]))
}

function headerText(value: unknown): string {
  return textOf(typeof value === 'string' ? value : JSON.stringify(value), 1000) ?? ''
}

function textOf(value: string | null | undefined, lengthMax: number): string | null {
  return value == null ? null : storableText(value.slice(0, lengthMax))
}

/** `known`: what the body of the same attempt tells of its borrower. */
function publicText(value: string | null | undefined, lengthMax: number, known: KnownValues): string | null {
  const text = textOf(value, lengthMax)
  return text && withoutKnown(redactFreeText(text, pseudonymOf), known)
}

function contentOf(body: Uint8Array): SnapshotContent | null {
  const json = readJson(body)
  return json && readSnapshot(json.value)
}

function toldBy({ sequence, eventAt, snapshots, borrowerExternalID }: SnapshotContent): PlatformDelivery['snapshot'] {
  return { sequence, eventAt, borrowerExternalID, journeyIDs: snapshots.map((snapshot) => snapshot.journeyID) }
}
