/** Runs scheduled work and detection until the signal aborts. */
export async function runWorker(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => undefined, 60_000)
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  clearInterval(alive)
}
