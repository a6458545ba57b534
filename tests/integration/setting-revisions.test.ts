import { Webhook } from 'standardwebhooks'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { addNotificationRule } from '@/lib/commands/add-notification-rule'
import { addNotificationTarget } from '@/lib/commands/add-notification-target'
import { addUser } from '@/lib/commands/add-user'
import { changeNotificationRule } from '@/lib/commands/change-notification-rule'
import { changeNotificationTarget } from '@/lib/commands/change-notification-target'
import { changeView } from '@/lib/commands/change-view'
import { overrideThreshold } from '@/lib/commands/override-threshold'
import { saveView } from '@/lib/commands/save-view'
import { scheduleSecretRetirement } from '@/lib/commands/schedule-secret-retirement'
import { setNotificationDigest } from '@/lib/commands/set-notification-digest'
import { testNotificationTarget } from '@/lib/commands/test-notification-target'
import type { Role } from '@/lib/domain/vocabulary'
import { sendDue } from '@/lib/notify/send-due'
import { listNotificationDigests, readNotificationRule, readNotificationTarget } from '@/lib/query/notifications'
import { listApplicationSecrets } from '@/lib/query/secrets'
import { readThresholds } from '@/lib/query/thresholds'
import { readView } from '@/lib/query/views'
import { listAudit } from '@/lib/store/audit'
import { db } from '@/lib/store/client'
import { createTestDatabase } from '@/tests/support/database'
import { startPeer } from '@/tests/support/http-peer'
import { cli } from '@/tests/support/notify'
import { addTestApplication } from '@/tests/support/webhooks'

/** Settings that two people may change at once: the later one is told who changed what, and overwrites nothing. */

const LATER = new Date(Date.now() + 60 * 60_000).toISOString()
let applicationID: string
let asha: Principal
let ben: Principal

beforeAll(async () => {
  await createTestDatabase()
  ;({ applicationID } = await addTestApplication())
  asha = await person('asha', 'admin')
  ben = await person('ben', 'admin')
})

async function person(name: string, role: Role): Promise<Principal> {
  const email = `${name}@desk.example`
  await addUser(cli, { email, role })
  const { userID } = await db().user.findUniqueOrThrow({ where: { email }, select: { userID: true } })
  return { kind: 'user', userID, email, role, applicationIDs: null }
}

let named = 0
const aName = () => `Name ${(named += 1)}`

interface Setting {
  change: (who: Principal, value: 'first' | 'second', ifMatch: number | null) => Promise<unknown>
  revision: () => Promise<number>
  /** As the later one is told it. */
  now: Record<string, unknown>
}

async function aRule(): Promise<Setting> {
  const { ruleID } = await addNotificationRule(cli, { name: aName(), targetIDs: [] })
  return {
    change: (who, name, ifMatch) => changeNotificationRule(who, ruleID, { name }, ifMatch),
    revision: async () => (await readNotificationRule(cli, ruleID)).revision,
    now: { name: 'first', pendingMinutes: 0, conditions: [] },
  }
}

async function aTarget(): Promise<Setting> {
  const mail = { name: aName(), kind: 'email', address: 'oncall@desk.example' } as const
  const { targetID } = await addNotificationTarget(cli, mail)
  return {
    change: (who, name, ifMatch) => changeNotificationTarget(who, targetID, { name }, ifMatch),
    revision: async () => (await readNotificationTarget(cli, targetID)).revision,
    now: { name: 'first', hint: 'o…@desk.example', enabled: true },
  }
}

async function aDigest(): Promise<Setting> {
  const hours = { first: '08:00', second: '10:00' }
  return {
    change: (who, value, ifMatch) =>
      setNotificationDigest(who, 'ops', { enabled: true, at: hours[value], zone: 'Asia/Kolkata' }, ifMatch),
    revision: async () => (await listNotificationDigests(cli)).data.find(({ role }) => role === 'ops')?.revision ?? -1,
    now: { enabled: true, at: '08:00' },
  }
}

async function aThreshold(): Promise<Setting> {
  const minutes = { first: 12, second: 30 }
  const status = 'OFFERS_PENDING'
  return {
    change: (who, value, ifMatch) =>
      overrideThreshold(who, { status, minutes: minutes[value], reason: 'measured', applicationID }, ifMatch),
    revision: async () =>
      (await readThresholds(cli, { applicationID })).data.find((one) => one.status === status)?.revision ?? -1,
    now: { minutes: 12, everywhere: false },
  }
}

async function aSecret(): Promise<Setting> {
  const secretID = (await listApplicationSecrets(cli, { applicationID })).data[0]?.secretID ?? ''
  const ends = { first: LATER, second: null }
  return {
    change: (who, value, ifMatch) =>
      scheduleSecretRetirement(who, { applicationID, secretID, retireAt: ends[value] }, ifMatch),
    revision: async () => (await listApplicationSecrets(cli, { applicationID })).data[0]?.revision ?? -1,
    now: { retireAt: new Date(LATER), retiredAt: null },
  }
}

async function aView(): Promise<Setting> {
  const shared = { screen: 'journeys', name: aName(), search: 'view=stuck', sharedWith: ['admin'] } as const
  const { viewID } = await saveView(asha, { ...shared, sharedWith: [...shared.sharedWith] })
  return {
    change: (who, name, ifMatch) => changeView(who, viewID, { name }, ifMatch),
    revision: async () => (await readView(asha, viewID)).revision,
    now: { name: 'first', search: 'view=stuck' },
  }
}

describe.each([
  ['a rule', aRule],
  ['a target', aTarget],
  ['a digest', aDigest],
  ['a threshold', aThreshold],
  ['a secret’s end', aSecret],
  ['a shared view', aView],
])('%s', (_name, make) => {
  it('tells the later of two who changed what, and does it once they have seen that', async () => {
    const setting = await make()
    const seen = await setting.revision()
    await setting.change(asha, 'first', seen)
    const refused: unknown = await setting.change(ben, 'second', seen).catch((error: unknown) => error)
    const revision = await setting.revision()
    expect(refused).toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: expect.stringContaining('asha@desk.example has changed the'),
      details: { revision, updatedBy: 'asha@desk.example', updatedAt: expect.any(Date), now: setting.now },
    })
    expect(revision).not.toBe(seen)
    await setting.change(ben, 'second', revision)
    expect(await setting.revision()).not.toBe(revision)
  })

  it('lets one of several win who change it in the same moment', async () => {
    const setting = await make()
    const seen = await setting.revision()
    const tries = await Promise.allSettled([asha, ben, asha].map((who) => setting.change(who, 'first', seen)))
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })
})

it('a threshold that was taken back and set anew is another one than before', async () => {
  const set = (minutes: number | null, ifMatch: number | null = null) =>
    overrideThreshold(asha, { status: 'KYC_PENDING', minutes, reason: 'measured', applicationID }, ifMatch)
  const { revision } = await set(12)
  expect((await set(null)).revision).toBe(0)
  await set(40)
  await expect(set(15, revision)).rejects.toMatchObject({ details: { now: { minutes: 40 } } })
  await expect(set(15, 0)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
})

it('a target’s address and secret are used from their change on, and told nowhere', async () => {
  const peer = await startPeer((_request, response) => void response.end('ok'))
  const hook = { name: aName(), kind: 'webhook', address: `${peer.baseURL}/old`, allowPrivate: true } as const
  const { targetID } = await addNotificationTarget(cli, hook)
  const secret = `whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`
  await changeNotificationTarget(asha, targetID, { address: `${peer.baseURL}/new`, secret })
  await testNotificationTarget(asha, targetID)
  await sendDue()
  await peer.close()
  const [sent] = peer.requests
  const headers = Object.fromEntries(Object.entries(sent?.headers ?? {}).map(([name, value]) => [name, String(value)]))
  expect(sent?.path).toBe('/new')
  expect(new Webhook(secret).verify(sent?.body ?? '', headers)).toMatchObject({ type: 'desk.test' })
  const details = (await listAudit(5, null)).map(({ detail }) => detail)
  const told = JSON.stringify([await readNotificationTarget(cli, targetID), details])
  expect(told).toContain('"changed":["secret","address"]')
  for (const hidden of [secret.slice(6), '/new']) expect(told).not.toContain(hidden)
})
