import { setTimeout as sleep } from 'node:timers/promises'

/** Until when the platform wants to hear nothing, from us as a whole or about one borrower. Milliseconds of `Date.now()`. */
export interface Holds {
  /** After a 429. `scope` is the borrower of the call, or null for a call with the API key. */
  add: (scope: string | null, until: number) => void
  /** 0 where there is none. */
  until: (scope: string | null) => number
  /** Resolves when the borrower's own hold has ended; throws the signal's reason. The application's is the pacer's. */
  waitForBorrower: (scope: string | null, signal: AbortSignal) => Promise<void>
  isApplicationHeld: () => boolean
}

/** So many borrowers refused at once are no longer theirs to blame: the limit is ours. */
const BORROWERS_TO_HOLD_ALL = 3

/** A borrower whose own app polls too often is refused alone, and must not silence the pulls of all others. */
export function createHolds(onApplicationHold: (until: number) => void): Holds {
  const borrowers = new Map<string, number>()
  let application = 0

  function holdApplication(until: number): void {
    application = Math.max(application, until)
    onApplicationHold(application)
  }

  const borrowerUntil = (scope: string | null) => (scope === null ? 0 : (borrowers.get(scope) ?? 0))

  return {
    add(scope, until) {
      if (scope === null) return holdApplication(until)
      for (const [name, ends] of borrowers) if (ends <= Date.now()) borrowers.delete(name)
      borrowers.set(scope, Math.max(borrowerUntil(scope), until))
      if (borrowers.size >= BORROWERS_TO_HOLD_ALL) holdApplication(until)
    },
    until: (scope) => Math.max(application, borrowerUntil(scope)),
    async waitForBorrower(scope, signal) {
      const wait = borrowerUntil(scope) - Date.now()
      if (wait <= 0) return
      await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted())
    },
    isApplicationHeld: () => application > Date.now(),
  }
}
