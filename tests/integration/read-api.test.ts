import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { GET as listDeliveries } from '@/app/api/v1/deliveries/route'
import { GET as readDelivery } from '@/app/api/v1/deliveries/[deliveryID]/route'
import { GET as readFinding, PATCH as patchFinding } from '@/app/api/v1/findings/[findingID]/route'
import { GET as listFindings } from '@/app/api/v1/findings/route'
import { GET as listJourneys } from '@/app/api/v1/journeys/route'
import { GET as readJourney } from '@/app/api/v1/journeys/[journeyID]/route'
import { GET as readOpenAPI } from '@/app/api/v1/openapi.json/route'
import { addApplication } from '@/lib/commands/add-application'
import { createToken } from '@/lib/commands/create-token'
import type { TokenScope } from '@/lib/domain/vocabulary'
import type { RouteHandler } from '@/lib/http/route'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { wakeSnoozedFindings } from '@/lib/store/findings-triage'
import { call as callRoute, page, refusal, rows as readRows } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'

const cli = { kind: 'system', name: 'cli' } as const
const A = randomUUID()
const B = randomUUID()
const tokens: Record<'all' | 'onlyA' | 'ingest' | 'triageOnly', string> = {
  all: '',
  onlyA: '',
  ingest: '',
  triageOnly: '',
}

beforeAll(async () => {
  await createTestDatabase()
  for (const [applicationID, name] of [
    [A, 'First'],
    [B, 'Second'],
  ] as const) {
    const environment = applicationID === A ? 'live' : 'test'
    await addApplication(cli, {
      name,
      tenantID: randomUUID(),
      applicationID,
      environment,
      baseURL: 'https://p.example',
    })
  }
  const make = async (scopes: TokenScope[], applicationID: string | null = null) =>
    (await createToken(cli, { name: 'test', scopes, applicationID })).token
  tokens.all = await make(['read', 'triage'])
  tokens.onlyA = await make(['read', 'triage'], A)
  tokens.ingest = await make(['ingest'])
  tokens.triageOnly = await make(['triage'])
})

const call: typeof callRoute = (handler, path, more = {}) => callRoute(handler, path, { token: tokens.all, ...more })
const rows: typeof readRows = (handler, path, more = {}) => readRows(handler, path, { token: tokens.all, ...more })

async function insertFinding(applicationID: string, more: Record<string, unknown> = {}) {
  const findingID = randomUUID()
  const at = new Date('2026-03-05T10:00:00Z')
  await db().finding.create({
    data: {
      applicationID,
      findingID,
      fingerprint: findingID,
      condition: 'offers-pending',
      cause: 'aa-required',
      confidence: 0.9,
      severity: 'high',
      status: 'open',
      subjectType: 'journey',
      subjectID: 'j-1',
      environment: 'live',
      firstSeenAt: at,
      lastSeenAt: at,
      occurrences: 1,
      episodes: [],
      summary: 'AA is required',
      rejectedCauses: [{ cause: 'x', why: 'y' }],
      ...more,
    },
  })
  await db().findingEvidence.createMany({
    data: [1, 0].map((position) => ({
      applicationID,
      findingID,
      position,
      kind: 'status',
      summary: `row ${position}`,
    })),
  })
  return findingID
}

async function insertDelivery(applicationID: string, more: Record<string, unknown> = {}) {
  const id = randomUUID()
  await db().webhookDelivery.create({
    data: {
      applicationID,
      id,
      receivedAt: new Date(),
      source: 'receiver',
      verdict: 'verified',
      processing: 'applied',
      headers: { 'x-al-event-id': 'evt_1' },
      bodySize: 12,
      journeyIDs: ['j-1'],
      sequence: 9007199254740993n,
      ...more,
    },
  })
  return id
}

describe('findings', () => {
  it('come in pages, those seen last first, and no row twice', async () => {
    const same = new Date('2026-03-06T10:00:00Z')
    const ids = await Promise.all(
      [A, B, A, B, A].map((app) => insertFinding(app, { lastSeenAt: same, cause: 'lender-dispatch-in-flight' })),
    )
    const query = '/api/v1/findings?cause=lender-dispatch-in-flight&limit=2'
    const seen: unknown[] = []
    let cursor: string | null = null
    do {
      const answer: z.infer<typeof page> = await rows(listFindings, query + (cursor ? `&cursor=${cursor}` : ''))
      expect(answer.data.length).toBeLessThanOrEqual(2)
      seen.push(...answer.data.map((row) => row.id))
      cursor = answer.nextCursor
    } while (cursor)
    expect(seen).toEqual([...ids].sort().reverse())
  })

  it('are filtered by each parameter of the contract', async () => {
    const id = await insertFinding(B, {
      condition: 'rate-limited',
      cause: 'missing-backoff',
      status: 'acknowledged',
      subjectType: 'caller',
      subjectID: 'borrower-app',
      environment: 'test',
    })
    for (const filter of [
      'condition=rate-limited',
      'cause=missing-backoff',
      'status=acknowledged',
      'subjectType=caller',
      'subjectID=borrower-app',
      'environment=test',
      'status=acknowledged,snoozed',
      'status=snoozed&status=acknowledged',
    ]) {
      expect(
        (await rows(listFindings, `/api/v1/findings?${filter}`)).data.map((row) => row.id),
        filter,
      ).toEqual([id])
    }
    expect((await rows(listFindings, `/api/v1/findings?cause=missing-backoff&applicationID=${A}`)).data).toEqual([])
    expect((await rows(listFindings, `/api/v1/findings?cause=missing-backoff&applicationID=${B}`)).data).toHaveLength(1)
  })

  it('have the shape of the contract', async () => {
    const findingID = await insertFinding(A, { subjectDetail: { route: 'GET /x' } })
    const response = await call(readFinding, `/api/v1/findings/${findingID}`, { params: { findingID } })
    expect(response.headers.get('etag')).toBe('"1"')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      id: findingID,
      condition: 'offers-pending',
      cause: 'aa-required',
      confidence: 0.9,
      severity: 'high',
      status: 'open',
      subject: { type: 'journey', id: 'j-1', detail: { route: 'GET /x' } },
      environment: 'live',
      applicationID: A,
      firstSeenAt: '2026-03-05T10:00:00.000Z',
      lastSeenAt: '2026-03-05T10:00:00.000Z',
      occurrences: 1,
      summary: 'AA is required',
      evidence: [0, 1].map((position) => ({ kind: 'status', at: null, summary: `row ${position}`, ref: null })),
      rejectedCauses: [{ cause: 'x', why: 'y' }],
      guidance: '/guidance/offers-pending#aa-required',
      regressed: false,
      assignee: null,
      snoozeUntil: null,
      snoozeUntilWorse: null,
      note: null,
      resolvedAt: null,
      resolvedBy: null,
      revision: 1,
      incidentID: null,
      incidentIDs: [],
      children: 0,
    })
  })

  it('are changed once at the revision that If-Match names, and audited', async () => {
    const findingID = await insertFinding(A)
    const patch = (body: unknown, etag: string | null, token = tokens.triageOnly) =>
      call(patchFinding, `/api/v1/findings/${findingID}`, {
        params: { findingID },
        method: 'PATCH',
        body,
        token,
        headers: etag ? { 'if-match': etag } : {},
      })
    const first = await patch(
      { status: 'acknowledged', assignee: 'ops@desk.example', note: 'called the lender' },
      '"1"',
    )
    expect(first.status, await first.clone().text()).toBe(200)
    expect(first.headers.get('etag')).toBe('"2"')
    expect(await first.json()).toMatchObject({
      status: 'acknowledged',
      assignee: 'ops@desk.example',
      note: 'called the lender',
      revision: 2,
    })
    expect(await refusal(patch({ status: 'resolved' }, '"1"'))).toMatchObject({
      status: 412,
      code: 'PRECONDITION_FAILED',
    })
    const second = await patch({ status: 'resolved' }, null)
    expect(await second.json()).toMatchObject({
      status: 'resolved',
      resolvedBy: 'token:test',
      revision: 3,
      note: 'called the lender',
    })
    const third = await patch({ status: 'open' }, '*')
    expect(await third.json()).toMatchObject({ status: 'open', resolvedBy: null, resolvedAt: null })
    const audit = await db().auditEntry.findMany({
      where: { subject: findingID },
      select: { action: true, actor: true, applicationID: true },
    })
    expect(audit).toEqual(Array(3).fill({ action: 'update.finding', actor: 'token:test', applicationID: A }))
  })

  it('are snoozed until a time in the future only', async () => {
    const findingID = await insertFinding(A)
    const patch = (body: unknown) => call(patchFinding, '/', { params: { findingID }, method: 'PATCH', body })
    for (const body of [
      { status: 'snoozed' },
      { snoozeUntil: '2020-01-01T00:00:00Z' },
      { status: 'open', snoozeUntil: '2099-01-01T00:00:00Z' },
      { snoozeUntil: 'tomorrow' },
      {},
      { state: 'open' },
      { status: 'gone' },
      { note: 7 },
      [],
      null,
      { note: 'a\u0000b' },
    ]) {
      expect(await refusal(patch(body)), JSON.stringify(body)).toMatchObject({ status: 400, code: 'BAD_REQUEST' })
    }
    const answer = await patch({ snoozeUntil: '2099-01-01T05:30:00+05:30' })
    expect(await answer.json()).toMatchObject({ status: 'snoozed', snoozeUntil: '2099-01-01T00:00:00.000Z' })
  })

  it('are open again once their snooze has run out', async () => {
    const past = await insertFinding(A, { status: 'snoozed', snoozeUntil: new Date(Date.now() - 1_000) })
    const later = await insertFinding(A, { status: 'snoozed', snoozeUntil: new Date(Date.now() + 60_000) })
    expect(await wakeSnoozedFindings(new Date())).toBe(1)
    const states = await db().finding.findMany({
      where: { findingID: { in: [past, later] } },
      select: { findingID: true, status: true, revision: true },
    })
    expect(states).toContainEqual({ findingID: past, status: 'open', revision: 2 })
    expect(states).toContainEqual({ findingID: later, status: 'snoozed', revision: 1 })
  })

  it('change once when two people change them at the same moment with the same ETag', async () => {
    const findingID = await insertFinding(A)
    const patch = () =>
      call(patchFinding, '/', {
        params: { findingID },
        method: 'PATCH',
        body: { status: 'acknowledged' },
        headers: { 'if-match': '"1"' },
      })
    const statuses = (await Promise.all([patch(), patch(), patch()])).map((response) => response.status)
    expect(statuses.sort()).toEqual([200, 412, 412])
  })
})

describe('deliveries', () => {
  it('are listed newest first with the filters of the contract, unknown applications too', async () => {
    const day = 24 * 3600 * 1000
    const old = await insertDelivery(A, {
      receivedAt: new Date(Date.now() - 3 * day),
      verdict: 'signature-mismatch',
      cause: 'wrong-secret',
    })
    const unknown = await insertDelivery(NIL_APPLICATION, {
      verdict: 'unknown-application',
      receivedAt: new Date(Date.now() - day),
    })
    const fresh = await insertDelivery(B)
    const ids = async (query: string, token = tokens.all) =>
      (await rows(listDeliveries, `/api/v1/deliveries?${query}`, { token })).data.map((row) => row.id)
    expect(await ids('')).toEqual([fresh, unknown, old])
    expect(await ids('', tokens.onlyA)).toEqual([old])
    expect(await ids('verdict=signature-mismatch')).toEqual([old])
    expect(await ids('verdict=signature-mismatch,unknown-application')).toEqual([unknown, old])
    expect(await ids('cause=wrong-secret')).toEqual([old])
    expect(await ids(`applicationID=${B}`)).toEqual([fresh])
    const from = new Date(Date.now() - 2 * day).toISOString()
    expect(await ids(`from=${from}`)).toEqual([fresh, unknown])
    expect(await ids(`to=${from}`)).toEqual([old])
    const first = await rows(listDeliveries, '/api/v1/deliveries?limit=2')
    expect(first.data.map((row) => row.id)).toEqual([fresh, unknown])
    expect(first.data[1]).toMatchObject({ applicationID: null })
    expect(await ids(`limit=2&cursor=${first.nextCursor}`)).toEqual([old])
  })

  it('are found by our ID and by the reported one, with sequences as decimal strings', async () => {
    const reportedDeliveryID = 'del_one'
    const id = await insertDelivery(A, { reportedDeliveryID, source: 'reported' })
    for (const deliveryID of [id, id.toUpperCase(), reportedDeliveryID]) {
      const response = await call(readDelivery, '/', { params: { deliveryID } })
      expect(await response.json()).toMatchObject({
        id,
        deliveryID: reportedDeliveryID,
        sequence: '9007199254740993',
        forensics: null,
        journeyIDs: ['j-1'],
      })
    }
  })

  it('answer 409 where two applications report the same ID, until one is named', async () => {
    const params = { deliveryID: 'del_shared' }
    await insertDelivery(A, { reportedDeliveryID: params.deliveryID })
    const ofB = await insertDelivery(B, { reportedDeliveryID: params.deliveryID })
    expect(await refusal(call(readDelivery, '/', { params }))).toMatchObject({ status: 409, code: 'AMBIGUOUS' })
    const named = await call(readDelivery, `/?applicationID=${B}`, { params })
    expect(await named.json()).toMatchObject({ id: ofB })
    const narrowed = await call(readDelivery, '/', { params, token: tokens.onlyA })
    expect(await narrowed.json()).toMatchObject({ applicationID: A })
  })
})

describe('rights', () => {
  const handlers: [string, RouteHandler, Record<string, string>][] = [
    ['findings', listFindings, {}],
    ['finding', readFinding, { findingID: randomUUID() }],
    ['deliveries', listDeliveries, {}],
    ['delivery', readDelivery, { deliveryID: 'x' }],
    ['journeys', listJourneys, {}],
    ['journey', readJourney, { journeyID: 'x' }],
    ['openapi', readOpenAPI, {}],
  ]

  it.each(handlers)(
    '%s: 401 without a token or with one that is not ours, 403 without the scope',
    async (_name, handler, params) => {
      for (const token of [null, 'jd_nobody', 'x', 'eyJhbGciOiJkaXIifQ..a.b.c']) {
        const refused = await call(handler, '/', { params, token })
        expect(refused.headers.get('www-authenticate')).toBe('Bearer')
        expect(await refusal(refused)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
      }
      expect(await refusal(call(handler, '/', { params, token: tokens.ingest }))).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      })
    },
  )

  it.each(handlers.slice(0, 6))(
    '%s: a token of one application sees nothing of another',
    async (_name, handler, params) => {
      expect(await refusal(call(handler, `/?applicationID=${B}`, { params, token: tokens.onlyA }))).toMatchObject({
        status: 403,
      })
    },
  )

  it('a finding of another application does not exist for a token', async () => {
    const findingID = await insertFinding(B)
    const call1 = call(readFinding, '/', { params: { findingID }, token: tokens.onlyA })
    expect(await refusal(call1)).toMatchObject({ status: 404 })
    const call2 = call(patchFinding, '/', {
      params: { findingID },
      token: tokens.onlyA,
      method: 'PATCH',
      body: { status: 'resolved' },
    })
    expect(await refusal(call2)).toMatchObject({ status: 404 })
  })

  it('reading does not let anybody triage', async () => {
    const { token } = await createToken(cli, { name: 'reader', scopes: ['read'] })
    const refused = call(patchFinding, '/', {
      params: { findingID: randomUUID() },
      token,
      method: 'PATCH',
      body: { status: 'open' },
    })
    expect(await refusal(refused)).toMatchObject({ status: 403 })
  })
})
