import { db } from './client'
import type { Prisma } from './generated/client'

export type Transaction = Prisma.TransactionClient

const DEFAULT_TIMEOUT_MS = 30_000

/** Runs `work` in one transaction; a throw rolls it back. */
export function inTransaction<T>(work: (tx: Transaction) => Promise<T>, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<T> {
  return db().$transaction(work, { timeout: timeoutMs, maxWait: 5_000 })
}
