import { z } from 'zod'
import type { DeliveryDraft } from '@/lib/domain/delivery'
import type { Sql } from './pipeline'

/** Which delivery was the first of an event, or of a reported delivery ID. */
export interface Owner {
  applicationID: string
  key: string
  deliveryID: string
  bodySha256: string
  /** Copies that are known, those of this batch included. */
  attempts: number
}

/** The owner of an event, and which of its copies each draft is: the first has 1. */
export interface EventClaims {
  owners: Map<string, Owner>
  copies: Map<string, number>
}

const ownersSchema: z.ZodType<Owner[]> = z.array(
  z.object({
    applicationID: z.string(),
    key: z.string(),
    deliveryID: z.string(),
    bodySha256: z.string(),
    attempts: z.number(),
  }),
)

/** The row that already stands for a reported delivery ID, by draft. */
export async function claimReports(tx: Sql, drafts: DeliveryDraft[]): Promise<Map<string, string>> {
  const claims = drafts.flatMap((draft) => (draft.reportedDeliveryID ? [{ draft, key: draft.reportedDeliveryID }] : []))
  const rows = await claim(tx, 'report', claims)
  const owner = new Map(rows.map((row) => [`${row.applicationID}|${row.key}`, row.deliveryID]))
  const taken = claims.flatMap(({ draft, key }) => {
    const first = owner.get(`${draft.applicationID}|${key}`)
    return first && first !== draft.id ? [[draft.id, first] as const] : []
  })
  return new Map(taken)
}

/** The owners of the events of drafts that may apply, and of late ones, by `applicationID|eventID`. */
export async function claimEvents(tx: Sql, drafts: DeliveryDraft[]): Promise<EventClaims> {
  const claims = drafts.flatMap((draft) => (draft.apply && draft.eventID ? [{ draft, key: draft.eventID }] : []))
  const [claimed, stale] = await Promise.all([claim(tx, 'event', claims), findStaleOwners(tx, drafts)])
  const owners = new Map([...stale, ...claimed].map((row) => [`${row.applicationID}|${row.key}`, row]))
  const left = new Map([...owners].map(([name, { attempts }]) => [name, attempts]))
  const copies = new Map<string, number>()
  for (const { draft, key } of claims.toReversed()) {
    const name = `${draft.applicationID}|${key}`
    const copy = left.get(name) ?? 1
    copies.set(draft.id, copy)
    left.set(name, copy - 1)
  }
  return { owners, copies }
}

/** A late re-send of an event that was applied before is a duplicate; a late first one claims nothing. */
async function findStaleOwners(tx: Sql, drafts: DeliveryDraft[]): Promise<Owner[]> {
  const stale = drafts.filter((draft) => draft.verdict === 'stale' && !draft.apply && draft.eventID !== null)
  if (stale.length === 0) return []
  const rows = await tx.$queryRaw`
    SELECT d.application_id AS "applicationID", d.key, d.delivery_id AS "deliveryID", d.body_sha256 AS "bodySha256", d.attempts
    FROM delivery_dedup d JOIN unnest(${stale.map((d) => d.applicationID)}::uuid[], ${stale.map((d) => d.eventID)}::text[])
      AS wanted(application_id, key) USING (application_id, key)
    WHERE d.kind = 'event'`
  return ownersSchema.parse(rows)
}

/** Takes keys that are free and tells who holds each. Ordered, so that two batches never wait for each other in a circle. */
async function claim(
  tx: Sql,
  kind: 'event' | 'report',
  claims: { draft: DeliveryDraft; key: string }[],
): Promise<Owner[]> {
  if (claims.length === 0) return []
  const firsts = firstClaims(claims)
  const held = await tx.$queryRaw`
    INSERT INTO delivery_dedup AS d (application_id, kind, key, delivery_id, body_sha256, attempts)
    SELECT application_id, ${kind}, key, delivery_id, body_sha256, copies
    FROM unnest(${firsts.map(({ draft }) => draft.applicationID)}::uuid[], ${firsts.map(({ key }) => key)}::text[],
      ${firsts.map(({ draft }) => draft.id)}::uuid[], ${firsts.map(({ draft }) => draft.bodySha256 ?? '')}::text[],
      ${firsts.map(({ copies }) => copies)}::int[]) AS t(application_id, key, delivery_id, body_sha256, copies)
    ORDER BY application_id, key
    ON CONFLICT (application_id, kind, key) DO UPDATE SET attempts = d.attempts + EXCLUDED.attempts
    RETURNING application_id AS "applicationID", key, delivery_id AS "deliveryID", body_sha256 AS "bodySha256", attempts`
  return ownersSchema.parse(held)
}

function firstClaims(claims: { draft: DeliveryDraft; key: string }[]) {
  const firsts = new Map<string, { draft: DeliveryDraft; key: string; copies: number }>()
  for (const { draft, key } of claims) {
    const name = `${draft.applicationID}|${key}`
    const first = firsts.get(name)
    if (first) first.copies += 1
    else firsts.set(name, { draft, key, copies: 1 })
  }
  return [...firsts.values()]
}
