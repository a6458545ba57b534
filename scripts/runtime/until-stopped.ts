const LATEST_MS = 9_500
const PARENT_CHECK_MS = 300

/** Calls `close` once on SIGTERM, SIGINT or the end of the parent, then exits; never later than 10 s. */
export function closeWhenStopped(close: () => Promise<void>): void {
  let closing = false
  const stop = () => {
    if (closing) return
    closing = true
    setTimeout(() => process.exit(1), LATEST_MS).unref()
    close().then(
      () => process.exit(),
      (error: unknown) => {
        console.error(`Journey Desk did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('disconnect', stop)
  if (process.env.npm_lifecycle_event) whenParentEnds(stop)
}

/** npm passes a signal to the shell between us, and not every shell passes it on: its end is our signal. */
function whenParentEnds(stop: () => void): void {
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop(), PARENT_CHECK_MS).unref()
}
