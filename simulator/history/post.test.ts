import { createServer, type Server, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { packBatches } from './batches'
import { postRecords, retryAfterMs, type PostTarget } from './post'

let server: Server
let target: PostTarget
let answers: ((response: ServerResponse) => void)[] = []
let batches: { records: unknown[]; token: string | undefined }[] = []

beforeEach(async () => {
  answers = []
  batches = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const special = answers.shift()
      if (special) return special(response)
      const lines = gunzipSync(Buffer.concat(chunks)).toString('utf8').trim().split('\n')
      batches.push({ records: lines.map((line): unknown => JSON.parse(line)), token: request.headers.authorization })
      response.statusCode = 202
      response.end(
        JSON.stringify({ accepted: lines.length - 1, duplicates: 1, rejected: [{ index: 0, code: 'INVALID' }] }),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  target = { target: `http://127.0.0.1:${port}`, token: 'tok', path: '/api/ingest/deliveries' }
})

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const answer =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers).end('{}')
  }

test('records go out as gzipped lines in their order, and the answers are added up', async () => {
  const records = Array.from({ length: 7 }, (_, index) => ({ index }))
  const counts = await postRecords(target, records)
  expect(batches).toEqual([{ records, token: 'Bearer tok' }])
  expect(counts).toMatchObject({ records: 7, batches: 1, accepted: 6, duplicates: 1, rejected: 1 })
})

test('a busy product is asked again after the time it names', async () => {
  answers = [answer(429, { 'retry-after': '0' }), answer(503, { 'retry-after': new Date().toUTCString() })]
  expect((await postRecords(target, [{ a: 1 }])).records).toBe(1)
})

test.each([
  [404, /no such ingest interface/],
  [401, /scope ingest/],
  [403, /scope ingest/],
  [500, /answers 500/],
])('an answer of %i ends it with a sentence that says what to do', async (status, sentence) => {
  answers = [answer(status)]
  await expect(postRecords(target, [{ a: 1 }])).rejects.toThrow(sentence)
})

test('a product that is not there is named', async () => {
  await expect(postRecords({ ...target, target: 'http://127.0.0.1:1' }, [{}])).rejects.toThrow(/cannot be reached/)
})

test('a batch holds at most 5,000 records and 8 MiB', () => {
  const many = [...packBatches(Array.from({ length: 12_001 }, (_, index) => index))]
  expect(many.map((batch) => batch.count)).toEqual([5000, 5000, 2001])
  const large = [...packBatches(Array.from({ length: 20 }, () => 'x'.repeat(1024 * 1024)))]
  expect(Math.max(...large.map((batch) => batch.body.length))).toBeLessThanOrEqual(8 * 1024 * 1024)
})

test('Retry-After is read in both forms', () => {
  const now = Date.parse('2026-03-05T16:48:20Z')
  expect(retryAfterMs('7', now)).toBe(7000)
  expect(retryAfterMs('Thu, 05 Mar 2026 16:48:30 GMT', now)).toBe(10_000)
  expect(retryAfterMs('soon', now)).toBeNull()
  expect(retryAfterMs(null, now)).toBeNull()
})
