import { createHash } from 'node:crypto'

/** An entry as it is stored, with the text of its detail as the database writes it. */
export interface ChainedEntry {
  id: bigint
  at: Date
  actor: string
  actorID: string | null
  action: string
  applicationID: string | null
  subject: string | null
  reason: string | null
  address: string | null
  userAgent: string | null
  requestID: string | null
  detail: string | null
  hash: Uint8Array
}

/** Where a chain stands: the last entry and its hash. */
export interface ChainEnd {
  id: bigint
  hash: Uint8Array
}

/** Before the first entry that was ever written. */
export const CHAIN_START: ChainEnd = { id: 0n, hash: Buffer.alloc(32) }

/** SHA-256 over the hash before and the content; the same as audit_hash of the database, which made it. */
export function entryHash(before: Uint8Array, entry: Omit<ChainedEntry, 'hash'>): Buffer {
  const { id, at, actor, actorID, action, applicationID, subject, reason, address, userAgent, requestID } = entry
  const fields = [String(id), at.toISOString(), actor, actorID, action, applicationID, subject, reason, address]
  const content = [...fields, userAgent, requestID, entry.detail].map(field).join('')
  return createHash('sha256').update(before).update(content).digest()
}

/** With its length before it, so that no two contents are written the same. */
function field(value: string | null): string {
  return value === null ? '-' : `${Buffer.byteLength(value)}:${value}`
}

/** The first entry that is wrong where `entry` does not follow `before`, and why; null where it does. */
export function chainBreak(before: ChainEnd, entry: ChainedEntry): { id: bigint; words: string } | null {
  const expected = before.id + 1n
  if (entry.id > expected) {
    const last = entry.id - 1n
    const missing = last === expected ? `Entry ${last} is` : `Entries ${expected} to ${last} are`
    return { id: expected, words: `${missing} missing.` }
  }
  if (entry.id < expected) {
    return { id: entry.id, words: `Entry ${entry.id} stands where entry ${expected} should: it was put in or moved.` }
  }
  if (entryHash(before.hash, entry).equals(entry.hash)) return null
  return { id: entry.id, words: `Entry ${entry.id} was altered, or is not the one that was written there.` }
}
