import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { POST } from '@/app/api/ingest/api-calls/route'
import { detectOnce } from '@/lib/detect/run'
import { heldBytes } from '@/lib/http/body-gate'
import { loadCallerCalls, loadIssues, loadJourneyCalls, loadKeyUses } from '@/lib/store/api-calls-read'
import { db } from '@/lib/store/client'
import { forgetRollupNames } from '@/lib/store/rollup-names'
import { forgetSettings, putSetting } from '@/lib/store/settings'
import { insertToken } from '@/lib/store/tokens'
import { ingestRequest, ingestToken, sampleCall, type Sent } from '@/tests/support/calls'
import { createTestDatabase } from '@/tests/support/database'
import { PATIENT } from '@/tests/support/patience'
import { addTestApplication, type TestApplication } from '@/tests/support/webhooks'

const PATH = '/api/ingest/api-calls'
const HOUR = 3_600_000
const DAY = 24 * HOUR
const answerSchema = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  redacted: z.number(),
  rejected: z.array(z.object({ index: z.number(), code: z.string(), message: z.string(), path: z.string() })),
})

let application: TestApplication
let token: string
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
  token = await ingestToken()
})

function post(body: string | Uint8Array, sent: Sent = {}) {
  return POST(ingestRequest(PATH, body, { token, ...sent }), { params: Promise.resolve({}) })
}

async function send(records: unknown[], sent: Sent = {}) {
  const response = await post(JSON.stringify({ records }), sent)
  expect(response.status, await response.clone().text()).toBe(202)
  return answerSchema.parse(await response.json())
}

async function rollups(own: TestApplication, stepMinutes: number) {
  return db().callRollup.findMany({
    where: { applicationID: own.applicationID, stepMinutes },
    orderBy: [{ bucketAt: 'asc' }, { status: 'asc' }],
  })
}

const call = (own: Record<string, unknown> = {}) => sampleCall(application, own)
const rowOf = (callID: string) => db().apiCall.findFirstOrThrow({ where: { callID } })

describe('a batch of calls', () => {
  it('is stored with its route, and the IDs of its path', async () => {
    const answer = await send([
      call({
        callID: 'c-full',
        method: 'post',
        path: '/api/v1/headless/offers/of-1/proceed?x=1',
        status: 409,
        errorCode: 'OFFER_LOCK_CONFLICT',
        idempotencyKey: 'idem-1',
        bodySha256: 'A'.repeat(64),
        journeyID: 'j-9',
        retryAfterMs: 1500.4,
        responseVersion: '9007199254740993',
        durationMs: null,
        somethingElse: { a: 1 },
      }),
    ])
    expect(answer).toEqual({ accepted: 1, duplicates: 0, redacted: 0, rejected: [] })
    expect(await rowOf('c-full')).toMatchObject({
      source: 'batch',
      method: 'POST',
      path: '/api/v1/headless/offers/of-1/proceed',
      route: 'POST /offers/{offerID}/proceed',
      offerID: 'of-1',
      journeyID: 'j-9',
      status: 409,
      durationMs: null,
      retryAfterMs: 1500n,
      bodySha256: 'a'.repeat(64),
      responseVersion: 9007199254740993n,
      authKind: 'session',
      extra: { somethingElse: { a: 1 } },
    })
  })

  it.each([
    ['JSON', 'application/json', false],
    ['gzipped JSON', 'application/json; charset=utf-8', true],
    ['NDJSON', 'application/x-ndjson', false],
    ['gzipped NDJSON', 'application/x-ndjson', true],
  ])('may come as %s', async (_name, type, gzip) => {
    const records = [call(), call()]
    const lines = records.map((record) => JSON.stringify(record)).join('\n')
    const response = await post(type.includes('ndjson') ? `${lines}\n` : JSON.stringify({ records }), { type, gzip })
    expect(await response.json()).toMatchObject({ accepted: 2, rejected: [] })
  })

  it('names each bad record and stores the others', async () => {
    const lines = [
      JSON.stringify(call({ callID: 'c-good-1' })),
      'not json',
      JSON.stringify(call({ caller: null })),
      JSON.stringify(call({ status: 777 })),
      JSON.stringify(call({ environment: 'prod' })),
      JSON.stringify(call({ applicationID: '5f0dc48a-0000-4000-8000-000000000000' })),
      JSON.stringify(call({ auth: { kind: 'magic' } })),
      JSON.stringify(call({ bodySha256: 'xyz' })),
      JSON.stringify(call({ callID: 'a\u0000b' })),
      '17',
      '[[[[]]]]',
      JSON.stringify(call({ callID: 'c-good-2' })),
    ]
    const response = await post(lines.join('\n'), { type: 'application/x-ndjson' })
    const answer = answerSchema.parse(await response.json())
    expect(answer.accepted).toBe(2)
    expect(answer.rejected.map(({ index, code, path }) => [index, code, path])).toEqual([
      [1, 'UNREADABLE', ''],
      [2, 'INVALID', 'caller'],
      [3, 'INVALID', 'status'],
      [4, 'INVALID', 'environment'],
      [5, 'UNKNOWN_APPLICATION', 'applicationID'],
      [6, 'INVALID', 'auth.kind'],
      [7, 'INVALID', 'bodySha256'],
      [8, 'INVALID', 'callID'],
      [9, 'INVALID', ''],
      [10, 'INVALID', ''],
    ])
    expect(answer.rejected.every(({ message }) => message.length > 0)).toBe(true)
  })

  it('refuses a wrong clock for that record, with a code of its own', async () => {
    const now = Date.now()
    const times = [now + DAY, now - 365 * DAY, now - 31 * DAY, now - 29 * DAY, now + 30 * 60_000]
    const answer = await send(times.map((at) => call({ occurredAt: new Date(at).toISOString() })))
    expect(answer.accepted).toBe(2)
    expect(answer.rejected.map(({ index, code, path }) => [index, code, path])).toEqual([
      [0, 'TIME_OUT_OF_RANGE', 'occurredAt'],
      [1, 'TIME_OUT_OF_RANGE', 'occurredAt'],
      [2, 'TIME_OUT_OF_RANGE', 'occurredAt'],
    ])
  })

  it('answers an empty batch', async () => {
    expect(await send([])).toMatchObject({ accepted: 0, duplicates: 0 })
  })

  it('marks its callers, and the journeys that a call may decide on, for detection', async () => {
    await send([call({ caller: 'marked', journeyID: 'j-marked', path: '/api/v1/headless/journeys/j-marked/state' })])
    const queued = await db().detectQueue.findMany({ where: { subjectID: { in: ['marked', 'j-marked'] } } })
    expect(queued.map(({ subjectType }) => subjectType).toSorted()).toEqual(['caller', 'reads'])
    // Both are due at the end of their slot of two seconds.
    const judged = () => detectOnce(new Date()).then(() => db().detectQueue.count())
    await vi.waitFor(async () => expect(await judged()).toBe(0), PATIENT)
  })
})

describe('counting', () => {
  const at = new Date(Math.floor((Date.now() - 2 * DAY) / HOUR) * HOUR)
  const after = (minutes: number) => new Date(at.getTime() + minutes * 60_000).toISOString()

  it('counts the same batch once when it is sent three times at once: rows and rollups', async () => {
    const own = await addTestApplication()
    const records = Array.from({ length: 500 }, (_, index) =>
      sampleCall(own, {
        callID: `same-${index}`,
        occurredAt: after(index % 60),
        status: index % 10 === 0 ? 429 : 200,
        errorCode: index % 10 === 0 ? 'RATE_LIMITED' : null,
        durationMs: index,
        caller: `caller-${index % 7}`,
      }),
    )
    const shuffled = [records, records.toReversed(), records.toSorted((a, b) => (a.caller < b.caller ? -1 : 1))]
    const answers = await Promise.all(shuffled.map((batch) => send(batch)))
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(500)
    expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(1_000)
    expect(await db().apiCall.count({ where: { applicationID: own.applicationID } })).toBe(500)
    for (const step of [5, 60]) {
      const counted = await rollups(own, step)
      expect(counted.reduce((sum, row) => sum + row.calls, 0n)).toBe(500n)
      const limited = counted.filter((row) => row.status === 429)
      expect(limited.reduce((sum, row) => sum + row.calls, 0n)).toBe(50n)
      expect(limited.every((row) => row.errorCode === 'RATE_LIMITED')).toBe(true)
      expect(counted.reduce((sum, row) => sum + row.durationMs, 0n)).toBe((499n * 500n) / 2n)
      expect(counted.reduce((sum, row) => sum + row.to10, 0n)).toBe(11n)
      expect(counted.reduce((sum, row) => sum + row.to500, 0n)).toBe(249n)
    }
  })

  it('counts a repeated call within one batch once', async () => {
    const own = await addTestApplication()
    const record = sampleCall(own, { callID: 'twice' })
    expect(await send([record, record])).toMatchObject({ accepted: 1, duplicates: 1 })
    expect((await rollups(own, 5)).map(({ calls }) => calls)).toEqual([1n])
  })

  it('counts what comes late and out of order in the bucket of its own time', async () => {
    const own = await addTestApplication()
    await send([
      sampleCall(own, { occurredAt: after(61) }),
      sampleCall(own, { occurredAt: after(7), durationMs: null }),
    ])
    await send([sampleCall(own, { occurredAt: after(-1) }), sampleCall(own, { occurredAt: after(4) })])
    await send([sampleCall(own, { occurredAt: new Date(at.getTime() - 25 * DAY).toISOString() })])
    const minutes = (await rollups(own, 5)).map((row) => [(row.bucketAt.getTime() - at.getTime()) / 60_000, row.calls])
    expect(minutes).toEqual([
      [-25 * 24 * 60, 1n],
      [-5, 1n],
      [0, 1n],
      [5, 1n],
      [60, 1n],
    ])
    const hours = (await rollups(own, 60)).map((row) => [(row.bucketAt.getTime() - at.getTime()) / HOUR, row.calls])
    expect(hours).toEqual([
      [-25 * 24, 1n],
      [-1, 1n],
      [0, 2n],
      [1, 1n],
    ])
    expect((await rollups(own, 60)).map((row) => row.timedCalls)).toEqual([1n, 1n, 1n, 1n])
  })

  it('makes the day of a call once, when many bring the first call of that day together', async () => {
    const own = await addTestApplication()
    const days = Array.from({ length: 8 }, (_, index) => new Date(at.getTime() - (10 + index) * DAY).toISOString())
    const batches = Array.from({ length: 12 }, () => days.map((occurredAt) => sampleCall(own, { occurredAt })))
    const answers = await Promise.all(batches.map((batch) => send(batch)))
    expect(answers.every(({ accepted }) => accepted === 8)).toBe(true)
  })

  it('keeps the same call ID of two applications apart', async () => {
    const [one, two] = [await addTestApplication(), await addTestApplication()]
    const records = [one, two].map((own) => sampleCall(own, { callID: 'shared' }))
    expect(await send(records)).toMatchObject({ accepted: 2, duplicates: 0 })
  })

  it('keeps 2,000 callers apart, counts more as other, and keeps every caller in the calls', async () => {
    const own = await addTestApplication()
    const records = Array.from({ length: 2_100 }, (_, index) => sampleCall(own, { caller: `pod-${index}` }))
    await send(records)
    await send([sampleCall(own, { caller: 'pod-late' }), sampleCall(own, { caller: 'pod-0' })])
    const counted = await rollups(own, 60)
    const other = counted.filter((row) => row.caller === 'other').reduce((sum, row) => sum + row.calls, 0n)
    expect(new Set(counted.map((row) => row.caller)).size).toBe(2_001)
    expect(other).toBeGreaterThanOrEqual(101n)
    expect(counted.reduce((sum, row) => sum + row.calls, 0n)).toBe(2_102n)
    expect(await db().apiCall.count({ where: { applicationID: own.applicationID, caller: 'pod-late' } })).toBe(1)
    forgetRollupNames()
    await send([sampleCall(own, { caller: 'pod-new' })])
    const [granted] = await db().rollupName.findMany({ where: { applicationID: own.applicationID, kind: 'caller' } })
    const known = granted?.name ?? ''
    const callsOf = async () => (await rollups(own, 60)).filter((row) => row.caller === known)[0]?.calls ?? 0n
    const before = await callsOf()
    await send([
      sampleCall(own, {
        caller: known,
        occurredAt: counted.find((row) => row.caller === known)?.bucketAt.toISOString(),
      }),
    ])
    expect(await callsOf()).toBe(before + 1n)
  })

  it('does not let IDs, odd paths or error codes explode the rollups', async () => {
    const own = await addTestApplication()
    const records = Array.from({ length: 1_000 }, (_, index) =>
      sampleCall(own, {
        path: `/x/${index}/y${'z'.repeat(index % 20)}q/${index}`,
        status: 400,
        errorCode: `E${index}`,
      }),
    )
    await send(records)
    const counted = await rollups(own, 60)
    expect(new Set(counted.map((row) => row.route)).size).toBeLessThanOrEqual(20)
    expect(new Set(counted.map((row) => row.errorCode)).size).toBe(201)
  })
})

describe('what must not be stored in clear', () => {
  it('is replaced, counted, and still the same from call to call', async () => {
    const answer = await send([
      call({ callID: 'r-0', errorMessage: 'PAN ABCDE1234F of +919876543210 is wrong', extraNote: 'st_extraextra1' }),
      call({ callID: 'r-1', idempotencyKey: 'sk_live_0123456789abcdef', correlationID: 'a9876543210b' }),
      call({ callID: 'r-2', borrowerExternalID: '9876543210' }),
      call({ callID: 'r-3', borrowerExternalID: '+91 98765 43210' }),
      call({ callID: 'r-4', path: '/api/v1/headless/journeys/st_abcdefghijk/state' }),
      call({ callID: 'r-5', auth: { kind: 'session', environment: 'live', fingerprint: 'st_rawrawraw' } }),
      call({ callID: 'r-6', bodySha256: '9'.repeat(64), auth: { kind: 'api_key', fingerprint: '919876543210' } }),
    ])
    expect(answer).toMatchObject({ accepted: 7, redacted: 6, rejected: [] })
    const stored = await db().apiCall.findMany({ where: { callID: { startsWith: 'r-' } }, orderBy: { callID: 'asc' } })
    const text = JSON.stringify(stored, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
    for (const secret of ['ABCDE1234F', '98765 43210', 'sk_live', 'st_abc', 'st_raw', 'st_extra', '+919876543210']) {
      expect(text).not.toContain(secret)
    }
    expect(stored[1]).toMatchObject({ correlationID: 'a9876543210b' })
    expect(stored[2]?.borrowerExternalID).toMatch(/^\[redacted:mobile:[0-9a-f]{12}\]$/)
    expect(stored[3]?.borrowerExternalID).toBe(stored[2]?.borrowerExternalID)
    expect(stored[4]).toMatchObject({ route: 'GET /journeys/{journeyID}/state' })
    const fingerprint = createHash('sha256').update('st_rawrawraw').digest('hex').slice(0, 12)
    expect(stored[5]).toMatchObject({ authFingerprint: fingerprint })
    expect(stored[6]).toMatchObject({ bodySha256: '9'.repeat(64), authFingerprint: '919876543210' })
  })
})

describe('who may send, and how much', () => {
  it('refuses no token, a wrong one, and one without the scope', async () => {
    const body = JSON.stringify({ records: [call()] })
    expect((await post(body, { token: null })).status).toBe(401)
    expect((await post(body, { token: 'jd_wrong' })).status).toBe(401)
    const reader = await insertToken({ name: 'r', scopes: ['read'], applicationID: null, createdBy: 'test' })
    expect((await post(body, { token: reader.token })).status).toBe(403)
  })

  it('refuses a token of another application, and stores nothing', async () => {
    const other = await addTestApplication()
    const foreign = await ingestToken(other.applicationID)
    const body = JSON.stringify({ records: [sampleCall(other), call({ callID: 'c-foreign' })] })
    expect((await post(body, { token: foreign })).status).toBe(403)
    expect(await db().apiCall.count({ where: { applicationID: other.applicationID } })).toBe(0)
  })

  it('refuses too many records, too many bytes, and a gzip bomb', async () => {
    const many = JSON.stringify({ records: Array.from({ length: 5_001 }, () => ({})) })
    expect((await post(many)).status).toBe(413)
    expect((await post(' '.repeat(8 * 1024 * 1024 + 1))).status).toBe(413)
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 'a'))
    const before = process.memoryUsage().rss
    const request = ingestRequest(PATH, '', { token })
    const headers = new Headers(request.headers)
    headers.set('content-encoding', 'gzip')
    const sent = new Request(request.url, { method: 'POST', headers, body: new Uint8Array(bomb) })
    expect((await POST(sent, { params: Promise.resolve({}) })).status).toBe(413)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it('stops reading an endless stream, and holds nothing of it', async () => {
    let sent = 0
    const line = new TextEncoder().encode(`${JSON.stringify(call())}\n`.repeat(1_000))
    const body = new ReadableStream({
      pull(controller) {
        sent += line.byteLength
        controller.enqueue(line)
      },
    })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' }
    const request = new Request(`http://localhost${PATH}`, init)
    expect((await POST(request, { params: Promise.resolve({}) })).status).toBe(413)
    expect(sent).toBeLessThan(10 * 1024 * 1024)
    expect(heldBytes()).toBe(0)
  })

  it.each([
    ['not JSON', '{', 'application/json', false, 400],
    ['no records', '{}', 'application/json', false, 400],
    ['another type', 'a', 'text/plain', false, 415],
    ['no gzip', '{}', 'application/json', null, 400],
  ])('names what is wrong with a body: %s', async (_name, body, type, gzip, status) => {
    const request = ingestRequest(PATH, body, { token, type })
    if (gzip === null) request.headers.set('content-encoding', 'gzip')
    const response = await POST(request, { params: Promise.resolve({}) })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
  })

  it('tells a token that sends too fast when to go on', async () => {
    const hasty = await ingestToken()
    await putSetting({ applicationID: null, key: 'ingest.requestsPerMinute', value: 6, updatedBy: 'test' })
    forgetSettings()
    const body = JSON.stringify({ records: [] })
    expect((await post(body, { token: hasty })).status).toBe(202)
    const refused = await post(body, { token: hasty })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(9)
    await db().setting.deleteMany({ where: { key: 'ingest.requestsPerMinute' } })
    forgetSettings()
  })
})

describe('reading calls for detection', () => {
  const window = { from: new Date(Date.now() - DAY), to: new Date(Date.now() + HOUR) }

  it('gives a caller’s, a journey’s, a borrower’s and a key’s calls, oldest first', async () => {
    const own = await addTestApplication()
    await db().offer.create({
      data: {
        applicationID: own.applicationID,
        offerID: 'of-7',
        journeyID: 'j-7',
        version: 1n,
        firstSeenAt: new Date(),
      },
    })
    const when = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
    const issued = { sessionFingerprint: 'b'.repeat(12), sessionExpiresAt: when(-30), refreshFingerprint: null }
    await send([
      sampleCall(own, { callID: 'l-2', occurredAt: when(2), path: '/api/v1/headless/offers/of-7/steps' }),
      sampleCall(own, { callID: 'l-3', occurredAt: when(3), path: '/api/v1/headless/journeys/j-7/state' }),
      sampleCall(own, {
        callID: 'l-1',
        occurredAt: when(1),
        caller: 'back-end',
        method: 'POST',
        path: '/api/v1/headless/sessions',
        borrowerExternalID: 'CUST_7',
        auth: { kind: 'api_key', environment: 'live', fingerprint: 'c'.repeat(12) },
        issued: { ...issued, environment: 'live' },
      }),
    ])
    const ids = async (calls: Promise<{ callID: string }[]>) => (await calls).map(({ callID }) => callID)
    expect(await ids(loadCallerCalls(own.applicationID, 'borrower-app', window))).toEqual(['l-3', 'l-2'])
    expect(await ids(loadCallerCalls(own.applicationID, 'borrower-app', { ...window, limit: 1 }))).toEqual(['l-2'])
    expect(await ids(loadJourneyCalls(own.applicationID, 'j-7', window))).toEqual(['l-3', 'l-2'])
    expect(await ids(loadIssues(own.applicationID, ['CUST_7'], window))).toEqual(['l-1'])
    const [use] = await loadKeyUses(own.applicationID, ['c'.repeat(12)], window)
    expect(use).toMatchObject({
      route: 'POST /sessions',
      auth: { kind: 'api_key', environment: 'live', fingerprint: 'c'.repeat(12) },
      issued: { sessionFingerprint: 'b'.repeat(12), sessionExpiresAt: expect.any(Date), environment: 'live' },
    })
  })
})
