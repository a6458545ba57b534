import type { ApiCall } from '../calls/types'
import { postRecords } from '../history/post'

const EVERY_MS = 2_000
/** What is held while the product cannot be reached; then the oldest go. */
const HELD_MAX = 20_000

export interface CallReporter {
  add: (call: ApiCall) => void
  /** Sends what is left. */
  close: () => Promise<void>
}

/** Posts the calls of partner systems through the batch endpoint, a batch every two seconds. */
export function reportCalls(target: string, token: string): CallReporter {
  let held: ApiCall[] = []
  let sending: Promise<void> = Promise.resolve()
  let isSilent = false
  const send = async (): Promise<void> => {
    const batch = held
    held = []
    if (batch.length === 0) return
    try {
      const { rejected, refusals } = await postRecords({ target, token, path: '/api/ingest/api-calls' }, batch)
      if (rejected > 0) process.stderr.write(`${rejected} calls were refused, for example: ${refusals[0] ?? ''}\n`)
      isSilent = false
    } catch (error) {
      // The same callIDs again count once, so that a batch may be sent twice.
      held = [...batch, ...held].slice(-HELD_MAX)
      if (!isSilent) process.stderr.write(`calls wait: ${error instanceof Error ? error.message : String(error)}\n`)
      isSilent = true
    }
  }
  const timer = setInterval(() => {
    sending = sending.then(send)
  }, EVERY_MS)
  return {
    add: (call) => held.push(call),
    close: async () => {
      clearInterval(timer)
      await sending
      await Promise.race([send(), new Promise((resolve) => setTimeout(resolve, EVERY_MS).unref())])
    },
  }
}
