import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { GET, POST } from '@/app/api/v1/lookup/route'
import { addApplication } from '@/lib/commands/add-application'
import { createToken } from '@/lib/commands/create-token'
import type { AaFacts, JourneySnapshot, OfferFacts } from '@/lib/domain/snapshot'
import { insertApiCalls } from '@/lib/store/api-calls'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { db } from '@/lib/store/client'
import { summariseCallIDs } from '@/lib/store/lookup-summaries'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'
import { draftedCall } from '@/tests/support/drafted-call'
import { aa, offer, snapshot } from '@/tests/support/journeys'
import { runSQL } from '@/tests/support/sql'

const cli = { kind: 'system', name: 'cli' } as const
const A = randomUUID()
const B = randomUUID()
const NOW = new Date()
const deliveryID = randomUUID()
const strayID = randomUUID()
const findingID = randomUUID()
const tokens = { all: '', onlyB: '', ingest: '' }
let databaseURL: string

const journey = (journeyID: string, more: Partial<JourneySnapshot> = {}): JourneySnapshot =>
  snapshot('OFFERS_PENDING', new Date(NOW.getTime() - 30 * 60_000), {
    applicationID: A,
    journeyID,
    borrowerExternalID: `CUST_${journeyID}`,
    eventKey: randomUUID(),
    ...more,
  })

const withAa = (offerID: string, session: Partial<AaFacts>): OfferFacts =>
  offer(offerID, { aa: aa('IN_PROGRESS', session) })

beforeAll(async () => {
  databaseURL = (await createTestDatabase()).url
  const shared = { tenantID: randomUUID(), baseURL: 'https://p.example' }
  await addApplication(cli, { ...shared, name: 'First', applicationID: A, environment: 'live' })
  await addApplication(cli, { ...shared, name: 'Second', applicationID: B, environment: 'test' })
  tokens.all = (await createToken(cli, { name: 'all', scopes: ['read'], applicationID: null })).token
  tokens.onlyB = (await createToken(cli, { name: 'b', scopes: ['read'], applicationID: B })).token
  tokens.ingest = (await createToken(cli, { name: 'i', scopes: ['ingest'], applicationID: null })).token
  const profile = { contactNumber: '+91 98765 04321', pan: 'ABCPE1234F', panName: 'Asha Somebody' }
  await applySnapshots({
    snapshots: [
      journey('j-first', { offers: [withAa('of-1', { aaSessionID: 'aa-1' })] }),
      journey('j-shared'),
      journey('j-shared', { applicationID: B }),
      journey('j-second', { borrowerExternalID: 'CUST_j-first' }),
    ],
    profiles: [{ applicationID: A, borrowerExternalID: 'CUST_j-first', sequence: 1n, profile }],
  })
  await insertDelivery(A, deliveryID, { eventID: 'evt-1', reportedDeliveryID: 'rep-1', journeyIDs: ['j-first'] })
  await insertDelivery(A, randomUUID(), { eventID: 'evt-1', reportedDeliveryID: null, journeyIDs: ['j-first'] })
  await insertDelivery(NIL_APPLICATION, strayID, { eventID: 'evt-stray', reportedDeliveryID: null, journeyIDs: [] })
  await insertFinding()
  await insertApiCalls([
    draftedCall(A, NOW, { callID: 'call-1', requestID: 'req-1', correlationID: 'cor-1', journeyID: 'j-first' }),
    draftedCall(A, new Date(NOW.getTime() - 1_000), {
      requestID: 'req-2',
      correlationID: 'cor-1',
      journeyID: 'j-first',
    }),
    draftedCall(A, NOW, { callID: 'call-3', requestID: 'req-3', correlationID: null, journeyID: null, status: 401 }),
  ])
})

async function insertDelivery(
  applicationID: string,
  id: string,
  { journeyIDs, ...ids }: { eventID: string; reportedDeliveryID: string | null; journeyIDs: string[] },
) {
  await db().webhookDelivery.create({
    data: {
      ...ids,
      applicationID,
      id,
      journeyIDs,
      receivedAt: NOW,
      source: 'receiver',
      verdict: 'verified',
      processing: 'applied',
      headers: {},
      bodySize: 2,
    },
  })
}

async function insertFinding() {
  await db().finding.create({
    data: {
      applicationID: A,
      findingID,
      fingerprint: findingID,
      condition: 'offers-pending',
      cause: 'aa-required',
      confidence: 0.9,
      severity: 'high',
      status: 'open',
      subjectType: 'journey',
      subjectID: 'j-first',
      environment: 'live',
      firstSeenAt: NOW,
      lastSeenAt: NOW,
      occurrences: 1,
      episodes: [],
      summary: 'AA is required',
      rejectedCauses: [],
    },
  })
}

const answer = z.object({
  data: z.array(
    z.looseObject({
      kind: z.string(),
      id: z.string(),
      href: z.string(),
      count: z.number(),
      matchedBy: z.string(),
      applicationID: z.string().nullable(),
      journey: z.looseObject({ journeyID: z.string(), verdict: z.string() }).nullable(),
    }),
  ),
})

async function find(q: string, token = tokens.all) {
  const response = await call(GET, `/api/v1/lookup?q=${encodeURIComponent(q)}`, { token })
  expect(response.status, await response.clone().text()).toBe(200)
  return answer.parse(await response.json()).data
}

describe('an ID is looked up and leads', () => {
  const page = `/journeys/j-first?applicationID=${A}`

  it.each([
    ['journey', 'j-first', page],
    ['offer', 'of-1', page],
    ['aa_session', 'aa-1', page],
    ['request', 'req-1', page],
    ['correlation', 'cor-1', page],
    ['call', 'call-1', page],
    ['delivery', deliveryID, `/webhooks/${deliveryID}`],
    ['delivery', deliveryID.toUpperCase(), `/webhooks/${deliveryID}`],
    ['delivery', 'rep-1', `/webhooks/${deliveryID}`],
    ['finding', findingID, `/findings/${findingID}`],
  ])('a %s %s', async (kind, id, href) => {
    expect(await find(id)).toMatchObject([{ kind, href, applicationID: A, journey: { journeyID: 'j-first' } }])
  })

  it('an event to its deliveries, told once however often it was sent', async () => {
    const [hit, ...others] = await find('evt-1')
    expect(others).toEqual([])
    expect(hit).toMatchObject({ kind: 'event', count: 2, journey: { journeyID: 'j-first' } })
    expect(hit?.href).toMatch(/^\/webhooks\//)
  })

  it('a borrower to each of their journeys', async () => {
    const hits = await find('CUST_j-first')
    expect(hits.map((hit) => [hit.kind, hit.journey?.journeyID]).sort()).toEqual([
      ['borrower', 'j-first'],
      ['borrower', 'j-second'],
    ])
  })

  it('a correlation to one place, with how many calls carried it', async () => {
    expect(await find('cor-1')).toMatchObject([{ kind: 'correlation', count: 2 }])
  })

  it('a call without a journey to the calls of its caller around its time', async () => {
    const [hit] = await find('req-3')
    const url = new URL(hit?.href ?? '', 'http://desk')
    expect(url.pathname).toBe('/errors')
    expect(url.searchParams.get('caller')).toBe('borrower-app')
  })

  it('nowhere, when nothing has it', async () => {
    expect(await find('nothing-has-this-1')).toEqual([])
  })

  it('from what it was pasted with', async () => {
    expect(await find(' "j-first", ')).toMatchObject([{ kind: 'journey', id: 'j-first' }])
  })

  it('to the same hits before and after its calls were summarised', async () => {
    await summariseCallIDs()
    expect(await find('req-2')).toMatchObject([{ kind: 'request', journey: { journeyID: 'j-first' } }])
  })
})

describe('a journey that is looked up', () => {
  it('says its verdict in one sentence', async () => {
    const [hit] = await find('j-first')
    expect(hit?.journey?.verdict).toMatch(/^OFFERS_PENDING for 30 min: .+ move\. Cause: AA required\.$/)
  })
})

describe('a borrower is found by', () => {
  it.each([
    ['mobile', '9876504321'],
    ['mobile', '+91 98765 04321'],
    ['pan', 'abcpe1234f'],
  ])('%s, without the value in the answer', async (matchedBy, q) => {
    const response = await call(POST, '/api/v1/lookup', { token: tokens.all, method: 'POST', body: { q } })
    const text = await response.text()
    expect(text).not.toMatch(/98765|ABCPE|Asha/i)
    const { data } = answer.parse(JSON.parse(text))
    expect(data.map((hit) => [hit.kind, hit.id, hit.matchedBy, hit.journey?.journeyID]).sort()).toEqual([
      ['borrower', 'CUST_j-first', matchedBy, 'j-first'],
      ['borrower', 'CUST_j-first', matchedBy, 'j-second'],
    ])
  })
})

describe('what a lookup may see', () => {
  it('is every application that holds the ID, each named', async () => {
    const hits = await find('j-shared')
    expect(hits.map((hit) => hit.applicationID).sort()).toEqual([A, B].sort())
    expect(new Set(hits.map((hit) => hit.href)).size).toBe(2)
  })

  it.each(['j-first', 'CUST_j-first', 'of-1', 'aa-1', 'evt-1', 'rep-1', 'req-1', 'cor-1', 'call-1', '9876504321'])(
    'is nothing of another application: %s',
    async (id) => expect(await find(id, tokens.onlyB)).toEqual([]),
  )

  it('is nothing that names no application, for a token of one', async () => {
    expect(await find('evt-stray')).toMatchObject([{ kind: 'event', applicationID: null }])
    expect(await find('evt-stray', tokens.onlyB)).toEqual([])
    expect(await find(strayID, tokens.onlyB)).toEqual([])
  })

  it('is refused without the scope read, for another application, and without a question', async () => {
    const path = '/api/v1/lookup?q=j-first'
    expect(await refusal(call(GET, path, { token: tokens.ingest }))).toMatchObject({ status: 403 })
    expect(await refusal(call(GET, `${path}&applicationID=${A}`, { token: tokens.onlyB }))).toMatchObject({
      status: 403,
    })
    const empty = await refusal(call(GET, '/api/v1/lookup', { token: tokens.all }))
    expect(empty).toMatchObject({ status: 400, message: expect.stringContaining('must be one ID') })
    expect(await refusal(call(GET, `/api/v1/lookup?q=${'x'.repeat(201)}`, { token: tokens.all }))).toMatchObject({
      status: 400,
    })
  })
})

it('reads calls through the Bloom filters alone', async () => {
  await runSQL(
    databaseURL,
    `INSERT INTO api_call (application_id, occurred_at, call_id, source, environment, caller, method, path, route, status, request_id)
     SELECT $1::uuid, $2::timestamptz, g::text, 'batch', 'live', 'c', 'GET', '/', 'GET /', 200, md5(g::text) FROM generate_series(1, 20000) g`,
    [A, NOW.toISOString()],
  )
  await summariseCallIDs()
  expect(await find('c4ca4238a0b923820dcc509a6f75849b')).toMatchObject([{ kind: 'request' }])
  const client = new pg.Client({ connectionString: databaseURL })
  await client.connect()
  await client.query('SET enable_seqscan = off; SET enable_indexscan = off')
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT call_id FROM api_call WHERE application_id::text = ANY(ARRAY['${A}']) AND request_id = ANY('{x}'::text[])`,
  )
  await client.end()
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  const today = `api_call_${NOW.toISOString().slice(0, 10).replaceAll('-', '')}`
  expect(plan).toContain(`Bitmap Index Scan on ${today}_request_id_idx`)
  expect(plan).not.toContain('Seq Scan')
})
