import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { GET as exportDeliveries } from '@/app/api/v1/exports/deliveries/route'
import { GET as exportErrors } from '@/app/api/v1/exports/errors/route'
import { GET as exportFindings } from '@/app/api/v1/exports/findings/route'
import { GET as exportIncidents } from '@/app/api/v1/exports/incidents/route'
import { GET as exportJourneys } from '@/app/api/v1/exports/journeys/route'
import { GET as exportHotspots } from '@/app/api/v1/exports/rate-limits/route'
import { createToken } from '@/lib/commands/create-token'
import type { Principal } from '@/lib/auth/principal'
import type { Role } from '@/lib/domain/vocabulary'
import { exportJourneys as journeysTable } from '@/lib/query/export-journeys'
import { insertApiCalls } from '@/lib/store/api-calls'
import { listAudit } from '@/lib/store/audit'
import { db } from '@/lib/store/client'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'
import { draftedCall } from '@/tests/support/drafted-call'
import { PATIENT } from '@/tests/support/patience'
import { runSQL } from '@/tests/support/sql'
import { addTestApplication } from '@/tests/support/webhooks'

const cli = { kind: 'system', name: 'cli' } as const
const COUNT = 1_234
const handlers = {
  exportJourneys,
  exportFindings,
  exportIncidents,
  exportDeliveries,
  exportErrors,
  exportHotspots,
}
let url = ''
let applicationID = ''
let other = ''
const tokens = { triage: '', read: '', other: '' }

beforeAll(async () => {
  ;({ url } = await createTestDatabase())
  applicationID = (await addTestApplication()).applicationID
  other = (await addTestApplication()).applicationID
  const make = async (scope: 'read' | 'triage', of: string | null = null) =>
    (await createToken(cli, { name: `exporter ${scope}`, scopes: [scope, 'read'], applicationID: of })).token
  tokens.triage = await make('triage')
  tokens.read = await make('read')
  tokens.other = await make('triage', other)
  await runSQL(
    url,
    `INSERT INTO journey (application_id, journey_id, borrower_external_id, status, owner, owner_reason, stuck,
       waiting_since, started_at, event_at, version, state)
     SELECT $1::uuid, 'J' || n, 'CUST_' || n, 'OFFERS_PENDING', 'lender', 'waits', n % 2 = 0,
       timestamptz '2026-03-05T10:00:00Z' + (n / 5) * interval '1 second', now(), now(), n, '{}'
       FROM generate_series(1, $2::int) AS n`,
    [applicationID, COUNT],
  )
  await insertFinding()
  const at = new Date(Date.now() - 30 * 60_000)
  await insertApiCalls([
    draftedCall(applicationID, at, { status: 429, errorCode: 'RATE_LIMITED', caller: '=cmd|calc' }),
    draftedCall(applicationID, at, { caller: '=cmd|calc' }),
  ])
})

async function insertFinding() {
  const at = new Date('2026-03-05T16:48:20.000Z')
  await db().finding.create({
    data: {
      applicationID,
      findingID: randomUUID(),
      fingerprint: 'x',
      condition: 'offers-pending',
      cause: 'aa-required',
      confidence: 0.9,
      severity: 'high',
      status: 'open',
      subjectType: 'journey',
      subjectID: 'J1',
      environment: 'live',
      firstSeenAt: at,
      lastSeenAt: at,
      occurrences: 1,
      episodes: [{ from: at.toISOString(), to: null }],
      summary: 'Offers are pending, "really".',
      note: 'called 9876504321, PAN ABCPE1234F',
      rejectedCauses: [],
    },
  })
}

async function linesOf(handler: (typeof handlers)['exportJourneys'], query = '', token = tokens.triage) {
  const response = await call(handler, `/api/v1/exports/x${query}`, { token })
  expect(response.status, response.status === 200 ? '' : await response.clone().text()).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const text = Buffer.from(await response.arrayBuffer()).toString('utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  return text.slice(1).trimEnd().split('\r\n')
}

const lastAudit = async (count: number) => (await listAudit(count, null)).map(({ id: _id, at: _at, ...row }) => row)

/** The first page, and no more. */
async function firstOf(pages: AsyncGenerator<unknown[], void>): Promise<unknown[]> {
  const { value } = await pages.next()
  await pages.return()
  return value ?? []
}

describe('an export', () => {
  it('holds everything that its filter matches, once, over many pages', async () => {
    const all = await linesOf(exportJourneys)
    expect(all).toHaveLength(COUNT + 1)
    expect(all[0]).toMatch(/^journeyID,borrowerExternalID,/)
    expect(new Set(all).size).toBe(COUNT + 1)
    expect(await linesOf(exportJourneys, '?stuck=true')).toHaveLength(COUNT / 2 + 1)
  })

  it('is as of one moment, though the list changes while it is read', async () => {
    const scope = { applicationID, status: 'OFFERS_PENDING' } as const
    const { pages } = await journeysTable(cli, scope)
    const read = (await pages.next()).value ?? []
    await runSQL(url, `UPDATE journey SET waiting_since = waiting_since - interval '1 day' WHERE version > 1000`)
    await runSQL(url, `UPDATE journey SET status = 'CLOSED' WHERE version BETWEEN 500 AND 600`)
    try {
      const ids = new Set(read.map(([id]) => id))
      for await (const page of pages) for (const [id] of page) ids.add(id)
      expect(ids.size).toBe(COUNT)
    } finally {
      await runSQL(url, `UPDATE journey SET waiting_since = waiting_since + interval '1 day' WHERE version > 1000`)
      await runSQL(url, `UPDATE journey SET status = 'OFFERS_PENDING'`)
    }
  })

  it('is refused with a time to come again while as many are read as may be at once', async () => {
    const open = await Promise.all([1, 2, 3].map(() => journeysTable(cli, { applicationID })))
    await Promise.all(open.map(({ pages }) => pages.next()))
    await expect(journeysTable(cli, { applicationID })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await Promise.all(open.map(({ pages }) => pages.return()))
    await expect
      .poll(
        () => journeysTable(cli, { applicationID }).then(({ pages }) => pages.next().then(() => pages.return())),
        PATIENT,
      )
      .toBeDefined()
  })

  it('tells times with the offset of the zone that is asked for', async () => {
    const [, first] = await linesOf(exportJourneys, '?q=J1&zone=Asia/Kolkata')
    expect(first).toContain('2026-03-05T15:30:00.000+05:30')
  })

  it('masks what looks like a mobile number or a PAN in what people wrote', async () => {
    const [, finding] = await linesOf(exportFindings, '?status=open')
    expect(finding).toContain('called [mobile …4321], PAN [pan …234F]')
    expect(finding).toContain('"Offers are pending, ""really""."')
  })

  it('never hands a formula to a spreadsheet', async () => {
    const [, hotspot] = await linesOf(exportHotspots)
    expect(hotspot).toMatch(/^'=cmd\|calc,/)
    const [, group] = await linesOf(exportErrors, '?status=429')
    expect(group).toContain(",'=cmd|calc,")
    expect(await linesOf(exportErrors, '?status=500')).toHaveLength(1)
  })

  it('tells of each incident how far it reaches', async () => {
    const incidentID = randomUUID()
    const at = new Date('2026-03-05T10:00:00Z')
    const cause = { condition: 'offers-pending', cause: 'lender-dispatch-in-flight' }
    await db().incident.create({
      data: {
        ...{ applicationID, incidentID, ...cause, kind: 'lender-outage', subject: 'Konkan', status: 'open' },
        ...{ fromAt: at, lastAt: at, summary: 'Konkan answers nobody.', reasons: [], digest: '' },
      },
    })
    await db().incidentJourney.createMany({
      data: ['J1', 'J2'].map((journeyID) => ({ applicationID, incidentID, journeyID })),
    })
    const [names, row, ...more] = await linesOf(exportIncidents, '?status=open')
    expect(names).toContain(',journeys,borrowers,unknownBorrowers,requestedAmount,')
    expect(row).toContain(`${incidentID},lender-outage,Konkan,open,offers-pending,`)
    expect(row).toContain(',2,2,0,')
    expect(more).toEqual([])
  })

  it('is a line of names where nothing matches', async () => {
    expect(await linesOf(exportDeliveries)).toHaveLength(1)
  })

  it('stands in the audit log: who, which filter, how many rows', async () => {
    await linesOf(exportJourneys, `?stuck=true&applicationID=${applicationID}`)
    const [end, start] = await lastAudit(2)
    expect(start).toMatchObject({
      actor: 'token:exporter triage',
      action: 'export.journeys',
      applicationID,
      detail: { filter: { stuck: true, applicationID, sort: 'waiting' }, zone: 'UTC' },
    })
    expect(end).toMatchObject({
      action: 'end.export',
      subject: start?.subject,
      detail: { list: 'journeys', rows: COUNT / 2, whole: true },
    })
  })

  it('stops when the client goes, and says how far it came', async () => {
    const response = await call(exportJourneys, '/api/v1/exports/journeys', { token: tokens.triage })
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await vi.waitFor(async () => {
      const [end] = await lastAudit(1)
      expect(end).toMatchObject({ action: 'end.export', detail: { whole: false } })
      expect(Number((end?.detail as { rows: number }).rows)).toBeLessThan(COUNT)
    }, PATIENT)
  })
})

describe('who may export', () => {
  it.each(Object.entries(handlers))(
    '%s is refused to a token that may only read, and to nobody',
    async (_, handler) => {
      expect(await refusal(call(handler, '/api/v1/exports/x', { token: tokens.read }))).toMatchObject({ status: 403 })
      expect(await refusal(call(handler, '/api/v1/exports/x'))).toMatchObject({ status: 401 })
    },
  )

  it.each([
    ['support', false],
    ['ops', true],
    ['engineer', true],
    ['admin', true],
  ] satisfies [Role, boolean][])('the role %s: %s', async (role, allowed) => {
    const user: Principal = {
      kind: 'user',
      userID: randomUUID(),
      email: `${role}@desk.test`,
      role,
      applicationIDs: null,
    }
    const table = journeysTable(user, {}).then(({ pages }) => firstOf(pages))
    if (allowed) expect(await table).not.toHaveLength(0)
    else await expect(table).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('gives a token of another application nothing of this one', async () => {
    expect(await linesOf(exportJourneys, '', tokens.other)).toHaveLength(1)
    const asked = call(exportJourneys, `/api/v1/exports/x?applicationID=${applicationID}`, { token: tokens.other })
    expect(await refusal(asked)).toMatchObject({ status: 403 })
  })

  it('names what is wrong with a filter, and writes no audit entry for it', async () => {
    const [before] = await listAudit(1, null)
    const asked = call(exportJourneys, '/api/v1/exports/x?zone=Mars/Olympus', { token: tokens.triage })
    expect(await refusal(asked)).toMatchObject({ status: 400, message: expect.stringContaining('Asia/Kolkata') })
    expect((await listAudit(1, null))[0]?.id).toBe(before?.id)
  })
})
