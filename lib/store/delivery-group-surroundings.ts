import { z } from 'zod'
import type { Transaction } from './transaction'

/** What was received around the failures of a group: by it one tells whether the group is over, and what it cost. */

const surroundingsSchema = z.array(
  z.object({
    groupID: z.string(),
    goodsBetween: z.number(),
    journeys: z.number(),
    notKept: z.number(),
  }),
)
export type GroupSurroundings = z.infer<typeof surroundingsSchema>[number]

/** Beyond them, one more or less says nothing. */
const GOODS_COUNTED_MAX = 2_000

/** What else was received around groups, by group ID. */
export async function loadSurroundings(tx: Transaction, groupIDs: string[]): Promise<Map<string, GroupSurroundings>> {
  const rows = await tx.$queryRaw`
    SELECT g.group_id AS "groupID", (SELECT count(*)::int FROM (
        SELECT 1 FROM webhook_delivery d WHERE d.application_id = g.application_id
          AND d.verdict IN ('verified', 'duplicate') AND d.received_at > g.first_at AND d.received_at < g.last_at
          AND d.source = ANY(g.sources) AND d.cause IS NULL
          AND (d.computed_signature IS NULL OR d.computed_signature = d.headers ->> 'x-al-webhook-signature')
        LIMIT ${GOODS_COUNTED_MAX}) AS good) AS "goodsBetween",
      (SELECT count(*)::int FROM delivery_group_journey j
        WHERE j.application_id = g.application_id AND j.group_id = g.group_id) AS journeys,
      CASE WHEN 'receiver' = ANY(g.sources) THEN (SELECT coalesce(sum(n.counted - n.kept), 0)::int FROM refused_noise n
        WHERE n.application_id = g.application_id AND n.minute >= date_trunc('minute', g.first_at)
          AND n.minute <= g.last_at) ELSE 0 END AS "notKept"
    FROM delivery_group g
    WHERE g.group_id = ANY(${groupIDs}::uuid[])`
  return new Map(surroundingsSchema.parse(rows).map((row) => [row.groupID, row]))
}

const verifiedSchema = z.array(z.object({ groupID: z.string(), nth: z.bigint(), id: z.string(), at: z.date() }))

/** After the last failure of each group, the first delivery that verified and the n-th, where there are so many. */
export async function loadVerifiedAfter(tx: Transaction, wanted: { groupID: string; nth: number }[]) {
  const rows = await tx.$queryRaw`
    SELECT g.group_id AS "groupID", v.nth, v.id, v.at
    FROM unnest(${wanted.map(({ groupID }) => groupID)}::uuid[], ${wanted.map(({ nth }) => nth)}::int[]) AS t(group_id, nth)
    JOIN delivery_group g USING (group_id) CROSS JOIN LATERAL (
      SELECT row_number() OVER (ORDER BY d.received_at, d.id) AS nth, d.id, d.received_at AS at FROM (
        SELECT id, received_at FROM webhook_delivery d
        WHERE d.application_id = g.application_id AND d.received_at > g.last_at AND d.source = ANY(g.sources)
          AND d.cause IS NULL AND d.verdict IN ('verified', 'duplicate')
          AND (d.computed_signature IS NULL OR d.computed_signature = d.headers ->> 'x-al-webhook-signature')
        ORDER BY received_at, id LIMIT t.nth) d
    ) v WHERE v.nth = 1 OR v.nth = t.nth`
  return verifiedSchema.parse(rows).map(({ nth, ...row }) => ({ ...row, nth: Number(nth) }))
}

const missedSchema = z.array(
  z.object({ groupID: z.string(), journeyID: z.string(), deliveryID: z.string(), at: z.date() }),
)

/** The first of each group by journey ID, so that the same are shown whatever order they came in. */
export async function loadMissedJourneys(tx: Transaction, groupIDs: string[], shown: number) {
  const rows = await tx.$queryRaw`
    SELECT g.group_id AS "groupID", j.journey_id AS "journeyID", j.delivery_id AS "deliveryID", j.at
    FROM delivery_group g CROSS JOIN LATERAL (
      SELECT journey_id, delivery_id, at FROM delivery_group_journey
      WHERE application_id = g.application_id AND group_id = g.group_id ORDER BY journey_id LIMIT ${shown}) j
    WHERE g.group_id = ANY(${groupIDs}::uuid[])
    ORDER BY g.group_id, j.journey_id`
  return missedSchema.parse(rows)
}
