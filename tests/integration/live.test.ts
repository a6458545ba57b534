import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { GET } from '@/app/api/v1/live/route'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { disableUser } from '@/lib/commands/disable-user'
import { revokeToken } from '@/lib/commands/revoke-token'
import type { LiveWatch } from '@/lib/domain/live'
import { LiveHub, type LiveMessage } from '@/lib/query/live-hub'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { readChanges } from '@/lib/store/change-counter'
import { db } from '@/lib/store/client'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'
import { snapshot } from '@/tests/support/journeys'
import { PATIENT } from '@/tests/support/patience'
import { runSQL } from '@/tests/support/sql'

const cli: Principal = { kind: 'system', name: 'cli' }
const A = randomUUID()
let url: string
let tokenID: string
let token: string
let ingestToken: string

beforeAll(async () => {
  url = (await createTestDatabase()).url
  const shared = { name: 'First', tenantID: randomUUID(), baseURL: 'https://p.example' }
  await addApplication(cli, { ...shared, applicationID: A, environment: 'live' })
  ;({ tokenID, token } = await createToken(cli, { name: 'read', scopes: ['read'], applicationID: null }))
  ingestToken = (await createToken(cli, { name: 'ingest', scopes: ['ingest'], applicationID: null })).token
  await arrive('j-one')
  await arrive('j-two')
})

let minute = 0
const arrive = (journeyID: string) => {
  minute += 1
  const at = new Date(Date.UTC(2026, 2, 5, 10, minute))
  const own = { applicationID: A, journeyID, eventKey: randomUUID() }
  return applySnapshots({ snapshots: [snapshot('STARTED', at, own)], profiles: [] })
}

const quickHub = () => new LiveHub({ pollMs: 60, holdersMs: 300, tellMs: 100 })
const leaving: (() => void)[] = []
afterEach(() => leaving.splice(0).forEach((leave) => leave()))

/** A page on a poller of its own; `told` is what it was told after the greeting. */
async function look(watch: Partial<LiveWatch>, hub = quickHub(), holderID = tokenID) {
  const messages: LiveMessage[] = []
  const seen = { told: () => messages.slice(1).flatMap(({ changed }) => changed), ended: false }
  leaving.push(
    hub.join({
      holderID,
      scope: null,
      watch: { topics: [], journeyID: null, ...watch },
      tell: (message) => messages.push(message),
      end: () => (seen.ended = true),
    }),
  )
  await vi.waitFor(() => expect(messages.length + Number(seen.ended)).toBeGreaterThan(0), PATIENT)
  return seen
}

describe('an open page', () => {
  it('is told of what it watches, and of nothing else', async () => {
    const hub = quickHub()
    const journeys = await look({ topics: ['journeys'] }, hub)
    const calls = await look({ topics: ['calls'] }, hub)
    await arrive('j-three')
    await vi.waitFor(() => expect(journeys.told()).toContain('journeys'), PATIENT)
    expect(calls.told()).toEqual([])
  })

  it('of a journey is told of that journey alone', async () => {
    const hub = quickHub()
    const one = await look({ journeyID: 'j-one' }, hub)
    const two = await look({ journeyID: 'j-two' }, hub)
    await arrive('j-two')
    await vi.waitFor(() => expect(two.told()).toEqual(['journey']), PATIENT)
    expect(one.told()).toEqual([])
  })

  it('is told again once a change that it was told of too early is there', async () => {
    const page = await look({ topics: ['journeys'] })
    const writer = new pg.Client({ connectionString: url })
    await writer.connect()
    await writer.query('BEGIN')
    await writer.query("UPDATE journey SET lender = 'Konkan' WHERE journey_id = 'j-one'")
    await vi.waitFor(() => expect(page.told()).toEqual(['journeys']), PATIENT)
    await writer.query('COMMIT')
    await writer.end()
    await vi.waitFor(() => expect(page.told()).toEqual(['journeys', 'journeys']), PATIENT)
  })
})

describe('the counters', () => {
  it('stay where they are when a statement finds nothing to write', async () => {
    const before = (await readChanges()).counts
    await runSQL(url, "UPDATE journey SET lender = 'x' WHERE journey_id = 'no such journey'")
    await runSQL(url, "UPDATE finding SET status = 'open' WHERE condition = 'no such condition'")
    expect((await readChanges()).counts).toEqual(before)
  })
})

describe('the stream', () => {
  it('begins with the counters, holds no data, and is no answer to whoever may not read', async () => {
    const response = await call(GET, '/api/v1/live?topics=journeys', { token })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(response.headers.get('cache-control')).toContain('no-transform')
    const reader = response.body?.getReader()
    let text = ''
    while (!text.includes('data: ')) text += new TextDecoder().decode((await reader?.read())?.value)
    expect(text).toMatch(/^retry: \d+\n\ndata: \{"counts":\{"journeys":"[\w-]{12}",.*\},"changed":\[\]\}\n\n$/)
    await reader?.cancel()
    expect(await refusal(call(GET, '/api/v1/live', { token: ingestToken }))).toMatchObject({ status: 403 })
    expect(await refusal(call(GET, '/api/v1/live', { token: 'jd_unknown' }))).toMatchObject({ status: 401 })
    expect(await refusal(call(GET, '/api/v1/live?topics=secrets', { token }))).toMatchObject({ status: 400 })
  })

  it('ends when the token is revoked or the user disabled', async () => {
    const hub = quickHub()
    const other = await createToken(cli, { name: 'other', scopes: ['read'], applicationID: null })
    await addUser(cli, { email: 'leaver@desk.example', role: 'ops' })
    const user = await db().user.findUniqueOrThrow({
      where: { email: 'leaver@desk.example' },
      select: { userID: true },
    })
    const stays = await look({ topics: ['calls'] }, hub)
    const revoked = await look({ topics: ['calls'] }, hub, other.tokenID)
    const disabled = await look({ topics: ['calls'] }, hub, user.userID)
    await revokeToken(cli, { tokenID: other.tokenID })
    await disableUser(cli, { email: 'leaver@desk.example' })
    await vi.waitFor(() => expect([revoked.ended, disabled.ended]).toEqual([true, true]), PATIENT)
    await sleep(100)
    expect(stays.ended).toBe(false)
  })
})
