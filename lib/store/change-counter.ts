import { z } from 'zod'
import { LIVE_TOPICS, type ChangeCounts } from '@/lib/domain/live'
import { pool } from '@/lib/store/client'
import { GRANTS } from '@/lib/store/grants'

/** The counters at one moment, with which transactions had ended: what moved a counter may not be committed yet. */
export interface ChangeReading {
  counts: ChangeCounts
  /** Every transaction below this number has ended. */
  endedBelow: bigint
  /** No transaction of this number or above had begun to write. */
  begunBelow: bigint
}

const decimal = z.string().regex(/^\d+$/)
const readingSchema = z.object({
  journeys: decimal,
  findings: decimal,
  deliveries: decimal,
  calls: decimal,
  ended: decimal,
  begun: decimal,
})

// A sequence that was never moved holds 1, and so does one that was moved once.
const COUNTS = LIVE_TOPICS.map(
  (topic) => `(SELECT (last_value + is_called::int)::text FROM "change_${topic}") AS "${topic}"`,
)
// The snapshot's xmax follows the last transaction that ended, not the last that began; its age is what lies between.
const READ = `SELECT ${COUNTS.join(', ')}, pg_snapshot_xmin(s)::text AS ended,
    (pg_snapshot_xmax(s)::text::bigint + greatest(age(pg_snapshot_xmax(s)::xid), 0))::text AS begun
  FROM pg_current_snapshot() AS s`

/** One cheap query that touches no table of rows. */
export async function readChanges(): Promise<ChangeReading> {
  const { rows } = await pool().query(READ)
  const { ended, begun, ...counts } = readingSchema.parse(rows[0])
  return { counts, endedBelow: BigInt(ended), begunBelow: BigInt(begun) }
}

const STAMPS = `
  SELECT j.journey_id AS "journeyID", j.application_id::text AS "applicationID", concat_ws('|', j.version, j.detected_at,
    j.pulled_at, j.received_at, (SELECT concat(count(*), '|', max(f.updated_at)) FROM finding f
      WHERE f.application_id = j.application_id AND f.subject_type = 'journey' AND f.subject_id = j.journey_id)) AS stamp
  FROM journey j WHERE j.application_id IN (SELECT application_id FROM application) AND j.journey_id = ANY($1::text[])
  ORDER BY j.application_id`
const stampSchema = z.array(z.object({ journeyID: z.string(), applicationID: z.string(), stamp: z.string() }))
export type JourneyStamp = z.infer<typeof stampSchema>[number]

/** For each journey, of each application that has it, a text that changes whenever its page would; one query for all. */
export async function readJourneyStamps(journeyIDs: string[]): Promise<JourneyStamp[]> {
  const { rows } = await pool().query(STAMPS, [journeyIDs])
  return stampSchema.parse(rows)
}

const HOLDERS = `
  SELECT u.user_id::text AS id, concat_ws('|', u.session_version, u.role, ${GRANTS}) AS version FROM desk_user u
    WHERE u.user_id = ANY($1::uuid[]) AND u.disabled_at IS NULL
  UNION ALL SELECT s.session_id::text, concat_ws('|', u.role, ${GRANTS}) FROM user_session s
    JOIN desk_user u ON u.user_id = s.user_id AND u.session_version = s.session_version
    WHERE s.session_id = ANY($1::uuid[]) AND s.ended_at IS NULL AND s.expires_at > now() AND u.disabled_at IS NULL
  UNION ALL SELECT token_id::text, '' FROM token WHERE token_id = ANY($1::uuid[]) AND revoked_at IS NULL`
const holderSchema = z.array(z.object({ id: z.string(), version: z.string() }))

/** Which of these sessions, users and tokens may still look, with the version of what they may see; ended ones are missing. */
export async function readLiveHolders(ids: string[]): Promise<Map<string, string>> {
  const { rows } = await pool().query(HOLDERS, [ids])
  return new Map(holderSchema.parse(rows).map(({ id, version }) => [id, version]))
}
