import { createServer, type Server } from 'node:http'

import { Random } from '../world/random'
import { DAY, MINUTE } from '../world/types'
import type { Context } from './context'
import { RequestHandler } from './handle'
import { RateLimiter } from './limits'
import { SessionBook } from './sessions'
import type { Environment, Limits, PlatformOptions } from './types'
import { WebhookSender } from './webhooks'
import { PlatformWorld } from './world'

const LIMITS: Limits = {
  readsPerBorrower: 90,
  writesPerBorrower: 30,
  writesPerApplication: 300,
  sessionsPerApplication: 600,
}

export interface Platform {
  baseURL: string
  apiKey: () => string
  /** Makes a new key; the old one is refused from now on. */
  rotateKey: () => string
  world: PlatformWorld
  webhooks: WebhookSender
  /** Plays the world up to the clock's now; the live simulation calls it often. */
  advance: () => void
  stop: () => Promise<void>
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new Error(`Port ${port} is taken. Choose another with --port.`, { cause: error }) : error)
    })
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

function makeKey(random: Random, environment: Environment): string {
  return `sk_${environment}_${random.hex(32)}`
}

/** Starts the platform as a server of its own. It answers by `contracts/platform-api.md` and sends signed webhooks. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { seed = 1, environment = 'live', clock = Date.now, host = '127.0.0.1' } = options
  const keys = new Random(seed, 'keys', environment)
  let apiKey = options.apiKey ?? makeKey(keys, environment)
  let baseURL = ''
  const sessions = new SessionBook(seed, environment, {
    sessionMs: options.sessionTtlMs ?? 30 * MINUTE,
    refreshMs: options.refreshTtlMs ?? DAY,
  })
  const webhooks = new WebhookSender(options, clock, () => `${baseURL}/pages`)
  const world = new PlatformWorld(
    seed,
    clock,
    (record, state) => {
      webhooks.announce(record, state)
    },
    options.behaviour,
  )
  const context: Context = { world, sessions, webhooks, environment, baseURL: () => baseURL }
  const limits = { ...LIMITS, ...options.limits }
  const gate = { apiKey: () => apiKey, environment, sessions, limiter: new RateLimiter(), limits, clock }
  const handler = new RequestHandler(context, gate, seed)
  const server = createServer((request, response) => {
    void handler.handle(request, response)
  })
  const port = await listen(server, options.port ?? 0, host)
  baseURL = `http://${host}:${port}`
  return {
    baseURL,
    apiKey: () => apiKey,
    rotateKey: () => (apiKey = makeKey(keys, environment)),
    world,
    webhooks,
    advance: () => {
      world.advance()
    },
    stop: async () => {
      webhooks.stop()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
