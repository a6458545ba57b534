import { createServer, request as send, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { DeskError } from '@/lib/errors'
import { mountedRoute, withMounts, type Mount } from './mount'
import { withNodeBody } from './node-body'

const close: (() => void)[] = []
afterEach(() => close.splice(0).forEach((stop) => stop()))

const next: RequestListener = (request, response) => response.end(`next ${request.method} ${request.url}`)

async function serve(post: Mount['post']): Promise<string> {
  const server = createServer(withMounts([{ path: '/in', post }], next))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  close.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

const told = async (answer: Response) => [answer.status, await answer.text()]
const post = (url: string, body: BodyInit, more: object = {}) => fetch(url, { method: 'POST', body, ...more })

it('answers the POST of its path, with a query too, and hands everything else on', async () => {
  const url = await serve(async () => ({ status: 201, headers: { 'X-Own': 'é' }, body: 'own é' }))
  const answer = await post(`${url}/in?a=1`, 'x')
  expect(answer.headers.get('content-length')).toBe('6')
  expect(await told(answer)).toEqual([201, 'own é'])
  expect(await told(await post(`${url}/in/`, 'x'))).toEqual([200, 'next POST /in/'])
  expect(await told(await post(`${url}/other`, 'x'))).toEqual([200, 'next POST /other'])
  expect(await told(await fetch(`${url}/in`))).toEqual([200, 'next GET /in'])
})

it('tells errors as every route does', async () => {
  const url = await serve(async () => {
    throw new DeskError('UNAVAILABLE', 'Not now.', undefined, { retryAfterSeconds: 7 })
  })
  const answer = await post(`${url}/in`, 'x')
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7'])
  expect(await answer.json()).toEqual({ error: { code: 'UNAVAILABLE', message: 'Not now.' } })
})

it('takes a route handler as it is, bytes, headers and query', async () => {
  const url = await serve(
    mountedRoute(async (request) => {
      const bytes = new Uint8Array(await request.arrayBuffer())
      const { search } = new URL(request.url)
      return Response.json({ size: bytes.length, last: bytes.at(-1), search, own: request.headers.get('x-own') })
    }),
  )
  const body = new Uint8Array(3_000_000).fill(255)
  const answer = await post(`${url}/in?q=1`, body, { headers: { 'x-own': 'yes' } })
  expect(await answer.json()).toEqual({ size: body.length, last: 255, search: '?q=1', own: 'yes' })
})

it('answers a sender that has more to send than the handler wants to read', async () => {
  const url = await serve(
    mountedRoute(async (request) => {
      const reader = request.body?.getReader()
      await reader?.read()
      await reader?.cancel()
      return new Response('enough', { status: 413 })
    }),
  )
  expect(await told(await post(`${url}/in`, new Uint8Array(20_000_000)))).toEqual([413, 'enough'])
})

const sized: Mount['post'] = (request) =>
  withNodeBody(
    request,
    1_000,
    async ({ bytes, size }) => ({ status: 200, headers: {}, body: `${bytes?.length} ${size}` }),
    200,
  )

it('reads a body whole up to the limit, and only measures one beyond', async () => {
  const url = await serve(sized)
  expect(await told(await post(`${url}/in`, ''))).toEqual([200, '0 0'])
  expect(await told(await post(`${url}/in`, 'x'.repeat(1_000)))).toEqual([200, '1000 1000'])
  expect(await told(await post(`${url}/in`, 'x'.repeat(5_000)))).toEqual([200, 'undefined 5000'])
  const pieces = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(600)),
  }).pipeThrough(limited(4))
  expect(await told(await post(`${url}/in`, pieces, { duplex: 'half' }))).toEqual([200, 'undefined 1001'])
})

function limited(count: number): TransformStream {
  let seen = 0
  return new TransformStream({
    transform: (chunk, controller) => (seen++ < count ? controller.enqueue(chunk) : controller.terminate()),
  })
}

it('does not wait for ever for a slow sender', async () => {
  const url = await serve(sized)
  const status = await new Promise((resolve, reject) => {
    const slow = send(`${url}/in`, { method: 'POST', headers: { 'content-length': 10 } }, (answer) =>
      resolve(answer.statusCode),
    )
    slow.on('error', reject)
    slow.write('half')
  })
  expect(status).toBe(408)
})
