import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import { addUser } from '@/lib/commands/add-user'
import { changeView } from '@/lib/commands/change-view'
import { deleteView } from '@/lib/commands/delete-view'
import { saveView } from '@/lib/commands/save-view'
import type { Role } from '@/lib/domain/vocabulary'
import { listViews, readView } from '@/lib/query/views'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { listAudit } from '@/lib/store/audit'
import { db } from '@/lib/store/client'
import { createTestDatabase } from '@/tests/support/database'
import { snapshot } from '@/tests/support/journeys'

const cli: Principal = { kind: 'system', name: 'cli' }
const A = randomUUID()
const token: Principal = { kind: 'token', tokenID: randomUUID(), name: 't', scopes: ['read'], applicationID: null }
let [asha, ben, support, admin]: Principal[] = []

async function person(role: Role): Promise<Principal> {
  const email = `${role}-${randomUUID().slice(0, 8)}@desk.example`
  await addUser(cli, { email, role })
  const { userID } = await db().user.findUniqueOrThrow({ where: { email }, select: { userID: true } })
  return { kind: 'user', userID, email, role, applicationIDs: null }
}

const some = (principal: Principal | undefined): Principal => principal ?? cli

beforeAll(async () => {
  await createTestDatabase()
  asha = await person('ops')
  ben = await person('ops')
  support = await person('support')
  admin = await person('admin')
  await addApplication(cli, {
    name: 'First',
    tenantID: randomUUID(),
    applicationID: A,
    environment: 'live',
    baseURL: 'https://p.example',
  })
  await applySnapshots({ snapshots: [1, 2, 3].map((n) => started(`j-${n}`)), profiles: [] })
})

const started = (journeyID: string) =>
  snapshot('STARTED', new Date(), { applicationID: A, journeyID, eventKey: randomUUID() })

const names = async (principal: Principal | undefined) =>
  (await listViews(some(principal), {})).data.filter((view) => view.kind !== 'system').map((view) => view.name)

const save = (principal: Principal | undefined, name: string, sharedWith: Role[] = [], search = 'status=STARTED') =>
  saveView(some(principal), { screen: 'journeys', name, search, sharedWith })

describe('a saved view', () => {
  it('is its owner’s alone until it is shared', async () => {
    await save(asha, 'Mine')
    expect(await names(asha)).toContain('Mine')
    for (const other of [ben, support, admin, token]) expect(await names(other)).not.toContain('Mine')
  })

  it('shows to the roles that it is shared with, and to admins', async () => {
    await save(asha, 'For ops', ['ops'])
    await save(asha, 'For all', ['support', 'ops', 'engineer', 'admin'])
    expect(await names(ben)).toEqual(expect.arrayContaining(['For ops', 'For all']))
    expect(await names(admin)).toEqual(expect.arrayContaining(['For ops', 'For all']))
    expect(await names(support)).toEqual(['For all'])
    expect(await names(token)).toEqual(['For all'])
  })

  it('carries its filters in its link', async () => {
    const { viewID } = await save(ben, 'Linked', [], 'status=STARTED&cursor=abc&app=x&lender=Konkan')
    const view = await readView(some(ben), viewID)
    expect(view.search).toBe('lender=Konkan&status=STARTED')
    expect(view.href).toBe(`/journeys?lender=Konkan&status=STARTED&saved=${viewID}`)
  })

  it('is refused under a name that the owner has, and to whoever is no person', async () => {
    await save(ben, 'Twice')
    await expect(save(ben, 'Twice')).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(save(asha, 'Twice')).resolves.toHaveProperty('viewID')
    await expect(save(token, 'No')).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('holds no mobile number or PAN, and no more than it may', async () => {
    await expect(save(ben, 'PII', [], 'q=98765+04321')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(save(ben, 'PII', [], 'q=ABCPE1234F')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(save(ben, 'x'.repeat(61))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(save(ben, '  ')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})

describe('sharing', () => {
  it('is for whoever may triage; support saves for itself', async () => {
    await expect(save(support, 'Own')).resolves.toHaveProperty('viewID')
    await expect(save(support, 'Shared', ['ops'])).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('is audited with every change of a shared view, and nothing of a personal one is', async () => {
    const { viewID } = await save(asha, 'Audited')
    await changeView(some(asha), viewID, { name: 'Audited 2' })
    await changeView(some(asha), viewID, { sharedWith: ['ops'] })
    await deleteView(some(asha), viewID)
    const entries = (await listAudit(50, null)).filter((entry) => entry.subject === viewID)
    expect(entries.map((entry) => entry.action)).toEqual(['delete.view', 'change.view'])
  })
})

describe('changing a view', () => {
  it('is for its owner, and for admins when it is shared', async () => {
    const shared = (await save(asha, 'Theirs', ['ops', 'support'])).viewID
    const personal = (await save(asha, 'Private')).viewID
    await expect(changeView(some(ben), shared, { name: 'Taken over' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(changeView(some(ben), personal, { name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(deleteView(some(admin), personal)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await changeView(some(admin), shared, { name: 'Tidied' })
    expect((await readView(some(ben), shared)).name).toBe('Tidied')
  })

  it('tells the later of two people, and overwrites nothing', async () => {
    const { viewID } = await save(asha, 'Raced')
    await changeView(some(asha), viewID, { search: 'view=idle' }, 1)
    const late = changeView(some(asha), viewID, { search: 'view=aa' }, 1)
    await expect(late).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
    expect(await readView(some(asha), viewID)).toMatchObject({ search: 'view=idle', revision: 2 })
  })

  it('cannot take a name that the owner uses', async () => {
    const { viewID } = await save(asha, 'Free')
    await expect(changeView(some(asha), viewID, { name: 'Mine' })).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('counts', () => {
  it('are refreshed at most once a minute', async () => {
    const now = new Date()
    const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
    const count = async (at: Date) =>
      (await listViews(some(asha), { applicationID: A }, at)).data.find((view) => view.name === 'Mine')
    expect(await count(now)).toMatchObject({ count: 3, countedAt: now })
    await applySnapshots({ snapshots: [started('j-4')], profiles: [] })
    expect(await count(after(59))).toMatchObject({ count: 3, countedAt: now })
    expect(await count(after(61))).toMatchObject({ count: 4, countedAt: after(61) })
  })

  it('are unknown where the filters mean nothing to the list', async () => {
    await save(asha, 'Odd', [], 'owner=nobody-we-know')
    const { data } = await listViews(some(asha), { applicationID: A })
    expect(data.find((view) => view.name === 'Odd')).toMatchObject({ count: null })
  })

  it('stand beside the views that every desk has', async () => {
    const { data } = await listViews(token, { screen: 'journeys', applicationID: A }, new Date(Date.now() + 200_000))
    expect(data.slice(0, 6).map(({ id, count }) => [id, count])).toEqual([
      ['stuck', 0],
      ['lender', 0],
      ['aa', 0],
      ['idle', 0],
      ['today', 4],
      ['all', 4],
    ])
  })
})
