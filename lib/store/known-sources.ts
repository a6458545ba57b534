import { db } from './client'
import { hashesOfPeer, hashOfPeer, isTellingPeer } from './noise-source'

export interface SentFrom {
  applicationID: string
  /** Address of the sender; stored only as a keyed hash. */
  peer: string
  at: Date
}

const NOTED_EVERY_MS = 60 * 60_000
const NOTED_MAX = 10_000
const notedAt = new Map<string, number>()

/** Keeps that a delivery of this sender verified; hourly is enough. */
export async function noteKnownSource({ applicationID, peer, at }: SentFrom): Promise<void> {
  const name = `${applicationID}|${peer}`
  if (at.getTime() - (notedAt.get(name) ?? -Infinity) < NOTED_EVERY_MS) return
  if (notedAt.size >= NOTED_MAX) notedAt.clear()
  notedAt.set(name, at.getTime())
  if (!isTellingPeer(peer)) return
  try {
    await db().$executeRaw`
      INSERT INTO known_source AS k (application_id, source, last_at)
      VALUES (${applicationID}::uuid, ${hashOfPeer(peer)}, ${at})
      ON CONFLICT (application_id, source) DO UPDATE SET last_at = greatest(k.last_at, EXCLUDED.last_at)`
  } catch (error) {
    notedAt.delete(name)
    throw error
  }
}

/** Whether a delivery of this sender verified before. */
export async function isKnownSource({ applicationID, peer }: Omit<SentFrom, 'at'>): Promise<boolean> {
  if (!isTellingPeer(peer)) return false
  const where = { applicationID, source: { in: hashesOfPeer(peer) } }
  return (await db().knownSource.findFirst({ where, select: { lastAt: true } })) !== null
}

/** Their addresses are not kept, so that they cannot be hashed anew: whoever still sends is noted again. */
export function forgetSourcesBefore(at: Date): Promise<number> {
  return db().$executeRaw`DELETE FROM known_source WHERE last_at < ${at}`
}
