import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POST } from '@/app/api/ingest/otlp/v1/traces/route'
import { insertApplication } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { ingestToken } from '@/tests/support/calls'
import { createTestDatabase } from '@/tests/support/database'
import { serveRoute } from '@/tests/support/serve-route'

const APPLICATION = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
const CALLS = [
  'GET /api/v1/headless/journeys/j-otel/state?secret=1',
  'POST /api/v1/headless/offers/of-otel/proceed',
  'PUT /api/v1/headless/profile',
]

let platform: Server
let platformURL: string
let desk: Awaited<ReturnType<typeof serveRoute>>
beforeAll(async () => {
  await createTestDatabase()
  platform = createServer((request, response) => {
    const limited = request.method === 'PUT'
    response.writeHead(limited ? 429 : 200, limited ? { 'retry-after': '7' } : {}).end('{}')
  })
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve))
  platformURL = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`
  await insertApplication({
    applicationID: APPLICATION,
    tenantID: APPLICATION,
    name: 'Acme',
    environment: 'test',
    baseURL: platformURL,
    apiKey: null,
  })
  desk = await serveRoute('/api/ingest/otlp/v1/traces', POST)
})
afterAll(() => {
  platform.close()
  desk.close()
})

async function runClient(env: Record<string, string>, targets: string[]): Promise<void> {
  const token = await ingestToken()
  const child = spawn(process.execPath, [path.resolve('tests/support/otel-client.mjs'), ...targets], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      OTEL_EXPORTER_OTLP_ENDPOINT: `${desk.url}/api/ingest/otlp`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${token}`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect({ code, output }).toEqual({ code: 0, output: '' })
}

async function storedCalls(): Promise<Record<string, unknown>[]> {
  const select = {
    source: true,
    caller: true,
    environment: true,
    method: true,
    path: true,
    route: true,
    status: true,
    error: true,
    journeyID: true,
    offerID: true,
    idempotencyKey: true,
    correlationID: true,
    retryAfterMs: true,
    borrowerExternalID: true,
  } as const
  return db().apiCall.findMany({ where: { applicationID: APPLICATION }, select, orderBy: { occurredAt: 'asc' } })
}

describe('the OpenTelemetry SDK with its HTTP instrumentation', () => {
  it.each([
    ['by its two environment variables alone', {}],
    ['over protobuf', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }],
    ['over JSON, gzipped', { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }],
    ['with the stable HTTP conventions', { OTEL_SEMCONV_STABILITY_OPT_IN: 'http' }],
  ])('brings its calls %s', async (_name, env) => {
    await db().apiCall.deleteMany({})
    const elsewhere = desk.url.replace('127.0.0.1', 'localhost')
    await runClient(env, [
      ...CALLS.map((call) => call.replace(' ', ` ${platformURL}`)),
      `GET ${elsewhere}/not-the-platform`,
    ])
    const common = {
      source: 'otlp',
      caller: 'borrower-app',
      environment: 'test',
      error: null,
      journeyID: null,
      offerID: null,
      idempotencyKey: 'idem-1',
      correlationID: 'cor-1',
      retryAfterMs: null,
      borrowerExternalID: 'CUST_9',
    }
    expect(await storedCalls()).toEqual([
      {
        ...common,
        method: 'GET',
        path: '/api/v1/headless/journeys/j-otel/state',
        route: 'GET /journeys/{journeyID}/state',
        status: 200,
        journeyID: 'j-otel',
      },
      {
        ...common,
        method: 'POST',
        path: '/api/v1/headless/offers/of-otel/proceed',
        route: 'POST /offers/{offerID}/proceed',
        status: 200,
        offerID: 'of-otel',
      },
      {
        ...common,
        method: 'PUT',
        path: '/api/v1/headless/profile',
        route: 'PUT /profile',
        status: 429,
        retryAfterMs: 7_000n,
      },
    ])
    const counted = await db().callRollup.findMany({
      where: { applicationID: APPLICATION, stepMinutes: 60, status: 429 },
    })
    expect(counted.length).toBeGreaterThan(0)
  })

  it('tells why a call got no answer', async () => {
    await db().apiCall.deleteMany({})
    const refusing = createServer((request) => request.socket.destroy())
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    const { port } = refusing.address() as AddressInfo
    await runClient({}, [`GET http://127.0.0.1:${port}/api/v1/headless/profile`])
    refusing.close()
    expect(await storedCalls()).toMatchObject([{ status: 0, error: expect.stringMatching(/\S/) }])
  })
})
