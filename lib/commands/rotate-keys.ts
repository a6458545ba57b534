import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { signChainBeginning } from '@/lib/store/audit-checkpoints'
import { currentKeyID, knownKeyIDs } from '@/lib/store/crypto'
import { forgetSourcesBefore } from '@/lib/store/known-sources'
import { countSessionsOfOldKeys, forgetSessionsOfOldKeys } from '@/lib/store/platform-sessions'
import { countByOldKey, rotateBatch } from '@/lib/store/rotate-column'
import { SEALED_COLUMNS, type SealedColumn } from '@/lib/store/sealed-columns'

export interface KeyRotation {
  keyID: string
  /** Rows by column, such as `secret.ciphertext`: what was, or with `dryRun` would be, encrypted anew. */
  columns: Record<string, number>
  /** Sessions at the platform that were forgotten; they are minted anew. */
  sessions: number
}

interface RotateOptions {
  dryRun: boolean
  onProgress: (column: string, done: number, total: number) => void
}

/** How often a table is walked for rows that somebody was changing just then. */
const WALKS_MAX = 20
const PAUSE_MS = 250

/**
 * Brings everything that is encrypted or hashed under the current key. Each batch is a transaction of its own, and each
 * row tells its key: killed half way and run again, it does what is left. Throws CONFLICT where a key is not configured.
 */
export async function rotateKeys(principal: Principal, options: RotateOptions, now: Date): Promise<KeyRotation> {
  authorise(principal, 'admin')
  const columns = await planned()
  const keyID = currentKeyID()
  if (options.dryRun) return { keyID, columns, sessions: await countSessionsOfOldKeys() }
  for (const column of SEALED_COLUMNS) columns[nameOf(column)] = await rotateColumn(column, options)
  const sessions = await forgetSessionsOfOldKeys()
  await forgetSourcesBefore(now)
  await signChainBeginning(now)
  await writeAudit({
    actor: actorName(principal),
    action: 'rotate.keys',
    subject: keyID,
    detail: { columns, sessions },
  })
  return { keyID, columns, sessions }
}

async function planned(): Promise<Record<string, number>> {
  const known = new Set(knownKeyIDs())
  const columns: Record<string, number> = {}
  for (const column of SEALED_COLUMNS) {
    const counts = await countByOldKey(column)
    const strange = counts.find(({ keyID }) => !known.has(keyID))
    if (strange) {
      const where = `${strange.count} rows of ${nameOf(column)}`
      const remedy = `add it to DESK_ENCRYPTION_KEYS_OLD; nothing was changed`
      throw new DeskError('CONFLICT', `The key ${strange.keyID} of ${where} is not configured: ${remedy}.`)
    }
    columns[nameOf(column)] = sum(counts)
  }
  return columns
}

async function rotateColumn(column: SealedColumn, { onProgress }: RotateOptions): Promise<number> {
  let done = 0
  for (let walk = 0; walk < WALKS_MAX; walk++) {
    const left = sum(await countByOldKey(column))
    if (left === 0) return done
    if (walk > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    done += await walkOnce(column, (rows) => onProgress(nameOf(column), done + rows, done + left))
  }
  throw new DeskError('CONFLICT', `Rows of ${nameOf(column)} are being changed all the time: run it again.`)
}

async function walkOnce(column: SealedColumn, tell: (rows: number) => void): Promise<number> {
  let [rows, place] = [0, null as Awaited<ReturnType<typeof rotateBatch>>['place']]
  do {
    const batch = await rotateBatch(column, place)
    rows += batch.rows
    place = batch.place
    tell(rows)
  } while (place !== null)
  return rows
}

const nameOf = ({ table, ciphertext }: SealedColumn) => `${table}.${ciphertext}`
const sum = (counts: { count: number }[]) => counts.reduce((all, { count }) => all + count, 0)
