import { DeskError } from '@/lib/errors'
import { db } from './client'
import { readFrom } from './reading'
import type { Transaction } from './transaction'

/** The database as it was at one moment, for a list that is read page by page while it changes. */
export interface Snapshot {
  /** Whatever `work` reads is as of that moment; it cannot write. Throws where the snapshot is over. */
  read: <T>(work: () => Promise<T>) => Promise<T>
  close: () => void
}

/** A snapshot keeps dead rows from being removed, so it does not outlive this, however slow its reader is. */
const LONGEST_MS = 10 * 60_000
/** Nor a reader that asks for nothing more, and never says so. */
const IDLE_MS = 60_000
/** Each holds one of the connections of the process. */
const AT_ONCE = 3
const RETRY_SECONDS = 15

let taken = 0

/** It has to be closed. Throws UNAVAILABLE where this process holds as many as it may. */
export async function takeSnapshot(longestMs = LONGEST_MS, idleMs = IDLE_MS): Promise<Snapshot> {
  if (taken >= AT_ONCE) {
    const message = `${AT_ONCE} exports are being read already: try again when one of them has ended.`
    throw new DeskError('UNAVAILABLE', message, undefined, { retryAfterSeconds: RETRY_SECONDS })
  }
  taken += 1
  let close: () => void = () => undefined
  const closed = new Promise<void>((resolve) => (close = resolve))
  const tooLong = setTimeout(close, longestMs).unref()
  const idle = setTimeout(close, idleMs).unref()
  const tx = await new Promise<Transaction>((resolve, reject) => {
    const hold = async (opened: Transaction) => {
      await opened.$executeRaw`SET TRANSACTION READ ONLY`
      resolve(opened)
      await closed
    }
    const options = { isolationLevel: 'RepeatableRead', timeout: longestMs, maxWait: 5_000 } as const
    void db()
      .$transaction(hold, options)
      .catch(reject)
      .finally(() => {
        clearTimeout(tooLong)
        clearTimeout(idle)
        taken -= 1
      })
  })
  return { read: (work) => readFrom(tx, work).finally(() => idle.refresh()), close }
}
