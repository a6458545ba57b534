import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import type { RouteHandler } from '@/lib/http/route'

/** A real HTTP server over a route handler, for clients that run outside this process. */
export async function serveRoute(path: string, handler: RouteHandler): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const answer = async () => {
      const answered =
        request.url === path
          ? await handler(asRequest(request), { params: Promise.resolve({}) })
          : new Response(null, { status: 404 })
      response.writeHead(answered.status, Object.fromEntries(answered.headers))
      response.end(Buffer.from(await answered.arrayBuffer()))
    }
    void answer()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

function asRequest(request: IncomingMessage): Request {
  const headers = new Headers(
    Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]),
  )
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
  const init: RequestInit & { duplex: 'half' } = {
    method: request.method ?? 'GET',
    headers,
    body: hasBody ? (Readable.toWeb(request) as ReadableStream) : null,
    duplex: 'half',
  }
  return new Request(`http://${request.headers.host}${request.url}`, init)
}
