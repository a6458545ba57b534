import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { errorResponse } from './errors'

/**
 * Addresses that plain `node:http` code answers before Next sees the request, since Next's own way to a route handler
 * takes several times as long as the handler. The custom server mounts them; the Next route of the same path is a
 * second door to the same core, for every other method and for whoever runs Next alone.
 *
 *     const mounts: Mount[] = [
 *       { path: '/api/webhooks/platform', post: (request) => … },       // node's request to a MountAnswer
 *       { path: '/api/ingest/api-calls', post: mountedRoute(POST) },     // a route handler as it is
 *     ]
 *
 * The server's modules are not those of Next's bundle: what must be shared in one process stands on globalThis.
 */
export interface Mount {
  /** Exact, as in the request's line up to a question mark. */
  path: string
  /** What it throws is told as every route tells its errors. */
  post: (request: IncomingMessage) => Promise<MountAnswer | Response>
}

export interface MountAnswer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string | Uint8Array
}

/** Answers the POSTs of the mounts and hands everything else on. */
export function withMounts(mounts: Mount[], next: RequestListener): RequestListener {
  const posts = new Map(mounts.map(({ path, post }) => [path, post]))
  return (request, response) => {
    const post = request.method === 'POST' ? posts.get(pathOf(request)) : undefined
    if (post) void answer(post, request, response)
    else next(request, response)
  }
}

/** A route handler as a mount: the same answers, without Next between. */
export function mountedRoute(
  handler: (request: Request, context: { params: Promise<Record<string, never>> }) => Promise<Response>,
): Mount['post'] {
  return (request) => handler(requestOf(request), { params: Promise.resolve({}) })
}

async function answer(post: Mount['post'], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const given = await post(request).catch(errorResponse)
  if (given instanceof Response) await sendResponse(given, response)
  else send(given, response)
}

/** A web Response as the answer of a plain node:http listener. */
export async function sendResponse(given: Response, response: ServerResponse): Promise<void> {
  send(await readAnswer(given), response)
}

function send({ status, headers, body }: MountAnswer, response: ServerResponse): void {
  if (response.destroyed) return
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

async function readAnswer(given: Response): Promise<MountAnswer> {
  const body = new Uint8Array(await given.arrayBuffer())
  return { status: given.status, headers: Object.fromEntries(given.headers), body }
}

function pathOf({ url = '' }: IncomingMessage): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

function requestOf(request: IncomingMessage): Request {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
  )
  // What a client names as host may be no host at all, and no route asks for it.
  const url = new URL(request.url ?? '/', 'http://localhost')
  const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body: bodyOf(request), duplex: 'half' }
  return new Request(url, init)
}

/** Unlike node's own, it leaves the connection open when the reader has seen enough, so that the answer can still go out. */
function bodyOf(request: IncomingMessage): ReadableStream<Uint8Array> {
  let isCancelled = false
  return new ReadableStream({
    start: (controller) => {
      request.on('data', (chunk: Buffer) => {
        if (isCancelled) return
        controller.enqueue(chunk)
        if ((controller.desiredSize ?? 0) <= 0) request.pause()
      })
      request.once('end', () => !isCancelled && controller.close())
      request.once('error', (error) => !isCancelled && controller.error(error))
    },
    pull: () => void request.resume(),
    cancel: () => {
      isCancelled = true
      request.resume()
    },
  })
}
