import { existsSync } from 'node:fs'
import { env, extendEnv } from '@/lib/env'
import { openDesk } from '@/lib/store/open-desk'
import { openTelemetry } from '@/lib/telemetry/open-telemetry'
import { openWebServer, type WebServer } from '@/scripts/runtime/web-server'
import { keepWorker } from '@/scripts/runtime/worker-process'

const REVIVE_EVERY_MS = 1_000

type Closable = { close: () => Promise<void> }

export type DeskOptions = {
  /** Pages compiled as they change, instead of a build. */
  dev: boolean
  /** Runs once port and database are ours, before anything is served; may make the build. */
  beforeServing?: (stopped: AbortSignal) => Promise<void>
}

export type Desk = {
  /** Web, worker or both, by DESK_ROLE; answers the port (0 without web). Throws one sentence, all begun undone. */
  start: () => Promise<number>
  /** Safe at any moment, also in the middle of a start. */
  close: () => Promise<void>
}

export function createDesk(options: DeskOptions): Desk {
  const stopped = new AbortController()
  /** In the order they were opened; the database is closed after everything that uses it. */
  const parts: { database: Closable | null; others: Closable[] } = { database: null, others: [] }
  let starting: Promise<number> | null = null

  const closeParts = async () => {
    await Promise.all(parts.others.splice(0).map((part) => part.close()))
    await parts.database?.close()
  }
  const steps = async (): Promise<number> => {
    const web = env().DESK_ROLE === 'worker' ? null : await openWeb(options)
    if (web) parts.others.push(web)
    stopped.signal.throwIfAborted()
    parts.others.push(await openTelemetry())
    const database = await openDesk()
    parts.database = database
    parts.others.push(keepReviving(database.revive))
    stopped.signal.throwIfAborted()
    await options.beforeServing?.(stopped.signal)
    stopped.signal.throwIfAborted()
    if (env().DESK_ROLE === 'all') parts.others.push(keepWorker())
    if (web) await web.prepare(options.dev)
    else parts.others.push(await startWorker())
    return web?.port ?? 0
  }
  return {
    start: () => {
      starting = steps().catch(async (error: unknown) => {
        await closeParts()
        throw error
      })
      return starting
    },
    close: async () => {
      stopped.abort(new Error('it was stopped while it started.'))
      await starting?.catch(() => undefined)
      await closeParts()
    },
  }
}

/** An embedded server that was killed comes back while we run; until then requests are told to try again. */
function keepReviving(revive: () => Promise<void>): Closable {
  let running = Promise.resolve()
  const timer = setInterval(() => {
    running = running.then(revive).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error))
    })
  }, REVIVE_EVERY_MS)
  return {
    close: () => {
      clearInterval(timer)
      return running
    },
  }
}

/** The port first: a taken one is noticed before anything else was touched. */
async function openWeb({ dev, beforeServing }: DeskOptions): Promise<WebServer> {
  const web = await openWebServer(env().PORT)
  extendEnv({ PORT: String(web.port) })
  if (dev || beforeServing || existsSync('.next/BUILD_ID')) return web
  await web.close()
  throw new Error('there is no build: run npm run build first.')
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
