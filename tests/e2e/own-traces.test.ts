import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase } from '@/tests/support/database'
import { startDesk } from '@/tests/support/desk'
import { sendRaw } from '@/tests/support/raw-http'

/** A collector as any other: it takes OTLP over HTTP and keeps the bytes. */
const exported: { path: string; bytes: Buffer }[] = []
let collector: Server
let endpoint: string

beforeAll(async () => {
  collector = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      exported.push({ path: request.url ?? '', bytes })
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    })
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
})
afterAll(() => void collector.close())

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const CANARIES = ['ABCDE1234F', '9876543210', 'asha.rao@example.com', 'canary-state']

it('requests are told to the collector as spans, with their area and ID and no word of their address', async () => {
  const { env } = await createTestDatabase()
  const own = { DESK_ROLE: 'web', LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }
  const desk = await startDesk({ ...env, ...own })
  const headers = { traceparent: `00-${TRACE}-b7ad6b7169203331-01`, tracestate: 'v=canary-state' }
  const answer = await sendRaw(`${desk.url}/journeys/ABCDE1234F?q=9876543210&mail=asha.rao@example.com`, {
    method: 'GET',
    headers: { ...headers, 'x-request-id': '9876543210' },
  })
  await sendRaw(`${desk.url}/api/v1/journeys`, { method: 'GET' })
  const { stderr } = await desk.stop()
  const requestID = String(answer.headers['x-request-id'])
  expect(exported.map(({ path }) => path)).toContain('/v1/traces')
  const all = Buffer.concat(exported.map(({ bytes }) => bytes)).toString('latin1')
  expect(exported.map(({ path }) => path)).toContain('/v1/metrics')
  expect(all).toContain('desk_request_seconds')
  expect(all).toContain('GET page')
  expect(all).toContain('GET read')
  expect(all).toContain(requestID)
  expect(all).toContain(Buffer.from(TRACE, 'hex').toString('latin1'))
  for (const canary of CANARIES) expect(all, canary).not.toContain(canary)
  const log = stderr.split('\n').find((line) => line.includes(requestID)) ?? ''
  expect(JSON.parse(log)).toMatchObject({ requestID, method: 'GET', area: 'page', status: answer.status })
  for (const canary of CANARIES) expect(stderr, canary).not.toContain(canary)
})
