import { existsSync } from 'node:fs'
import { env, extendEnv } from '@/lib/env'
import { openDesk, type OpenDesk } from '@/lib/store/open-desk'
import { openWebServer, type WebServer } from '@/scripts/runtime/web-server'
import { keepWorker } from '@/scripts/runtime/worker-process'

type Closable = { close: () => Promise<void> }

export type RunningDesk = { port: number; close: () => Promise<void> }

export type DeskOptions = {
  /** Pages compiled as they change, instead of a build. */
  dev: boolean
  /** Runs once port and database are ours, before anything is served; may make the build. */
  beforeServing?: () => Promise<void>
}

/** Web, worker or both, by DESK_ROLE. Throws one sentence, with everything that was begun undone. */
export async function runDesk({ dev, beforeServing }: DeskOptions): Promise<RunningDesk> {
  const { DESK_ROLE, PORT } = env()
  const parts: Closable[] = []
  const close = async () => {
    // The database is the first part and the last to go.
    const [database, ...others] = [parts.find(isDatabase), ...parts.filter((part) => !isDatabase(part))]
    await Promise.all(others.map((part) => part?.close()))
    await database?.close()
  }
  try {
    const web = DESK_ROLE === 'worker' ? null : await addTo(parts, openWebServer(PORT))
    if (web) extendEnv({ PORT: String(web.port) })
    if (web && !dev && !beforeServing) checkBuild()
    await addTo(parts, openDesk())
    await beforeServing?.()
    if (DESK_ROLE === 'all') parts.push(keepWorker())
    await web?.prepare(dev)
    if (!web) parts.push(await startWorker())
    return { port: web?.port ?? 0, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function addTo<T extends WebServer | OpenDesk>(parts: Closable[], opening: Promise<T>): Promise<T> {
  const opened = await opening
  parts.push(opened)
  return opened
}

function isDatabase(part: Closable): boolean {
  return 'migrated' in part
}

async function startWorker(): Promise<Closable> {
  const { runWorker } = await import('@/lib/worker/run')
  const controller = new AbortController()
  const running = runWorker(controller.signal)
  running.catch((error: unknown) => {
    console.error(`The worker failed: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
    process.kill(process.pid, 'SIGTERM')
  })
  return {
    close: async () => {
      controller.abort()
      await running.catch(() => undefined)
    },
  }
}

function checkBuild(): void {
  if (!existsSync('.next/BUILD_ID')) throw new Error('there is no build: run npm run build first.')
}
