import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GET as listActivity } from '@/app/api/v1/findings/[findingID]/activity/route'
import { PATCH as patchFinding } from '@/app/api/v1/findings/[findingID]/route'
import { POST as bulkChange } from '@/app/api/v1/findings/bulk/route'
import { GET as listGroups } from '@/app/api/v1/findings/groups/route'
import { GET as listFindings } from '@/app/api/v1/findings/route'
import { GET as readJob } from '@/app/api/v1/jobs/[jobID]/route'
import { GET as listJobRows } from '@/app/api/v1/jobs/[jobID]/rows/route'
import { POST as undo } from '@/app/api/v1/jobs/[jobID]/undo/route'
import { addApplication } from '@/lib/commands/add-application'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { updateFinding } from '@/lib/commands/update-finding'
import type { Principal } from '@/lib/auth/principal'
import type { DerivedFinding, Episode } from '@/lib/domain/finding'
import type { Role } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { noteDetectionTurn, readDetectionTurn } from '@/lib/store/detection-turn'
import { wakeSnoozedFindings } from '@/lib/store/findings-triage'
import { saveFindings } from '@/lib/store/save-findings'
import { inTransaction } from '@/lib/store/transaction'
import { workBulkJobs } from '@/lib/worker/bulk-jobs'
import { call as callRoute, page, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'

const cli = { kind: 'system', name: 'cli' } as const
const applicationID = randomUUID()
const T0 = new Date('2026-03-05T10:00:00Z')
const minutes = (count: number) => new Date(T0.getTime() + count * 60_000)
let token = ''

const user = (role: Role): Principal => ({
  kind: 'user',
  userID: randomUUID(),
  email: `${role}@desk.example`,
  role,
  applicationIDs: null,
})
const call: typeof callRoute = (handler, path, more = {}) => callRoute(handler, path, { token, ...more })

beforeAll(async () => {
  await createTestDatabase()
  const application = { name: 'First', tenantID: randomUUID(), applicationID, environment: 'live' as const }
  await addApplication(cli, { ...application, baseURL: 'https://p.example' })
  token = (await createToken(cli, { name: 'ops', scopes: ['read', 'triage'] })).token
  await addUser(cli, { email: 'priya@desk.example', role: 'ops' })
})

beforeEach(async () => {
  await db().finding.deleteMany()
  await db().findingEvidence.deleteMany()
})

interface Derived {
  subjectID?: string
  cause?: string
  episodes?: Episode[]
  caller?: boolean
  lastSeenAt?: Date
  occurrences?: number
}

/** What detection derives, saved as detection saves it. */
async function derive({ subjectID = 'j-1', cause = 'aa-required', caller = false, ...more }: Derived = {}) {
  const subjectType = caller ? ('caller' as const) : ('journey' as const)
  const finding: DerivedFinding = {
    applicationID,
    environment: 'live',
    condition: 'offers-pending',
    cause,
    confidence: 0.9,
    severity: 'high',
    subjectType,
    subjectID,
    subjectDetail: null,
    summary: 'AA is required',
    evidence: [],
    rejectedCauses: [],
    episodes: more.episodes ?? [{ from: T0, to: null }],
    lastSeenAt: more.lastSeenAt ?? T0,
    ...(more.occurrences === undefined ? {} : { occurrences: more.occurrences }),
  }
  await inTransaction((tx) => saveFindings(tx, subjectType, [{ applicationID, subjectID }], [finding]))
  const row = await db().finding.findFirstOrThrow({ where: { subjectID, cause } })
  return row.findingID
}

const read = (findingID: string) => db().finding.findFirstOrThrow({ where: { findingID } })

function patch(findingID: string, body: unknown, etag?: string) {
  const headers: Record<string, string> = etag ? { 'if-match': etag } : {}
  return call(patchFinding, '/', { params: { findingID }, method: 'PATCH', body, headers })
}

async function activity(findingID: string) {
  const answer = await call(listActivity, '/', { params: { findingID } })
  return page.parse(await answer.json()).data
}

async function workAll() {
  let turns = 0
  while (await workBulkJobs()) expect(++turns).toBeLessThan(20)
}

async function bulk(body: object) {
  const response = await call(bulkChange, '/', { method: 'POST', body })
  expect(response.ok, await response.clone().text()).toBe(true)
  return (await response.json()) as { total: number; jobID: string | null; href: string | null }
}

describe('two people at once', () => {
  it('the later with the same ETag is told what the earlier did, and overwrites nothing', async () => {
    const findingID = await derive()
    const answers = await Promise.all([
      patch(findingID, { status: 'acknowledged' }, '"1"'),
      patch(findingID, { status: 'resolved' }, '"1"'),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
    const late = answers.find(({ status }) => status === 412)
    const { status } = await read(findingID)
    expect(await late?.json()).toMatchObject({
      error: { code: 'PRECONDITION_FAILED', details: { revision: 2, status } },
    })
    expect(await activity(findingID)).toHaveLength(1)
  })

  it('both take effect, one after the other, where nobody asks for a revision', async () => {
    const findingID = await derive()
    await Promise.all([
      ...Array.from({ length: 5 }, (_, index) => patch(findingID, { note: `note ${index}` })),
      patch(findingID, { assignee: 'priya@desk.example' }),
    ])
    expect(await read(findingID)).toMatchObject({ assignee: 'priya@desk.example', revision: 7, triageRevision: 7 })
    expect(await activity(findingID)).toHaveLength(6)
  })
})

describe('the activity', () => {
  it('tells who did what, what evidence did, and whom a note mentions', async () => {
    const findingID = await derive()
    await patch(findingID, { status: 'acknowledged', note: '@priya please call the lender' })
    await derive({ episodes: [{ from: T0, to: minutes(5) }] })
    await derive({
      episodes: [
        { from: T0, to: minutes(5) },
        { from: minutes(9), to: null },
      ],
    })
    const told = await activity(findingID)
    expect(told.map(({ actor, action }) => [actor, action])).toEqual([
      ['detection', 'regressed'],
      ['detection', 'resolved'],
      ['token:ops', 'acknowledged'],
    ])
    expect(told[2]).toMatchObject({
      note: '@priya please call the lender',
      mentions: ['priya@desk.example'],
      change: { status: { from: 'open', to: 'acknowledged' } },
    })
    await derive({ subjectID: 'j-2' })
    const mentioned = await call(listFindings, '/?mentions=Priya%40desk.example')
    expect(page.parse(await mentioned.json()).data.map(({ id }) => id)).toEqual([findingID])
    expect(await read(findingID)).toMatchObject({
      status: 'open',
      regressed: true,
      note: '@priya please call the lender',
    })
  })

  it('is unchanged, and so is the revision, where nothing changes', async () => {
    const findingID = await derive()
    const answer = await patch(findingID, { status: 'open' })
    expect(answer.headers.get('etag')).toBe('"1"')
    expect(await activity(findingID)).toEqual([])
  })

  it('lets support write notes and nothing else', async () => {
    const findingID = await derive()
    await updateFinding(user('support'), { findingID }, { note: 'the borrower called' })
    expect((await activity(findingID))[0]).toMatchObject({ actor: 'support@desk.example', action: 'noted' })
    for (const change of [{ status: 'resolved' as const }, { note: 'x', assignee: 'support@desk.example' }]) {
      await expect(updateFinding(user('support'), { findingID }, change)).rejects.toThrow(
        expect.objectContaining({ code: 'FORBIDDEN' }),
      )
    }
  })
})

describe('a snooze', () => {
  it('ends when there are so many more occurrences, and stands before', async () => {
    const findingID = await derive({ caller: true, occurrences: 10 })
    const answer = await patch(findingID, { snoozeUntilWorse: { occurrences: 5 } })
    expect(await answer.json()).toMatchObject({
      status: 'snoozed',
      snoozeUntilWorse: { occurrences: 5, subjects: null },
    })
    await derive({ caller: true, occurrences: 14 })
    expect(await wakeSnoozedFindings(new Date())).toBe(0)
    await derive({ caller: true, occurrences: 15 })
    expect(await wakeSnoozedFindings(new Date())).toBe(1)
    expect(await read(findingID)).toMatchObject({ status: 'open', snoozeOccurrencesBy: null })
    expect((await activity(findingID))[0]).toMatchObject({ actor: 'detection', action: 'woken' })
  })

  it('ends when so many more subjects have the same cause', async () => {
    const findingID = await derive()
    await patch(findingID, { snoozeUntilWorse: { subjects: 2 } })
    await derive({ subjectID: 'j-2' })
    await derive({ subjectID: 'j-3', cause: 'polling-too-aggressive' })
    expect(await wakeSnoozedFindings(new Date())).toBe(0)
    await derive({ subjectID: 'j-4' })
    expect(await wakeSnoozedFindings(new Date())).toBe(1)
  })

  it('outlives an end of the evidence: what comes back before it has run out is snoozed again', async () => {
    const findingID = await derive()
    await patch(findingID, { snoozeUntil: new Date(Date.now() + 60_000).toISOString() })
    await derive({ episodes: [{ from: T0, to: minutes(1) }] })
    expect(await read(findingID)).toMatchObject({ status: 'resolved', resolvedBy: 'evidence' })
    await derive({
      episodes: [
        { from: T0, to: minutes(1) },
        { from: minutes(2), to: null },
      ],
    })
    expect(await read(findingID)).toMatchObject({ status: 'snoozed', regressed: true, resolvedAt: null })
    expect(await wakeSnoozedFindings(new Date(Date.now() + 61_000))).toBe(1)
    expect(await read(findingID)).toMatchObject({ status: 'open', snoozeUntil: null })
  })
})

describe('what somebody resolved', () => {
  it('stays so while a wait goes on, and is marked when it comes back', async () => {
    const findingID = await derive()
    await patch(findingID, { status: 'resolved' })
    await derive({ lastSeenAt: minutes(3) })
    expect(await read(findingID)).toMatchObject({ status: 'resolved', resolvedBy: 'token:ops' })
    await derive({
      episodes: [
        { from: T0, to: minutes(5) },
        { from: minutes(9), to: null },
      ],
    })
    expect(await read(findingID)).toMatchObject({ status: 'open', regressed: true, resolvedBy: null })
  })

  it('comes back when its caller acts again, and not for calls that arrive late', async () => {
    const findingID = await derive({ caller: true })
    await patch(findingID, { status: 'resolved' })
    await derive({ caller: true, occurrences: 3, lastSeenAt: minutes(1) })
    expect(await read(findingID)).toMatchObject({ status: 'resolved' })
    const after = new Date(Date.now() + 1_000)
    await derive({ caller: true, occurrences: 4, lastSeenAt: after })
    expect(await read(findingID)).toMatchObject({ status: 'open', regressed: true })
    await derive({ caller: true, occurrences: 5, lastSeenAt: after })
    expect(await read(findingID)).toMatchObject({ status: 'open', regressed: true })
  })
})

describe('a change of all that match', () => {
  it('counts first, then changes what was frozen and says what became of each row', async () => {
    const ids = await Promise.all(['j-1', 'j-2', 'j-3', 'j-4', 'j-5'].map((subjectID) => derive({ subjectID })))
    await derive({ subjectID: 'j-6', cause: 'polling-too-aggressive' })
    const [meanwhile = '', gone = '', already = ''] = ids
    const request = {
      filter: { cause: 'aa-required' },
      change: { status: 'acknowledged' },
      reason: 'the aggregator is down',
    }
    await patch(already, { status: 'acknowledged' })
    expect(await bulk({ ...request, dryRun: true })).toEqual({ total: 5, jobID: null, href: null })
    const { jobID, total, href } = await bulk(request)
    expect({ total, href }).toEqual({ total: 5, href: `/jobs/${jobID}` })
    await derive({ subjectID: 'j-7' })
    await patch(meanwhile, { assignee: 'priya@desk.example' })
    await db().finding.deleteMany({ where: { findingID: gone } })
    await derive({ subjectID: 'j-4', lastSeenAt: minutes(2) })
    await workAll()
    const params = { jobID: jobID ?? '' }
    expect(await (await call(readJob, '/', { params })).json()).toMatchObject({
      state: 'finished',
      title: 'Acknowledge findings',
      reason: 'the aggregator is down',
      actor: 'token:ops',
      total: 5,
      done: 5,
      outcomes: { changed: 2, unchanged: 1, 'changed meanwhile': 1, gone: 1 },
    })
    const seen = new Map<unknown, unknown>()
    let cursor: string | null = null
    do {
      const answer = await call(listJobRows, `/?limit=2${cursor ? `&cursor=${cursor}` : ''}`, { params })
      const { data, nextCursor }: ReturnType<typeof page.parse> = page.parse(await answer.json())
      for (const row of data) seen.set(row.subjectID, row.outcome)
      cursor = nextCursor
    } while (cursor)
    expect(seen.size).toBe(5)
    expect([meanwhile, gone, already].map((id) => seen.get(id))).toEqual(['changed meanwhile', 'gone', 'unchanged'])
    const left = await db().finding.findMany({ where: { status: 'open' }, select: { subjectID: true } })
    expect(left.map(({ subjectID }) => subjectID).sort()).toEqual(['j-1', 'j-6', 'j-7'])
    expect((await activity(ids[3] ?? ''))[0]).toMatchObject({
      action: 'acknowledged',
      job: { id: jobID, reason: 'the aggregator is down' },
    })
  })

  it('goes on where a worker died, and does no row twice', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => derive({ subjectID: `j-${index}` })))
    const { jobID } = await bulk({ filter: {}, change: { note: 'seen' }, reason: 'a note for all' })
    await Promise.all([workBulkJobs(), workBulkJobs(), workBulkJobs()])
    await workAll()
    expect(await db().findingActivity.count({ where: { jobID } })).toBe(12)
    expect(await db().bulkJob.findFirst({ where: { jobID: jobID ?? '' } })).toMatchObject({
      state: 'finished',
      error: null,
    })
  })

  it('does ten thousand findings in a few large steps', async () => {
    await db().$executeRaw`
      INSERT INTO finding (application_id, finding_id, fingerprint, condition, cause, confidence, severity, status,
        subject_type, subject_id, environment, first_seen_at, last_seen_at, occurrences, episodes, summary, rejected_causes)
      SELECT ${applicationID}::uuid, gen_random_uuid(), 'f' || n, 'journey-stalled', 'waiting-on-lender', 1, 'low', 'open',
        'journey', 'm-' || n, 'live', now(), now(), 1, '[]', '', '[]' FROM generate_series(1, 10000) n`
    const { jobID, total } = await bulk({
      filter: { condition: 'journey-stalled', cause: 'waiting-on-lender' },
      change: { snoozeUntil: new Date(Date.now() + 3_600_000).toISOString() },
      reason: 'the lender has a holiday',
    })
    expect(total).toBe(10_000)
    let steps = 0
    while (await workBulkJobs()) steps += 1
    expect(steps).toBeLessThanOrEqual(51)
    expect(await db().finding.count({ where: { status: 'snoozed' } })).toBe(10_000)
    expect(await db().bulkJob.findFirst({ where: { jobID: jobID ?? '' } })).toMatchObject({ state: 'finished' })
  })

  it.each([
    [{ filter: {}, change: { status: 'snoozed' }, reason: 'x' }, 400],
    [{ filter: {}, change: { status: 'resolved' } }, 400],
    [{ filter: {}, change: {}, reason: 'x' }, 400],
    [{ filter: { cause: 'nonsense' }, change: { status: 'resolved' }, reason: 'x' }, 400],
    [{ filter: { findingIDs: ['x'] }, change: { status: 'resolved' }, reason: 'x' }, 400],
    [{ filter: {}, change: { status: 'resolved' }, reason: 'nothing matches' }, 409],
  ])('refuses %o with %i', async (body, status) => {
    expect(await refusal(call(bulkChange, '/', { method: 'POST', body }))).toMatchObject({ status })
  })
})

describe('the undo of a change of many', () => {
  const bulkOf = async (change: object) => (await bulk({ filter: {}, change, reason: 'too hasty' })).jobID ?? ''
  const jobOf = async (jobID: string) => (await call(readJob, '/', { params: { jobID } })).json()

  it('puts each finding back as it was, but for what changed since, and says so of each', async () => {
    const [kept = '', meanwhile = '', gone = '', ended = ''] = await Promise.all(
      ['j-1', 'j-2', 'j-3', 'j-4'].map((subjectID) => derive({ subjectID })),
    )
    await patch(kept, { assignee: 'priya@desk.example', note: 'asked the lender' })
    const jobID = await bulkOf({ status: 'resolved', assignee: null, note: null })
    await workAll()
    await patch(meanwhile, { note: 'mine' })
    await db().finding.deleteMany({ where: { findingID: gone } })
    await derive({ subjectID: 'j-4', episodes: [{ from: T0, to: minutes(5) }] })
    const answer = await call(undo, '/', { method: 'POST', params: { jobID } })
    const { jobID: undoID } = await answer.json()
    await workAll()
    const outcomes = { 'put back': 1, 'changed meanwhile': 1, gone: 1, left: 1 }
    expect([await jobOf(undoID), await jobOf(jobID)]).toMatchObject([{ outcomes }, { undoneBy: undoID }])
    const before = { status: 'open', assignee: 'priya@desk.example', note: 'asked the lender' }
    expect(await read(kept)).toMatchObject({ ...before, resolvedBy: null })
    expect(await read(meanwhile)).toMatchObject({ status: 'resolved', note: 'mine' })
    expect(await read(ended)).toMatchObject({ status: 'resolved' })
    expect((await activity(kept))[0]).toMatchObject({ action: 'reopened', job: { id: undoID } })
  })

  it('is refused while the job runs, a second time, and for a job that is none of findings', async () => {
    await derive()
    const jobID = await bulkOf({ status: 'acknowledged' })
    const undoOf = (id: string) => refusal(call(undo, '/', { method: 'POST', params: { jobID: id } }))
    expect(await undoOf(jobID)).toMatchObject({ status: 409, message: expect.stringContaining('still runs') })
    await workAll()
    const answers = await Promise.all([1, 2].map(() => call(undo, '/', { method: 'POST', params: { jobID } })))
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409])
    const done = answers.find(({ status }) => status === 202)
    expect(await undoOf((await done?.json()).jobID)).toMatchObject({ status: 409 })
    expect(await undoOf(randomUUID())).toMatchObject({ status: 404 })
  })
})

describe('the inbox', () => {
  it('groups by condition and cause, with counts, the first and the last time', async () => {
    const first = await derive({ subjectID: 'j-1' })
    await derive({ subjectID: 'j-2', episodes: [{ from: minutes(5), to: null }], lastSeenAt: minutes(5) })
    await derive({ subjectID: 'j-3', cause: 'polling-too-aggressive', episodes: [{ from: T0, to: minutes(1) }] })
    await patch(first, { status: 'acknowledged', assignee: 'priya@desk.example' })
    const groups = await (await call(listGroups, '/?status=open,acknowledged,snoozed')).json()
    expect(groups).toMatchObject({
      data: [
        {
          condition: 'offers-pending',
          cause: 'aa-required',
          total: 2,
          open: 1,
          acknowledged: 1,
          subjects: 2,
          occurrences: 2,
          firstSeenAt: T0.toISOString(),
          assignees: ['priya@desk.example'],
          unassigned: 1,
        },
      ],
    })
    const mine = await call(listFindings, '/?assignee=priya%40desk.example')
    expect(page.parse(await mine.json()).data.map(({ id }) => id)).toEqual([first])
    const found = await call(listFindings, '/?q=J-2&assignee=nobody')
    expect(page.parse(await found.json()).data).toHaveLength(1)
  })

  it('says of a wait that it was last seen when detection last looked, and of the resolved when it ended', async () => {
    await derive()
    await derive({ subjectID: 'j-2', episodes: [{ from: T0, to: minutes(1) }], lastSeenAt: minutes(1) })
    await noteDetectionTurn(minutes(60))
    expect(await readDetectionTurn()).toEqual(minutes(60))
    const { data } = page.parse(await (await call(listFindings, '/')).json())
    expect(Object.fromEntries(data.map(({ status, lastSeenAt }) => [status, lastSeenAt]))).toEqual({
      open: minutes(60).toISOString(),
      resolved: minutes(1).toISOString(),
    })
  })
})
