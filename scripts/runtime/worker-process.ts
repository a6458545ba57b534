import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'

const FIRST_RESTART_MS = 1_000
const LAST_RESTART_MS = 30_000
const HEALTHY_AFTER_MS = 60_000
const DRAIN_MS = 5_000

export type WorkerProcess = { close: () => Promise<void> }

/** Keeps one worker running as a child with this process's environment; a crashed one is restarted with backoff. */
export function keepWorker(): WorkerProcess {
  let stopping = false
  let wait = FIRST_RESTART_MS
  let timer: NodeJS.Timeout | undefined
  let child = launch()

  function launch(): ChildProcess {
    const startedAt = Date.now()
    const started = spawn(process.execPath, [path.resolve('scripts/run.mjs'), 'start'], {
      env: { ...process.env, DESK_ROLE: 'worker' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    started.once('exit', (code, signal) => {
      if (stopping) return
      if (Date.now() - startedAt > HEALTHY_AFTER_MS) wait = FIRST_RESTART_MS
      console.error(`The worker ended (${signal ?? `exit code ${code}`}); it is started again in ${wait / 1000} s.`)
      timer = setTimeout(() => (child = launch()), wait)
      wait = Math.min(wait * 2, LAST_RESTART_MS)
    })
    return started
  }

  return {
    close: () => {
      stopping = true
      clearTimeout(timer)
      return stopChild(child, DRAIN_MS)
    },
  }
}

/** Asks a child to end, and ends it when it has not within `patienceMs`. */
export function stopChild(child: ChildProcess, patienceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
