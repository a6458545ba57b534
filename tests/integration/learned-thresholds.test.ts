import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import { overrideThreshold } from '@/lib/commands/override-threshold'
import { detectOnce } from '@/lib/detect/run'
import { readThresholds } from '@/lib/query/thresholds'
import { listAudit } from '@/lib/store/audit'
import { db } from '@/lib/store/client'
import { forgetThresholds, loadThresholdBook } from '@/lib/store/learned-thresholds'
import { removeExpired } from '@/lib/store/retention'
import { jobs, stopJobs } from '@/lib/store/jobs'
import { learnAll, learnDaily } from '@/lib/worker/learning'
import { createTestDatabase } from '@/tests/support/database'
import { PATIENT } from '@/tests/support/patience'

const cli: Principal = { kind: 'system', name: 'cli' }
const reader: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'r@example.com',
  role: 'support',
  applicationIDs: null,
}
const MINUTE = 60_000
const NOW = new Date('2026-03-20T10:00:00.000Z')
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE)
const code = (wanted: string) => expect.objectContaining({ code: wanted })

let applicationID: string

beforeAll(async () => {
  await createTestDatabase()
  const named = { name: 'A', environment: 'live' as const, baseURL: 'https://api.example.com' }
  applicationID = (await addApplication(cli, { ...named, tenantID: randomUUID(), applicationID: randomUUID() }))
    .applicationID
  // 260 journeys whose lender took 6 s to 26 min, one every half hour.
  const journeys = Array.from({ length: 260 }, (_, index) => ({
    id: `past-${index}`,
    from: ago(60 + index * 30),
    lastsMs: (index + 1) * 6_000,
  }))
  await play(journeys)
})

afterAll(stopJobs)

interface Played {
  id: string
  from: Date
  /** Null: it waits still. */
  lastsMs: number | null
}

async function play(journeys: Played[]): Promise<void> {
  const dispatch = (from: Date) => ({
    operationID: 'op',
    type: 'LENDER_DISPATCH',
    status: 'IN_FLIGHT',
    offerID: null,
    lender: 'Konkan',
    startedAt: from,
    updatedAt: from,
    attempts: 1,
  })
  const events = journeys.flatMap(({ id, from, lastsMs }) => {
    const begun = { id, at: from, status: 'OFFERS_PENDING', operations: [dispatch(from)] }
    const ended = { id, at: new Date(from.getTime() + (lastsMs ?? 0)), status: 'OFFERS_AVAILABLE', operations: [] }
    return lastsMs === null ? [begun] : [begun, ended]
  })
  await db().journeyEvent.createMany({
    data: events.map(({ id, at, status, operations }) => ({
      applicationID,
      journeyID: id,
      sequence: BigInt(at.getTime()),
      eventKey: `${id}-${status}`,
      source: 'webhook',
      eventAt: at,
      receivedAt: at,
      status,
      facts: JSON.parse(
        JSON.stringify({ borrowerExternalID: null, type: null, pendingOperations: operations, offers: null }),
      ),
    })),
  })
  const last = new Map(events.map((event) => [event.id, event]))
  await db().journey.createMany({
    data: [...last.values()].map(({ id, at, status }) => ({
      applicationID,
      journeyID: id,
      status,
      version: BigInt(at.getTime()),
      eventAt: at,
      startedAt: at,
      waitingSince: at,
      state: {},
    })),
  })
}

async function judge(journeyID: string, now: Date) {
  await db().detectQueue.create({ data: { applicationID, subjectType: 'journey', subjectID: journeyID } })
  await detectOnce(now)
  const finding = await db().finding.findFirst({ where: { subjectID: journeyID }, select: { findingID: true } })
  const evidence = await db().findingEvidence.findMany({ where: { findingID: finding?.findingID ?? randomUUID() } })
  return { isFound: finding !== null, wait: evidence[0]?.summary ?? null }
}

describe('thresholds that were learned', () => {
  it('come from the waits of the last 14 days and hold from two minutes later', async () => {
    const { applications } = await learnAll(() => NOW)
    expect(applications).toMatchObject([{ applicationID, journeys: 260, waits: 260 }])
    const [view] = (await readThresholds(reader, { applicationID })).data.filter(({ learned }) => learned.length > 0)
    expect(view).toMatchObject({
      status: 'OFFERS_PENDING',
      defaultMinutes: 10,
      override: null,
      learned: [{ lender: 'Konkan', outcome: 'learned', minutes: 24.7, completed: 260, censored: 0 }],
    })
    expect(view?.learned[0]?.effectiveAt).toEqual(new Date(NOW.getTime() + 2 * MINUTE))
    expect(view?.learned[0]?.curve.at(-1)).toEqual({ minutes: 26, running: 0 })
  })

  it('are named by the finding, and never apply to a wait that began before them', async () => {
    await play([
      { id: 'before', from: ago(1), lastsMs: null },
      { id: 'after', from: ago(-3), lastsMs: null },
    ])
    const before = await judge('before', ago(-11))
    expect(before).toMatchObject({ isFound: true, wait: 'OFFERS_PENDING for longer than 10 min (fixed threshold)' })
    expect(await judge('after', ago(-27))).toMatchObject({ isFound: false })
    const after = await judge('after', ago(-28))
    expect(after.wait).toBe(
      'OFFERS_PENDING for longer than 24.7 min (learned for Konkan on 2026-03-20 from 260 finished waits, 95th percentile)',
    )
  })

  it('are added to and not replaced, so that an older wait keeps its own', async () => {
    const later = new Date(NOW.getTime() + 24 * 60 * MINUTE)
    await learnAll(() => later)
    const versions = await db().learnedThreshold.findMany({ where: { applicationID }, orderBy: { effectiveAt: 'asc' } })
    expect(versions.map(({ curve }) => curve === null)).toEqual([true, false])
    const again = await judge('after', ago(-60))
    expect(again.wait).toContain('on 2026-03-20')
  })

  it('give way to what somebody set, with a reason in the audit log, and come back', async () => {
    const change = { status: 'OFFERS_PENDING', minutes: 90, reason: 'Diwali week', applicationID }
    await expect(overrideThreshold(reader, change)).rejects.toEqual(code('FORBIDDEN'))
    expect(await overrideThreshold(cli, change)).toMatchObject({ status: 'OFFERS_PENDING', minutes: 90, applicationID })
    expect(await judge('after', ago(-70))).toMatchObject({ isFound: false })
    const [audit] = await listAudit(1, null)
    expect(audit).toMatchObject({ action: 'override.threshold', reason: 'Diwali week', detail: { value: 90 } })
    const view = (await readThresholds(reader, { applicationID })).data.find(({ override }) => override !== null)
    expect(view).toMatchObject({ status: 'OFFERS_PENDING', override: { minutes: 90, by: 'cli', everywhere: false } })
    await overrideThreshold(cli, { ...change, minutes: null })
    expect((await judge('after', ago(-71))).wait).toContain('learned for Konkan')
  })

  it.each([
    [{ status: 'DISBURSED', minutes: 5 }, 'status must be one of PROFILE_SUBMITTED'],
    [{ status: 'OFFERS_PENDING', minutes: -1 }, 'minutes must be a number above 0'],
    [{ status: 'OFFERS_PENDING', minutes: 1e9 }, 'minutes must be at most 43200'],
    [{ status: 'OFFERS_PENDING', minutes: 5, reason: ' ' }, 'reason must say why'],
    [{ status: 'OFFERS_PENDING', minutes: 5, applicationID: 'x' }, 'applicationID must be a UUID'],
  ])('refuse %j and say what is allowed', async (wrong, said) => {
    const refused = overrideThreshold(cli, { reason: 'because', ...wrong })
    await expect(refused).rejects.toThrow(said)
  })

  it('are of one application alone, and nobody reads an unknown one', async () => {
    await expect(readThresholds(reader, { applicationID: randomUUID() })).rejects.toEqual(code('NOT_FOUND'))
    forgetThresholds()
    expect((await loadThresholdBook(randomUUID())).learned.size).toBe(0)
  })
})

describe('the worker', () => {
  it('learns once a day, however many processes ask', async () => {
    const stop = new AbortController()
    const workers = [learnDaily(stop.signal), learnDaily(stop.signal)]
    const done = () => db().$queryRaw`SELECT state::text, output FROM pgboss.job WHERE name = 'learn-thresholds'`
    const once = [{ state: 'completed', output: { applications: 1, learned: 0 } }]
    const boss = await jobs()
    await vi.waitFor(async () => expect(await done()).toEqual(once), PATIENT)
    expect(await boss.send('learn-thresholds', {}, { singletonKey: 'daily', singletonSeconds: 86_400 })).toBeNull()
    stop.abort()
    await Promise.all(workers)
    expect(await done()).toEqual(once)
  })
})

it('what was learned goes with the findings of its time, but for what was in force at their end', async () => {
  const versions = () => db().learnedThreshold.findMany({ where: { applicationID }, orderBy: { effectiveAt: 'asc' } })
  const before = await versions()
  expect(before.length).toBeGreaterThan(1)
  await removeExpired(new Date(Date.now() + 2 * 365 * 24 * 60 * MINUTE))
  expect(await versions()).toEqual(before.slice(-1))
})
