import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import { addNotificationRule } from '@/lib/commands/add-notification-rule'
import { addUser } from '@/lib/commands/add-user'
import { bulkUpdateFindings } from '@/lib/commands/bulk-update-findings'
import { changeUser } from '@/lib/commands/change-user'
import { createToken } from '@/lib/commands/create-token'
import { grantApplications } from '@/lib/commands/grant-applications'
import { overrideThreshold } from '@/lib/commands/override-threshold'
import { updateFinding } from '@/lib/commands/update-finding'
import { listDeliveries } from '@/lib/query/deliveries'
import { readFinding } from '@/lib/query/finding'
import { listFindingGroups } from '@/lib/query/finding-groups'
import { listFindings } from '@/lib/query/findings'
import { readFrame } from '@/lib/query/frame'
import { listJobs, readJob } from '@/lib/query/jobs'
import { readJourney } from '@/lib/query/journey'
import { countJourneyLists, listJourneys } from '@/lib/query/journeys'
import { lookUp } from '@/lib/query/lookup'
import { readOverview } from '@/lib/query/overview'
import { listApplicationSecrets } from '@/lib/query/secrets'
import { listTokenViews } from '@/lib/query/tokens'
import { listUserViews } from '@/lib/query/users'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { findUser, findUserByEmail } from '@/lib/store/users'
import { createTestDatabase } from '@/tests/support/database'
import { snapshot } from '@/tests/support/journeys'

const cli = { kind: 'system', name: 'cli' } as const
const [A, B, C] = [randomUUID(), randomUUID(), randomUUID()]
const AT = new Date('2026-03-05T10:00:00Z')
const findings = new Map<string, string>()

const person = (applicationIDs: string[] | null, role: 'support' | 'ops' | 'engineer' | 'admin' = 'ops'): Principal => {
  return { kind: 'user', userID: randomUUID(), email: `${role}@desk.example`, role, applicationIDs }
}
const both = person([A, B])

beforeAll(async () => {
  await createTestDatabase()
  for (const applicationID of [A, B, C]) {
    const of = { name: applicationID, tenantID: randomUUID(), applicationID, baseURL: 'https://p.example' }
    await addApplication(cli, { ...of, environment: 'live' })
    const own = { applicationID, journeyID: `j-${applicationID}`, eventKey: randomUUID() }
    await applySnapshots({ snapshots: [snapshot('STARTED', AT, own)], profiles: [] })
    findings.set(applicationID, await insertFinding(applicationID))
  }
  for (const applicationID of [A, B, C, NIL_APPLICATION]) await insertDelivery(applicationID)
})

async function insertFinding(applicationID: string): Promise<string> {
  const findingID = randomUUID()
  const what = { condition: 'offers-pending', cause: 'aa-required', confidence: 0.9, severity: 'high', status: 'open' }
  const subject = { subjectType: 'journey', subjectID: `j-${applicationID}`, environment: 'live', summary: 'AA' }
  const seen = { firstSeenAt: AT, lastSeenAt: AT, occurrences: 1, episodes: [], rejectedCauses: [] }
  await db().finding.create({
    data: { applicationID, findingID, fingerprint: findingID, ...what, ...subject, ...seen },
  })
  return findingID
}

async function insertDelivery(applicationID: string): Promise<void> {
  const kept = {
    source: 'receiver',
    verdict: 'unknown-application',
    processing: 'quarantined',
    headers: {},
    bodySize: 2,
  }
  await db().webhookDelivery.create({
    data: { applicationID, id: randomUUID(), receivedAt: new Date(), journeyIDs: [], ...kept },
  })
}

const held = (page: { data: { applicationID?: string | null }[] }) => page.data.map((row) => row.applicationID).sort()
const forbidden = expect.objectContaining({ code: 'FORBIDDEN' })
const missing = expect.objectContaining({ code: 'NOT_FOUND' })

describe('somebody who was granted two of three applications', () => {
  it('sees the two in every list and count', async () => {
    const mine = [A, B].sort()
    expect(held(await listJourneys(both, {}))).toEqual(mine)
    expect(held(await listFindings(both, {}))).toEqual(mine)
    expect(held(await listDeliveries(both, {}))).toEqual(mine)
    expect(await countJourneyLists(both, [{}])).toEqual([2])
    expect((await listFindingGroups(both, {}, AT)).data.map(({ total }) => total)).toEqual([2])
    expect((await readFrame(both)).applications.map(({ applicationID }) => applicationID).sort()).toEqual(mine)
    const overview = await readOverview(both, { environment: 'live', range: '24h', now: AT })
    expect([overview.applications, overview.openFindings]).toEqual([2, 2])
  })

  it('is refused a list of the third, and finds nothing of it by ID', async () => {
    await expect(listJourneys(both, { applicationID: C })).rejects.toEqual(forbidden)
    await expect(listFindings(both, { applicationID: randomUUID() })).rejects.toEqual(forbidden)
    await expect(readJourney(both, { journeyID: `j-${C}` })).rejects.toEqual(missing)
    await expect(readFinding(both, { findingID: findings.get(C) ?? '' })).rejects.toEqual(missing)
    await expect(updateFinding(both, { findingID: findings.get(C) ?? '' }, { note: 'x' })).rejects.toEqual(missing)
    await expect(listApplicationSecrets(person([A], 'engineer'), { applicationID: C })).rejects.toEqual(missing)
    expect((await lookUp(both, { q: `j-${C}` })).data).toEqual([])
    expect((await lookUp(both, { q: `j-${A}` })).data).toHaveLength(1)
  })

  it('sees what names no application only with every one', async () => {
    expect(held(await listDeliveries(person(null), {}))).toHaveLength(4)
    expect(held(await listDeliveries(both, { environment: 'live' }))).toEqual([A, B].sort())
  })

  it('sees a job where all of its rows are theirs', async () => {
    const change = { filter: {}, change: { status: 'acknowledged' as const }, reason: 'test', dryRun: false }
    const ofBoth = await bulkUpdateFindings(both, change)
    const ofAll = await bulkUpdateFindings(person(null), change)
    expect((await listJobs(both, {})).data.map(({ id }) => id)).toEqual([ofBoth.jobID])
    expect((await listJobs(person(null), {})).data).toHaveLength(2)
    await expect(readJob(both, { jobID: ofAll.jobID ?? '' })).rejects.toEqual(missing)
    expect(await readJob(both, { jobID: ofBoth.jobID ?? '' })).toMatchObject({ total: 2 })
    expect((await listJobs(person([A]), {})).data).toEqual([])
  })

  it('changes nothing that concerns the third, or every one', async () => {
    const engineer = person([A, B], 'engineer')
    const rule = { name: 'All', targetIDs: [], conditions: [], severities: [] }
    await expect(addNotificationRule(engineer, { ...rule, applicationID: null })).rejects.toEqual(forbidden)
    await expect(addNotificationRule(engineer, { ...rule, applicationID: C })).rejects.toEqual(forbidden)
    const wait = { status: 'OFFERS_PENDING' as const, minutes: 12, reason: 'test' }
    await expect(overrideThreshold(engineer, { ...wait, applicationID: null })).rejects.toEqual(forbidden)
  })
})

describe('grants', () => {
  it('with none nothing is seen, and an admin sees everything in spite of them', async () => {
    expect(held(await listJourneys(person([]), {}))).toEqual([])
    expect(held(await listFindings(person([]), {}))).toEqual([])
    expect(held(await listDeliveries(person([]), {}))).toEqual([])
    expect((await listJobs(person([]), {})).data).toEqual([])
    expect(held(await listJourneys(person([], 'admin'), {}))).toHaveLength(3)
  })

  it('are kept with the user, and replaced as a whole', async () => {
    const { userID, email } = await addUser(cli, { email: 'g@desk.example', role: 'support', applicationIDs: [B] })
    expect((await findUser(userID))?.applicationIDs).toEqual([B])
    await grantApplications(cli, { email, applicationIDs: [A, C] })
    expect((await findUserByEmail(email))?.applicationIDs).toEqual([A, C].sort())
    await grantApplications(cli, { email, applicationIDs: null })
    expect((await findUser(userID))?.applicationIDs).toBeNull()
    await expect(grantApplications(cli, { email, applicationIDs: [randomUUID()] })).rejects.toEqual(missing)
    await expect(grantApplications(person(null, 'engineer'), { email, applicationIDs: [] })).rejects.toEqual(forbidden)
  })
})

describe('changing a user', () => {
  const admin = person(null, 'admin')

  it('takes a role, applications and the way in or back in, and is for admins alone', async () => {
    const { userID } = await addUser(cli, { email: 'c@desk.example', role: 'support' })
    await changeUser(admin, userID, { role: 'engineer', applicationIDs: [A] })
    expect(await findUser(userID)).toMatchObject({ role: 'engineer', applicationIDs: [A], sessionVersion: 1 })
    await changeUser(admin, userID, { isDisabled: true }, AT)
    expect(await findUser(userID)).toMatchObject({ disabledAt: AT, sessionVersion: 2 })
    await changeUser(admin, userID, { isDisabled: false })
    expect((await findUser(userID))?.disabledAt).toBeNull()
    await expect(changeUser(person(null, 'engineer'), userID, { role: 'admin' })).rejects.toEqual(forbidden)
    await expect(changeUser(admin, randomUUID(), { role: 'ops' })).rejects.toEqual(missing)
    expect((await listUserViews(admin)).data.map(({ email }) => email)).toContain('c@desk.example')
    await expect(listUserViews(person(null, 'engineer'))).rejects.toEqual(forbidden)
  })

  it('leaves at least one admin, and nobody takes their own rights away', async () => {
    const first = await addUser(cli, { email: 'first@desk.example', role: 'admin' })
    const stuck = expect.objectContaining({ code: 'CONFLICT' })
    await expect(changeUser(cli, first.userID, { role: 'ops' })).rejects.toEqual(stuck)
    await addUser(cli, { email: 'second@desk.example', role: 'admin' })
    const self: Principal = { kind: 'user', ...first, role: 'admin', applicationIDs: null }
    await expect(changeUser(self, first.userID, { isDisabled: true })).rejects.toEqual(stuck)
    await changeUser(cli, first.userID, { role: 'ops' })
    expect(await findUser(first.userID)).toMatchObject({ role: 'ops' })
  })

  it('tokens are listed for engineers, without those of applications that they may not see', async () => {
    await createToken(cli, { name: 'of A', scopes: ['read'], applicationID: A })
    await createToken(cli, { name: 'of C', scopes: ['read'], applicationID: C })
    await createToken(cli, { name: 'of all', scopes: ['read'] })
    const names = async (who: Principal) => (await listTokenViews(who)).data.map(({ name }) => name).sort()
    expect(await names(person([A, B], 'engineer'))).toEqual(['of A', 'of all'])
    expect(await names(person(null, 'engineer'))).toEqual(['of A', 'of C', 'of all'])
    await expect(listTokenViews(person(null, 'ops'))).rejects.toEqual(forbidden)
  })
})
