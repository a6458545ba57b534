import { z } from 'zod'
import type { SideAttempt } from '@/lib/domain/delivery-sides'
import { DELIVERY_SOURCES, VERDICTS } from '@/lib/domain/vocabulary'
import { db } from './client'
import { Prisma } from './generated/client'

/** An event by its ID, or the update of a journey by its sequence: an event that never came has no ID here. */
export type EventRef =
  { applicationID: string; eventID: string } | { applicationID: string; journeyID: string; sequence: bigint }

const ATTEMPTS_MAX = 200

const attemptSchema = z.array(
  z.object({
    source: z.enum(DELIVERY_SOURCES),
    at: z.date(),
    verdict: z.enum(VERDICTS),
    cause: z.string().nullable(),
    processing: z.string(),
    responseStatus: z.number().nullable(),
    reportedOutcome: z.string().nullable(),
    error: z.string().nullable(),
    nextAttemptAt: z.coerce.date().nullable().catch(null),
    eventAt: z.date().nullable(),
  }),
)

/** What each side stored of one event, the newest first. */
export async function findSideAttempts(ref: EventRef): Promise<(SideAttempt & { eventAt: Date | null })[]> {
  const isMeant =
    'eventID' in ref
      ? Prisma.sql`event_id = ${ref.eventID}`
      : Prisma.sql`journey_ids @> ARRAY[${ref.journeyID}]::text[] AND sequence = ${ref.sequence}`
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT source, received_at AS at, verdict, cause, processing, response_status AS "responseStatus",
      reported_outcome AS "reportedOutcome", extra ->> 'error' AS error, extra ->> 'nextAttemptAt' AS "nextAttemptAt",
      event_at AS "eventAt"
    FROM webhook_delivery WHERE application_id = ${ref.applicationID}::uuid AND ${isMeant}
    ORDER BY received_at DESC, id DESC LIMIT ${ATTEMPTS_MAX}`)
  return attemptSchema.parse(rows)
}

/** Whether a journey's history holds the event or sequence. */
export async function isEventApplied(ref: EventRef): Promise<boolean> {
  const { applicationID } = ref
  if ('eventID' in ref) {
    const claimed = await db().deliveryDedup.findUnique({
      where: { applicationID_kind_key: { applicationID, kind: 'event', key: ref.eventID } },
      select: { key: true },
    })
    return claimed !== null
  }
  const { journeyID, sequence } = ref
  const held = await db().journeyEvent.findFirst({
    where: { applicationID, journeyID, sequence },
    select: { sequence: true },
  })
  return held !== null
}

const positionSchema = z.object({ since: z.coerce.date(), cursor: z.string().nullable() })
/** The first reading of a log goes back this far. */
const FIRST_WINDOW_MS = 24 * 60 * 60_000
const LOG_DELAY_MS = 60_000

/** Whether the platform's delivery log was read for `at`, and a little beyond. */
export async function isLogReadFor(applicationID: string, at: Date): Promise<boolean> {
  const row = await db().jobState.findUnique({
    where: { name: `pull-deliveries:${applicationID}` },
    select: { state: true, updatedAt: true },
  })
  const position = positionSchema.safeParse(row?.state)
  if (!row || !position.success) return false
  const { since, cursor } = position.data
  const until = cursor === null ? row.updatedAt : since
  if (until.getTime() < at.getTime() + LOG_DELAY_MS) return false
  if (at.getTime() > row.updatedAt.getTime() - FIRST_WINDOW_MS) return true
  const earlier = await db().webhookDelivery.findFirst({
    where: { applicationID, source: 'platform', receivedAt: { gte: new Date(at.getTime() - FIRST_WINDOW_MS), lt: at } },
    select: { id: true },
  })
  return earlier !== null
}
