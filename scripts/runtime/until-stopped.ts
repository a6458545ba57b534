const LATEST_MS = 9_500

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
}
