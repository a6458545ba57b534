import { createServer, type Server } from 'node:http'
import { gunzipSync } from 'node:zlib'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { startLive, type Live } from './run'

/** What came to the product, by path, as text: names are legible in protobuf, too. */
const came = new Map<string, string>()
let product: Server
let target = ''
let live: Live

beforeEach(async () => {
  product = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
      const url = request.url ?? ''
      if (request.headers.authorization === 'Bearer dt_test') {
        came.set(url, (came.get(url) ?? '') + plain.toString('latin1'))
      }
      const isOtlp = url.startsWith('/api/ingest/otlp')
      response.writeHead(200, { 'content-type': isOtlp ? 'application/x-protobuf' : 'application/json' })
      response.end(isOtlp ? undefined : '{"accepted":1,"duplicates":0,"rejected":[]}')
    })
  })
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve))
  const address = product.address()
  target = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})

afterEach(async () => {
  await live.stop()
  product.closeAllConnections()
  product.close()
})

test('live partner systems tell their calls by batches, and by the OpenTelemetry SDK in processes of their own', async () => {
  live = await startLive({
    seed: 3,
    applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
    tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
    secret: 'whsec_live',
    environment: 'test',
    target,
    token: 'dt_test',
    rate: 20,
  })
  const batches = () => came.get('/api/ingest/api-calls') ?? ''
  const spans = () => came.get('/api/ingest/otlp/v1/traces') ?? ''
  const patience = { timeout: 25_000 }
  await expect.poll(batches, patience).toContain('"caller":"patient-sync"')
  await expect.poll(spans, patience).toMatch(/staging-worker|backend-sync/)
  await expect.poll(spans, patience).toContain('lending.auth_fingerprint')
  expect(batches()).not.toMatch(/(sk|st|rt)_(live|test)_/)
  expect(spans()).not.toMatch(/(sk|st|rt)_(live|test)_/)
}, 40_000)
