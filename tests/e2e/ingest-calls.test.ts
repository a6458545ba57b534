import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { sampleCall } from '@/tests/support/calls'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { sendRaw } from '@/tests/support/raw-http'
import { runSQL } from '@/tests/support/sql'

/** Call logs on the real server: the set-up that the manual names, and senders that mean no good. */

const MiB = 1024 * 1024
const APPLICATION = 'fbb1fd74-c502-4419-83f3-82a2a019fc9a'

let desk: LiveDesk
let token: string
beforeAll(async () => {
  desk = await openLiveDesk()
  const ids = ['--tenant', APPLICATION, '--application', APPLICATION]
  const at = ['--environment', 'live', '--base-url', 'http://127.0.0.1:9']
  await desk.cli(['application', 'add', '--name', 'Acme live', ...ids, ...at])
  token = String((await desk.cli(['token', 'create', '--name', 'systems', '--scope', 'ingest'])).token)
})

const call = (own: Record<string, unknown> = {}) => sampleCall({ applicationID: APPLICATION }, own)
const url = () => `${desk.url}/api/ingest/api-calls`
const headers = (more: Record<string, string> = {}) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  ...more,
})
const post = (records: unknown[]) => sendRaw(url(), { headers: headers(), body: JSON.stringify({ records }) })

function residentMiB(): number {
  const status = readFileSync(`/proc/${desk.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

describe('call logs on the real server', () => {
  it('count once when the same batch comes three times at once', async () => {
    const records = Array.from({ length: 1_000 }, (_, index) => call({ callID: `same-${index}`, status: 429 }))
    const answers = await Promise.all([post(records), post(records), post(records)])
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202])
    const [rows] = await runSQL<{ calls: number }>(
      desk.database.url,
      `SELECT sum(calls)::int AS calls FROM call_rollup WHERE step_minutes = 60 AND status = 429`,
    )
    expect(rows?.calls).toBe(1_000)
  })

  it('come from the OpenTelemetry SDK by its two environment variables', async () => {
    const platform = createServer((_request, response) => response.writeHead(401).end('{}'))
    await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve))
    const { port } = platform.address() as AddressInfo
    const target = `POST http://127.0.0.1:${port}/api/v1/headless/sessions`
    const child = spawn(process.execPath, [path.resolve('tests/support/otel-client.mjs'), target], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'test',
        OTEL_EXPORTER_OTLP_ENDPOINT: `${desk.url}/api/ingest/otlp`,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${token}`,
      },
    })
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
    platform.close()
    const rows = await runSQL(desk.database.url, `SELECT caller, route, status FROM api_call WHERE source = 'otlp'`)
    expect(rows).toEqual([{ caller: 'borrower-app', route: 'POST /sessions', status: 401 }])
  })
})

describe('hostile senders', () => {
  it('of an NDJSON stream of 1 GiB are stopped, and memory stays bounded', async () => {
    const before = residentMiB()
    const line = Buffer.from(`${JSON.stringify(call())}\n`.repeat(2_000))
    const { status, most } = await stream(line, 1024 * MiB)
    expect(status).toBe(413)
    expect(most - before).toBeLessThan(200)
  })

  it('of gzip bombs are stopped, many at once, and memory stays bounded', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * MiB, ' '))
    const before = residentMiB()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        sendRaw(url(), { headers: headers({ 'content-encoding': 'gzip' }), body: bomb }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413]))
    expect(residentMiB() - before).toBeLessThan(250)
  })

  it('who send slowly do not keep others waiting', async () => {
    const slow = Array.from({ length: 40 }, () => {
      const sent = request(url(), { method: 'POST', headers: headers({ 'content-length': '1000000' }) })
      sent.on('error', () => undefined)
      sent.write('{"records":[')
      return sent
    })
    const started = Date.now()
    expect((await post([call()])).status).toBe(202)
    expect(Date.now() - started).toBeLessThan(5_000)
    for (const sent of slow) sent.destroy()
  })

  it.each([
    ['null', 'null'],
    ['a number', '1'],
    ['records that are no list', '{"records":{}}'],
    ['10,000 nested arrays', `{"records":[${'['.repeat(10_000)}${']'.repeat(10_000)}]}`],
    ['__proto__', '{"__proto__":{"a":1},"records":[{"__proto__":{"callID":"x"}}]}'],
    ['numbers beyond any range', '{"records":[{"callID":"a","status":1e400,"durationMs":99999999999999999999}]}'],
    ['lone surrogates', '{"records":[{"callID":"\\ud800"}]}'],
  ])('of %s are answered without a 500', async (_name, body) => {
    const answer = await sendRaw(url(), { headers: headers(), body })
    expect([202, 400]).toContain(answer.status)
  })
})

/** Sends `bytes` of a line over and over, without a length, until the server answers or breaks off. */
function stream(line: Buffer, bytes: number): Promise<{ status: number; most: number }> {
  let [left, most, status] = [bytes, 0, 0]
  return new Promise((resolve) => {
    const watch = setInterval(() => (most = Math.max(most, residentMiB())), 50)
    const done = () => {
      clearInterval(watch)
      resolve({ status, most: Math.max(most, residentMiB()) })
    }
    const sent = request(
      url(),
      { method: 'POST', headers: headers({ 'content-type': 'application/x-ndjson' }) },
      (response) => {
        status = response.statusCode ?? 0
        response.resume()
      },
    )
    const push = () => {
      while (left > 0) {
        left -= line.byteLength
        if (!sent.write(line)) return void sent.once('drain', push)
      }
      sent.end()
    }
    sent.on('error', () => undefined)
    sent.on('close', done)
    push()
  })
}
