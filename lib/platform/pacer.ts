import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  requestsPerSecond: number
  concurrent: number
}

export interface Pacer {
  /** Runs `task` when a token and a place are free. Throws the signal's reason when it aborts while waiting. */
  run: <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>
  /** No call starts before this moment (milliseconds of `Date.now()`). An earlier moment changes nothing. */
  holdUntil: (at: number) => void
  setPace: (pace: Pace) => void
}

/**
 * Token bucket and limit of concurrent calls, first come first served. The bucket holds one second's worth of tokens,
 * at most `concurrent` of them, so that a rested bucket starts with a small burst and then keeps the pace.
 */
export function createPacer(initial: Pace): Pacer {
  let pace = initial
  let tokens = bucketSize(pace)
  let refilledAt = Date.now()
  let heldUntil = 0
  let running = 0
  let turn: Promise<void> = Promise.resolve()
  const leavers: (() => void)[] = []

  function msToToken(): number {
    const now = Date.now()
    tokens = Math.min(bucketSize(pace), tokens + ((now - refilledAt) / 1000) * pace.requestsPerSecond)
    refilledAt = now
    const shortfall = Math.max(0, ((1 - tokens) / pace.requestsPerSecond) * 1000)
    return Math.ceil(Math.max(shortfall, heldUntil - now))
  }

  async function admit(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    while (running >= pace.concurrent) await placeFree(leavers, signal)
    for (let wait = msToToken(); wait > 0; wait = msToToken()) await pause(wait, signal)
    tokens -= 1
    running += 1
  }

  return {
    async run(task, signal) {
      const admitted = turn.then(() => admit(signal))
      turn = admitted.catch(() => undefined)
      await admitted
      try {
        return await task()
      } finally {
        running -= 1
        leavers.shift()?.()
      }
    },
    holdUntil(at) {
      heldUntil = Math.max(heldUntil, at)
    },
    setPace(next) {
      pace = next
    },
  }
}

function bucketSize(pace: Pace): number {
  return Math.max(1, Math.min(pace.requestsPerSecond, pace.concurrent))
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

function placeFree(leavers: (() => void)[], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      leavers.splice(leavers.indexOf(leave), 1)
      reject(signal?.reason)
    }
    const leave = () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }
    leavers.push(leave)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
