import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import next from 'next'
import { PEER_HEADER } from '@/lib/domain/delivery'
import { env } from '@/lib/env'
import { guarded } from '@/lib/http/guard'
import { withMounts } from '@/lib/http/mount'
import { originOf, withOrigin } from '@/lib/request-origin'
import { writeJourneyViews } from '@/lib/store/audit-views'
import { refuseUnreadable } from '@/lib/http/refuse-unreadable'
import { withSecurityText } from '@/lib/http/security-text'
import { quietConsole } from '@/lib/telemetry/quiet-console'

const DRAIN_MS = 4_000
/** A sender that drips its headers or body byte by byte keeps its place no longer than this. */
const LIMITS: ServerOptions = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 2_000 }
/** Neither side said anything; event streams beat every 15 s. */
const SILENT_MS = 120_000
/** What a route can be asked; Next answers other methods with 400 or 500. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export type WebServer = {
  port: number
  /** Loads the application; until then every request is answered 503. */
  prepare: (dev: boolean) => Promise<void>
  /** Takes no more requests, ends event streams at once and gives the others a few seconds. */
  close: () => Promise<void>
}

/** Takes the port first, so that a taken one is noticed before anything else was touched. */
export async function openWebServer(port: number): Promise<WebServer> {
  const open = new Set<ServerResponse>()
  let handler: RequestListener = notYet
  const answer = guarded(withSecurityText((request, response) => handler(request, response)))
  const server = createServer(LIMITS, (request, response) => {
    open.add(response)
    const peer = request.socket.remoteAddress ?? null
    request.headers[PEER_HEADER] = peer ?? 'unknown'
    // Next puts the socket's address there then.
    if (peer === null || !env().DESK_TRUSTED_PROXIES.has(peer)) delete request.headers['x-forwarded-for']
    response.on('close', () => open.delete(response))
    withOrigin(originOf(headerOf(request), peer), () => answer(request, response))
  })
  server.timeout = SILENT_MS
  server.on('clientError', refuseUnreadable)
  const taken = await listen(server, port)
  let closeNext: () => Promise<void> = async () => undefined
  return {
    port: taken,
    prepare: async (dev) => {
      const app = next({ dev, dir: process.cwd(), port: taken, httpServer: server })
      await app.prepare()
      if (!dev) quietConsole()
      closeNext = () => app.close()
      const handle = app.getRequestHandler()
      // While pages are compiled as they change, so are routes; what is mounted would stay as it was.
      const mounts = dev ? [] : (await import('./mounts')).mounts
      handler = withMounts(mounts, (request, response) =>
        METHODS.includes(request.method ?? '') ? void handle(request, response) : unknownMethod(request, response),
      )
    },
    close: async () => {
      await drain(server, open)
      await closeNext()
      await writeJourneyViews()
    },
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') reject(new Error(`port ${port} is taken: stop what uses it, or set PORT.`))
      else if (error.code === 'EACCES') reject(new Error(`port ${port} may not be used by this user: set PORT.`))
      else reject(error)
    })
    server.listen(port, () => {
      const address = server.address()
      resolve(address && typeof address === 'object' ? address.port : port)
    })
  })
}

async function drain(server: Server, open: Set<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  for (const response of open) if (isEventStream(response)) response.destroy()
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  await closed
  clearTimeout(timer)
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')
}

function headerOf(request: IncomingMessage): (name: string) => string | undefined {
  return (name) => [request.headers[name]].flat().at(-1)
}

const notYet: RequestListener = (_request, response) => {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' })
  response.end(JSON.stringify({ error: { code: 'UNAVAILABLE', message: 'Journey Desk is starting.' } }))
}

const unknownMethod: RequestListener = (_request, response) => {
  response.writeHead(405, { 'content-type': 'application/json', allow: METHODS.join(', ') })
  response.end(JSON.stringify({ error: { code: 'METHOD_NOT_ALLOWED', message: 'No address answers this method.' } }))
}
