import { db } from './client'
import type { Prisma } from './generated/client'

export type Transaction = Prisma.TransactionClient

const DEFAULT_TIMEOUT_MS = 30_000

/** Whoever changes what `subject` names waits here until the one before is through; also where it has no row yet. */
export async function oneAtATime(tx: Transaction, subject: string): Promise<void> {
  await tx.$queryRaw`SELECT count(pg_advisory_xact_lock(hashtextextended(${subject}, 0)))::int`
}

/** Runs `work` in one transaction; a throw rolls it back. */
export function inTransaction<T>(work: (tx: Transaction) => Promise<T>, timeoutMs = DEFAULT_TIMEOUT_MS): Promise<T> {
  return db().$transaction(work, { timeout: timeoutMs, maxWait: 5_000 })
}
