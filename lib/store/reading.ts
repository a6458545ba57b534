import { AsyncLocalStorage } from 'node:async_hooks'
import type { Prisma } from '@/lib/store/generated/client'

/** On globalThis, so that all bundles of one process know of the transaction that is read from. */
declare global {
  var deskReading: AsyncLocalStorage<Prisma.TransactionClient | null> | undefined
}

const reading = (globalThis.deskReading ??= new AsyncLocalStorage())

/** Everything that `work` asks of `db()` is asked within this transaction. */
export function readFrom<T>(transaction: Prisma.TransactionClient, work: () => Promise<T>): Promise<T> {
  return reading.run(transaction, work)
}

/** As it is now, whatever is read from around it: for what others will be told, too. */
export function readAsOfNow<T>(work: () => Promise<T>): Promise<T> {
  return reading.run(null, work)
}

export function transactionReadFrom(): Prisma.TransactionClient | null {
  return reading.getStore() ?? null
}
