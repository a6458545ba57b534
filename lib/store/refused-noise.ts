import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { db } from './client'
import { toJson } from './journey-json'
import { hashOfPeer } from './noise-source'

export interface RefusedDelivery {
  applicationID: string
  peer: string
  at: Date
  keptPerMinute: number
}

/** Of one application and minute. */
interface Minute {
  /** What the database has counted, by source. */
  counted: Map<string, number>
  kept: number
}

const MINUTE_MS = 60_000
/** One source after another may not leave more: sources beyond these are counted as one, and all keep no more than this. */
const SOURCES_MAX = 200
const ALL_SOURCES_SHARE = 10
const OTHERS = 'others'
const MINUTES_MAX = 1_000
/** Requests that are only counted wait this long for each other, and share one statement. */
const GATHER_MS = 20

const minutes = new Map<string, Minute>()
let gathered = new Map<string, { applicationID: string; source: string; minute: Date; counted: number }>()
let writing: Promise<void> | null = null

/**
 * Counts one refused delivery of a source against its minute and tells whether it is still to be kept whole. Beyond
 * `keptPerMinute` it is only counted, so that forged requests leave bounded rows and cost one statement for many. Answers
 * after its count is committed.
 */
export async function countRefused({ applicationID, peer, at, keptPerMinute }: RefusedDelivery): Promise<boolean> {
  const start = new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS)
  const minute = minuteOf(`${applicationID}|${start.getTime()}`)
  const source = sourceIn(minute, peer)
  const isFull = (minute.counted.get(source) ?? 0) >= keptPerMinute
  if (isFull || minute.kept >= keptPerMinute * ALL_SOURCES_SHARE) {
    await gather(applicationID, source, start)
    return false
  }
  minute.kept += 1
  const counted = await countOne(applicationID, source, start, keptPerMinute)
  minute.counted.set(source, Math.max(counted, minute.counted.get(source) ?? 0))
  if (counted <= keptPerMinute) return true
  minute.kept -= 1
  return false
}

function minuteOf(name: string): Minute {
  const known = minutes.get(name)
  if (known) return known
  if (minutes.size >= MINUTES_MAX) minutes.clear()
  const made: Minute = { counted: new Map(), kept: 0 }
  minutes.set(name, made)
  return made
}

function sourceIn({ counted }: Minute, peer: string): string {
  const source = hashOfPeer(peer)
  if (counted.has(source)) return source
  if (counted.size >= SOURCES_MAX) return OTHERS
  counted.set(source, 0)
  return source
}

async function countOne(applicationID: string, source: string, minute: Date, keptPerMinute: number): Promise<number> {
  const rows = await db().$queryRaw`
    INSERT INTO refused_noise AS n (application_id, source, minute, kept, counted)
    VALUES (${applicationID}::uuid, ${source}, ${minute}, 1, 1)
    ON CONFLICT (application_id, source, minute) DO UPDATE SET counted = n.counted + 1,
      kept = least(n.kept + 1, ${keptPerMinute}::int)
    RETURNING counted`
  return z.array(z.object({ counted: z.number() })).parse(rows)[0]?.counted ?? 0
}

function gather(applicationID: string, source: string, minute: Date): Promise<void> {
  const name = `${applicationID}|${source}|${minute.getTime()}`
  const counted = (gathered.get(name)?.counted ?? 0) + 1
  gathered.set(name, { applicationID, source, minute, counted })
  writing ??= sleep(GATHER_MS).then(writeGathered)
  return writing
}

async function writeGathered(): Promise<void> {
  const rows = [...gathered.values()]
  gathered = new Map()
  writing = null
  await db().$executeRaw`
    INSERT INTO refused_noise AS n (application_id, source, minute, kept, counted)
    SELECT application_id, source, minute, 0, counted
    FROM jsonb_to_recordset(${toJson(
      rows.map(({ applicationID, ...row }) => ({ application_id: applicationID, ...row })),
    )}::jsonb) AS t(application_id uuid, source text, minute timestamptz, counted int)
    ORDER BY application_id, source, minute
    ON CONFLICT (application_id, source, minute) DO UPDATE SET counted = n.counted + EXCLUDED.counted`
}
