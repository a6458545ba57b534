import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import type { Environment } from '@/lib/domain/vocabulary'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import type { PageKey } from '@/lib/store/findings-read'
import { Prisma } from '@/lib/store/generated/client'
import { within } from '@/lib/store/within'

export interface DeliveryFilter {
  /** Null: every application, and the deliveries that name none we know. */
  scope: ApplicationScope
  /** Of the applications; deliveries that name none we know belong to both. */
  environment?: Environment | undefined
  verdicts?: string[] | undefined
  cause?: string | undefined
  sources?: string[] | undefined
  processings?: string[] | undefined
  /** By `receivedAt`: from inclusive, to exclusive. */
  from?: Date | undefined
  to?: Date | undefined
}

/** Without the body, which stays encrypted unless somebody asks for it. */
const rowSchema = z.object({
  applicationID: z.string(),
  id: z.string(),
  source: z.string(),
  reportedDeliveryID: z.string().nullable(),
  eventID: z.string().nullable(),
  attempt: z.number(),
  receivedAt: z.date(),
  verdict: z.string(),
  cause: z.string().nullable(),
  forensics: z.unknown(),
  journeyIDs: z.array(z.string()),
  responseStatus: z.number().nullable(),
  processing: z.string(),
  headers: z.unknown(),
  bodySize: z.number(),
  bodySha256: z.string().nullable(),
  sequence: z.bigint().nullable(),
  eventAt: z.date().nullable(),
  durationMs: z.number().nullable(),
})
export type DeliveryRow = z.infer<typeof rowSchema>

const COLUMNS = Prisma.sql`
  application_id AS "applicationID", id, source, reported_delivery_id AS "reportedDeliveryID", event_id AS "eventID",
  attempt, received_at AS "receivedAt", verdict, cause, forensics, journey_ids AS "journeyIDs",
  response_status AS "responseStatus", processing, headers, body_size AS "bodySize", body_sha256 AS "bodySha256",
  sequence, event_at AS "eventAt", duration_ms AS "durationMs"`

/** Newest first by `receivedAt`. Each application is read from its own index, day by day, then merged. */
export async function findDeliveryPage(
  filter: DeliveryFilter,
  limit: number,
  after: PageKey | null,
): Promise<DeliveryRow[]> {
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT d.* FROM (${applications(filter.scope, filter.environment)}) a CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM webhook_delivery
      WHERE application_id = a.application_id AND ${conditions(filter, after)}
      ORDER BY received_at DESC, id DESC LIMIT ${limit}
    ) d ORDER BY d."receivedAt" DESC, d.id DESC LIMIT ${limit}`)
  return z.array(rowSchema).parse(rows)
}

/** By our own ID (a UUID) or by the ID it was reported under: several rows where applications share it. */
export async function findDeliveriesByID(deliveryID: string, scope: ApplicationScope): Promise<DeliveryRow[]> {
  const own = z.guid().safeParse(deliveryID).success
    ? Prisma.sql`id = ${deliveryID}::uuid OR reported_delivery_id = ${deliveryID}`
    : Prisma.sql`reported_delivery_id = ${deliveryID}`
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT ${COLUMNS} FROM webhook_delivery
    WHERE application_id IN (SELECT application_id FROM (${applications(scope)}) a) AND (${own})
    ORDER BY received_at DESC LIMIT 20`)
  return z.array(rowSchema).parse(rows)
}

/** The applications that a filter speaks of. */
export function applications(scope: ApplicationScope, environment?: Environment): Prisma.Sql {
  const [only] = scope ?? []
  if (only && scope?.length === 1 && !environment) return Prisma.sql`SELECT ${only}::uuid AS application_id`
  const own = environment ? Prisma.sql`environment = ${environment}` : Prisma.sql`TRUE`
  const known = Prisma.sql`SELECT application_id FROM application
    WHERE ${own} AND ${within(Prisma.sql`application_id`, scope)}`
  return scope === null ? Prisma.sql`${known} UNION ALL SELECT ${NIL_APPLICATION}::uuid` : known
}

/** What a filter says of a row of webhook_delivery. */
export function deliveryConditions(filter: DeliveryFilter): Prisma.Sql {
  const parts = [Prisma.sql`TRUE`]
  if (filter.verdicts?.length) parts.push(Prisma.sql`verdict IN (${Prisma.join(filter.verdicts)})`)
  if (filter.cause) parts.push(Prisma.sql`cause = ${filter.cause}`)
  if (isOfFailures(filter)) parts.push(FAILED)
  if (filter.sources?.length) parts.push(Prisma.sql`source IN (${Prisma.join(filter.sources)})`)
  if (filter.processings?.length) parts.push(Prisma.sql`processing IN (${Prisma.join(filter.processings)})`)
  if (filter.from) parts.push(Prisma.sql`received_at >= ${filter.from}`)
  if (filter.to) parts.push(Prisma.sql`received_at < ${filter.to}`)
  return Prisma.join(parts, ' AND ')
}

/** As the partial index has it, so that it is used. */
export const FAILED = Prisma.sql`(cause IS NOT NULL OR verdict NOT IN ('verified', 'duplicate'))`

function isOfFailures({ verdicts, cause }: DeliveryFilter): boolean {
  const isFailure = (verdict: string) => verdict !== 'verified' && verdict !== 'duplicate'
  return Boolean(cause) || (verdicts !== undefined && verdicts.length > 0 && verdicts.every(isFailure))
}

function conditions(filter: DeliveryFilter, after: PageKey | null): Prisma.Sql {
  const fits = deliveryConditions(filter)
  return after ? Prisma.sql`${fits} AND (received_at, id) < (${after.at}, ${after.id}::uuid)` : fits
}
