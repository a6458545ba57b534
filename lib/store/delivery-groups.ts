import { z } from 'zod'
import type { DeliveryGroup } from '@/lib/domain/delivery-group'
import { GROUP_WINDOW_MS } from '@/lib/domain/delivery-group'
import { NIL_APPLICATION } from './applications'
import { pipelinePool } from './client'
import { toJson } from './journey-json'
import type { Transaction } from './transaction'

/** A failed delivery that is not counted in a group yet. */
export interface UngroupedDelivery {
  /** Whose failure it is; null where no application that we know has to do with it. */
  ownerID: string | null
  applicationID: string
  id: string
  receivedAt: Date
  source: string
  verdict: string
  processing: string
  reportedOutcome: string | null
  cause: string
  sentence: string | null
  confidence: number | null
  steps: string[]
  secretID: string | null
  journeyIDs: string[]
  /** Its event is known from elsewhere, or its sender by deliveries that verified. */
  isOriginKnown: boolean
}

const textList = z.array(z.string()).nullable().catch(null)
const ungroupedSchema = z.array(
  z.object({
    ownerID: z.string().nullable(),
    applicationID: z.string(),
    id: z.string(),
    receivedAt: z.date(),
    source: z.string(),
    verdict: z.string(),
    processing: z.string(),
    reportedOutcome: z.string().nullable(),
    cause: z.string(),
    sentence: z.string().nullable(),
    confidence: z.number().nullable(),
    steps: textList.transform((steps) => steps ?? []),
    secretID: z.string().nullable(),
    journeyIDs: z.array(z.string()),
    isOriginKnown: z.boolean(),
  }),
)

/** Of deliveries that name no application of ours, one whose secret signed it is its application's. */
export async function findUngrouped(tx: Transaction, limit: number): Promise<UngroupedDelivery[]> {
  const rows = await tx.$queryRaw`
    SELECT CASE WHEN d.application_id <> ${NIL_APPLICATION}::uuid THEN d.application_id ELSE s.application_id END AS "ownerID",
      d.application_id AS "applicationID", d.id, d.received_at AS "receivedAt", d.source, d.verdict, d.processing,
      d.reported_outcome AS "reportedOutcome", d.cause, coalesce(d.forensics ->> 'sentence', d.extra ->> 'reason') AS sentence,
      (d.forensics ->> 'confidence')::float8 AS confidence, d.forensics -> 'steps' AS steps,
      coalesce(d.secret_id::text, d.forensics ->> 'secretID') AS "secretID", d.journey_ids AS "journeyIDs",
      d.extra @> '{"isSourceKnown": true}' IS TRUE OR d.event_id IS NOT NULL AND (
        EXISTS (SELECT 1 FROM delivery_dedup k WHERE k.application_id = d.application_id AND k.kind = 'event' AND k.key = d.event_id)
        OR EXISTS (SELECT 1 FROM webhook_delivery p WHERE p.application_id = d.application_id AND p.event_id = d.event_id
          AND p.source = 'platform')) AS "isOriginKnown"
    FROM (SELECT * FROM webhook_delivery WHERE cause IS NOT NULL AND group_key IS NULL LIMIT ${limit}) d
    LEFT JOIN secret s ON d.application_id = ${NIL_APPLICATION}::uuid AND s.secret_id::text = d.forensics ->> 'secretID'`
  return ungroupedSchema.parse(rows)
}

/** Takes deliveries for the groups they count in. Answers the IDs of those that nobody took before. */
export async function claimForGroups(
  tx: Transaction,
  deliveries: { applicationID: string; id: string; receivedAt: Date; key: string }[],
): Promise<Set<string>> {
  if (deliveries.length === 0) return new Set()
  const times = deliveries.map(({ receivedAt }) => receivedAt.getTime())
  const rows = await tx.$queryRaw`
    UPDATE webhook_delivery d SET group_key = t.key
    FROM unnest(${deliveries.map((d) => d.applicationID)}::uuid[], ${deliveries.map((d) => d.id)}::uuid[],
      ${deliveries.map((d) => d.receivedAt)}::timestamptz[], ${deliveries.map((d) => d.key)}::text[])
      AS t(application_id, id, received_at, key)
    WHERE d.application_id = t.application_id AND d.received_at = t.received_at AND d.id = t.id AND d.group_key IS NULL
      AND d.received_at BETWEEN ${new Date(Math.min(...times))} AND ${new Date(Math.max(...times))}
    RETURNING d.id`
  const claimed = z.array(z.object({ id: z.string() })).parse(rows)
  return new Set(claimed.map(({ id }) => id))
}

export interface GroupKey {
  applicationID: string
  key: string
}

/** Ended at `$1`, to be looked at again, or open with a failure since `$2` and a delivery after it that verified. */
const DUE = `
  g.recheck_at <= $1 OR g.open AND g.resolves_at <= $1
  OR g.open AND g.resolves_at IS NULL AND g.last_at > $2 AND EXISTS (
    SELECT 1 FROM webhook_delivery d WHERE d.application_id = g.application_id AND d.received_at > g.last_at
      AND d.source = ANY(g.sources) AND d.cause IS NULL AND d.verdict IN ('verified', 'duplicate')
      AND (d.computed_signature IS NULL OR d.computed_signature = d.headers ->> 'x-al-webhook-signature'))`

const WAITING = `
  SELECT EXISTS (SELECT 1 FROM webhook_delivery WHERE cause IS NOT NULL AND group_key IS NULL)
    OR EXISTS (SELECT 1 FROM delivery_group g WHERE ${DUE}) AS waits`

/** Asked at each turn of the worker, so it is planned once a connection (over all days' partitions that is dear), by keys. */
export async function isAnyGroupWaiting(now: Date): Promise<boolean> {
  const { rows } = await pipelinePool().query<{ waits: boolean }>({
    name: 'delivery-groups-waiting',
    text: WAITING,
    values: [now, new Date(now.getTime() - OPEN_WATCHED_MS)],
  })
  return rows[0]?.waits === true
}

/** Open ones that something may have ended, and ended ones that are to be looked at once more. */
export async function findDueGroups(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<(GroupKey & { groupID: string })[]> {
  const rows = await tx.$queryRawUnsafe(
    `SELECT application_id AS "applicationID", group_id AS "groupID", key FROM delivery_group g WHERE ${DUE} LIMIT $3`,
    now,
    new Date(now.getTime() - OPEN_WATCHED_MS),
    limit,
  )
  return z.array(z.object({ applicationID: z.string(), groupID: z.string(), key: z.string() })).parse(rows)
}

/** Open groups whose last failure is older are looked at by their recheck alone. */
export const OPEN_WATCHED_MS = 24 * 60 * 60_000

const sampleSchema = z.object({
  id: z.string(),
  at: z.coerce.date(),
  sentence: z.string(),
  confidence: z.number(),
  journeyID: z.string().nullable(),
})
const groupSchema = z.object({
  applicationID: z.string(),
  groupID: z.string(),
  key: z.string(),
  cause: z.string(),
  secretID: z.string().nullable(),
  firstAt: z.date(),
  lastAt: z.date(),
  deliveries: z.number(),
  sources: z.array(z.string()),
  explanations: z.record(
    z.string(),
    z.object({ deliveries: z.number(), id: z.string(), at: z.coerce.date(), sentence: z.string() }),
  ),
  samples: z.object({ first: z.array(sampleSchema), last: z.array(sampleSchema) }),
  open: z.boolean(),
  rechecks: z.number(),
})
const groupNameSchema = z.looseObject({ applicationID: z.string(), groupID: z.string() })
export type StoredGroup = DeliveryGroup & { open: boolean; rechecks: number }

export interface LoadedGroups {
  groups: StoredGroup[]
  /** Why, by `applicationID|groupID`. */
  unreadable: Map<string, unknown>
}

/** The groups named by ID, and those that lie within the window of the given spans. */
export async function loadGroups(
  tx: Transaction,
  spans: (GroupKey & { from: Date; to: Date })[],
  groupIDs: string[],
): Promise<LoadedGroups> {
  const early = spans.map(({ from }) => new Date(from.getTime() - GROUP_WINDOW_MS))
  const late = spans.map(({ to }) => new Date(to.getTime() + GROUP_WINDOW_MS))
  const rows = await tx.$queryRaw`
    SELECT g.application_id AS "applicationID", g.group_id AS "groupID", g.key, g.cause, g.secret_id AS "secretID",
      g.first_at AS "firstAt", g.last_at AS "lastAt", g.deliveries, g.sources, g.explanations, g.samples, g.open, g.rechecks
    FROM delivery_group g
    WHERE g.group_id = ANY(${groupIDs}::uuid[]) OR EXISTS (
      SELECT 1 FROM unnest(${spans.map((s) => s.applicationID)}::uuid[], ${spans.map((s) => s.key)}::text[],
        ${early}::timestamptz[], ${late}::timestamptz[]) AS t(application_id, key, early, late)
      WHERE g.application_id = t.application_id AND g.key = t.key AND g.last_at >= t.early AND g.first_at <= t.late)`
  const loaded: LoadedGroups = { groups: [], unreadable: new Map() }
  for (const row of z.array(groupNameSchema).parse(rows)) {
    const { data, error } = groupSchema.safeParse(row)
    if (data) loaded.groups.push(data)
    else loaded.unreadable.set(`${row.applicationID}|${row.groupID}`, error)
  }
  return loaded
}

export async function saveGroups(tx: Transaction, groups: (DeliveryGroup & { absorbed: string[] })[]): Promise<void> {
  if (groups.length === 0) return
  const absorbed = groups.flatMap((group) =>
    group.absorbed.map((groupID) => ({ applicationID: group.applicationID, groupID, into: group.groupID })),
  )
  for (const { applicationID, groupID, into } of absorbed) await moveJourneys(tx, applicationID, groupID, into)
  if (absorbed.length > 0) {
    await tx.deliveryGroup.deleteMany({
      where: {
        applicationID: { in: absorbed.map(({ applicationID }) => applicationID) },
        groupID: { in: absorbed.map(({ groupID }) => groupID) },
      },
    })
  }
  await tx.$executeRaw`
    INSERT INTO delivery_group AS g (application_id, group_id, key, cause, secret_id, first_at, last_at, deliveries, sources,
      explanations, samples)
    SELECT "applicationID", "groupID", key, cause, "secretID", "firstAt", "lastAt", deliveries,
      ARRAY(SELECT jsonb_array_elements_text(sources)), explanations, samples
    FROM jsonb_to_recordset(${toJson(groups)}::jsonb) AS t("applicationID" uuid, "groupID" uuid, key text, cause text,
      "secretID" uuid, "firstAt" timestamptz, "lastAt" timestamptz, deliveries int, sources jsonb, explanations jsonb,
      samples jsonb)
    ON CONFLICT (application_id, group_id) DO UPDATE SET first_at = EXCLUDED.first_at, last_at = EXCLUDED.last_at,
      deliveries = EXCLUDED.deliveries, sources = EXCLUDED.sources, explanations = EXCLUDED.explanations,
      samples = EXCLUDED.samples, open = true, resolves_at = NULL, recheck_at = NULL, rechecks = 0`
}

async function moveJourneys(tx: Transaction, applicationID: string, from: string, into: string): Promise<void> {
  await tx.$executeRaw`
    WITH moved AS (
      DELETE FROM delivery_group_journey WHERE application_id = ${applicationID}::uuid AND group_id = ${from}::uuid
      RETURNING journey_id, delivery_id, at
    )
    INSERT INTO delivery_group_journey AS j (application_id, group_id, journey_id, delivery_id, at)
    SELECT ${applicationID}::uuid, ${into}::uuid, journey_id, delivery_id, at FROM moved
    ON CONFLICT (application_id, group_id, journey_id) DO UPDATE SET delivery_id = EXCLUDED.delivery_id, at = EXCLUDED.at
      WHERE (EXCLUDED.at, EXCLUDED.delivery_id) < (j.at, j.delivery_id)`
}

export interface MissedJourney {
  applicationID: string
  groupID: string
  journeyID: string
  deliveryID: string
  at: Date
}

/** Of each journey the earliest delivery stays. */
export async function addMissedJourneys(tx: Transaction, journeys: MissedJourney[]): Promise<void> {
  if (journeys.length === 0) return
  await tx.$executeRaw`
    INSERT INTO delivery_group_journey AS j (application_id, group_id, journey_id, delivery_id, at)
    SELECT DISTINCT ON ("applicationID", "groupID", "journeyID") "applicationID", "groupID", "journeyID", "deliveryID", at
    FROM jsonb_to_recordset(${toJson(journeys)}::jsonb) AS t("applicationID" uuid, "groupID" uuid, "journeyID" text,
      "deliveryID" uuid, at timestamptz)
    ORDER BY "applicationID", "groupID", "journeyID", at, "deliveryID"
    ON CONFLICT (application_id, group_id, journey_id) DO UPDATE SET delivery_id = EXCLUDED.delivery_id, at = EXCLUDED.at
      WHERE (EXCLUDED.at, EXCLUDED.delivery_id) < (j.at, j.delivery_id)`
}

export interface GroupState {
  groupID: string
  open: boolean
  /** When it ends if nothing else comes; null: not known, or over. */
  resolvesAt: Date | null
  recheckAt: Date | null
  rechecks: number
}

export async function saveGroupStates(tx: Transaction, states: GroupState[]): Promise<void> {
  if (states.length === 0) return
  await tx.$executeRaw`
    UPDATE delivery_group g SET open = t.open, resolves_at = t."resolvesAt", recheck_at = t."recheckAt", rechecks = t.rechecks
    FROM jsonb_to_recordset(${toJson(states)}::jsonb) AS t("groupID" uuid, open boolean, "resolvesAt" timestamptz,
      "recheckAt" timestamptz, rechecks int)
    WHERE g.group_id = t."groupID"`
}
