import { timingSafeEqual } from 'node:crypto'
import type { ChainEnd } from '@/lib/domain/audit-chain'
import { db } from './client'
import { currentKeyID, keyedHash, keyedHashes, knownKeyIDs } from './crypto'

export interface Checkpoint extends ChainEnd {
  keyID: string
  signedAt: Date
  signature: Uint8Array
}

/** Signs the hash of an entry with a key that the database does not hold. Once under each key. */
export async function signCheckpoint({ id, hash }: ChainEnd, now: Date): Promise<void> {
  const signature = keyedHash('audit-checkpoint', signedText({ id, hash, signedAt: now }))
  await db().$executeRaw`
    INSERT INTO audit_checkpoint (through, key_id, hash, signed_at, signature)
    VALUES (${id}, ${currentKeyID()}, ${Buffer.from(hash)}, ${now}, ${signature})
    ON CONFLICT DO NOTHING`
}

/** Signs the end of the chain where it has moved. Whatever comes later, the log up to here cannot be written anew. */
export async function signChainEnd(now: Date): Promise<void> {
  const end = await db().auditHead.findFirst({ select: { id: true, hash: true } })
  if (end && end.id > 0n) await signCheckpoint(end, now)
}

/** After a change of keys: what lies behind the log's first entry is signed under the current key as well. */
export async function signChainBeginning(now: Date): Promise<void> {
  const first = await db().auditEntry.findFirst({ select: { id: true }, orderBy: [{ at: 'asc' }, { id: 'asc' }] })
  const through = first ? first.id - 1n : 0n
  const behind = through > 0n ? await db().auditCheckpoint.findMany({ where: { through } }) : []
  if (behind.some(({ keyID }) => keyID === currentKeyID())) return
  const trusted = behind.find((row) => standingOf({ ...row, id: row.through }) === 'trusted')
  if (trusted) await signCheckpoint({ id: through, hash: trusted.hash }, now)
}

export function standingOf(checkpoint: Checkpoint): 'trusted' | 'forged' | 'unknown' {
  const index = knownKeyIDs().indexOf(checkpoint.keyID)
  const expected = keyedHashes('audit-checkpoint', signedText(checkpoint))[index]
  if (!expected) return 'unknown'
  const { signature } = checkpoint
  return signature.length === expected.length && timingSafeEqual(signature, expected) ? 'trusted' : 'forged'
}

function signedText({ id, hash, signedAt }: ChainEnd & { signedAt: Date }): string {
  return `${id}|${Buffer.from(hash).toString('hex')}|${signedAt.toISOString()}`
}
