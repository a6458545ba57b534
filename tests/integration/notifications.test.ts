import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import { addNotificationRule } from '@/lib/commands/add-notification-rule'
import { addNotificationTarget } from '@/lib/commands/add-notification-target'
import { addUser } from '@/lib/commands/add-user'
import { changeNotificationRule } from '@/lib/commands/change-notification-rule'
import { changeNotificationTarget } from '@/lib/commands/change-notification-target'
import { deleteNotificationTarget } from '@/lib/commands/delete-notification-target'
import { retryNotification } from '@/lib/commands/retry-notification'
import { setNotificationDigest } from '@/lib/commands/set-notification-digest'
import { testNotificationTarget } from '@/lib/commands/test-notification-target'
import { extendEnv } from '@/lib/env'
import { decideNotifications } from '@/lib/notify/decide'
import { decideDigests } from '@/lib/notify/digest'
import type { Resolve } from '@/lib/notify/public-host'
import { LEASE_MS, sendDue } from '@/lib/notify/send-due'
import { listNotifications, listNotificationTargets, readNotificationsPage } from '@/lib/query/notifications'
import { listAudit } from '@/lib/store/audit'
import { db } from '@/lib/store/client'
import { createTestDatabase, type TestDatabase } from '@/tests/support/database'
import { startPeer, type HttpPeer } from '@/tests/support/http-peer'
import { cli, putFindings, startMailServer, type FindingSeed, type MailServer } from '@/tests/support/notify'
import { runSQL } from '@/tests/support/sql'

const A = randomUUID()
const T0 = new Date('2026-03-05T06:30:00Z') // noon in Kolkata
const after = (minutes: number) => new Date(T0.getTime() + minutes * 60_000)
const engineer: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'eng@desk.example',
  role: 'engineer',
  applicationIDs: null,
}
const support: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'sup@desk.example',
  role: 'support',
  applicationIDs: null,
}

let database: TestDatabase
let mail: MailServer
let peer: HttpPeer

beforeAll(async () => {
  database = await createTestDatabase()
  mail = await startMailServer()
  peer = await startPeer((_request, response) => void response.end('ok'))
  extendEnv({ SMTP_URL: mail.url })
  const named = { name: 'First', tenantID: randomUUID(), environment: 'live', baseURL: 'https://p.example' } as const
  await addApplication(cli, { ...named, applicationID: A })
})

afterAll(async () => {
  await Promise.all([mail.close(), peer.close()])
})

beforeEach(async () => {
  for (const table of [
    'finding',
    'notification_delivery',
    'notification_group',
    'notification_rule',
    'notification_target',
  ])
    await runSQL(database.url, `DELETE FROM ${table}`)
  peer.requests.length = 0
  mail.mails.length = 0
  peer.answer((_request, response) => void response.end('ok'))
})

const put = (...seeds: Partial<FindingSeed>[]) =>
  putFindings(
    database.url,
    seeds.map((seed) => ({ applicationID: A, findingID: randomUUID(), since: T0, ...seed })),
  )
const resolveAll = () => runSQL(database.url, `UPDATE finding SET status = 'resolved'`)

async function hook(kind: 'webhook' | 'slack' = 'webhook') {
  const made = await addNotificationTarget(cli, { name: kind, kind, address: `${peer.baseURL}/in`, allowPrivate: true })
  return { ...made, secret: made.secret ?? '' }
}
const rule = (targetIDs: string[], more: object = {}) =>
  addNotificationRule(cli, { name: `rule-${randomUUID().slice(0, 6)}`, targetIDs, keepFiringMinutes: 0, ...more })

/** One turn of the worker at this minute: decide, then send all that is due. */
async function turn(minute: number): Promise<string[]> {
  const before = peer.requests.length
  await decideNotifications(after(minute))
  while ((await sendDue(() => after(minute), { random: () => 0 })) > 0);
  return peer.requests.slice(before).map(({ body }) => {
    const parsed: { type?: string; text?: string } = JSON.parse(body)
    return parsed.type ?? parsed.text ?? ''
  })
}
const log = async () => (await listNotifications(cli, {})).data

describe('a rule', () => {
  it('tells a cause once, with its signature, and once that it is over', async () => {
    const { targetID, secret } = await hook()
    await rule([targetID])
    await put({ subjectID: 'j-1' }, { subjectID: 'ABCDE1234F' }, { subjectID: '9876543210' })
    // The library checks the time against the clock of now.
    const now = new Date()
    expect(await decideNotifications(now)).toBe(1)
    await sendDue()
    await sendDue()
    const [first] = peer.requests
    const headers = Object.fromEntries(
      Object.entries(first?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    )
    const told = new Webhook(secret).verify(first?.body ?? '', headers)
    expect(told).toMatchObject({
      type: 'finding.firing',
      data: { condition: 'offers-pending', cause: 'lender-dispatch-in-flight', count: 3, application: 'First' },
    })
    expect(first?.body).toContain('j-1')
    for (const personal of ['ABCDE1234F', '9876543210', 'Asha', 'asha@']) expect(first?.body).not.toContain(personal)
    expect(await decideNotifications(new Date())).toBe(0)
    await resolveAll()
    await decideNotifications(new Date())
    await sendDue()
    expect(peer.requests).toHaveLength(2)
    expect(peer.requests[1]?.body).toContain('finding.recovered')
    expect(await decideNotifications(new Date())).toBe(0)
  })

  it('waits for the pending time, keeps firing, and tells what returns as new', async () => {
    const { targetID } = await hook()
    await rule([targetID], { pendingMinutes: 10, keepFiringMinutes: 5 })
    const findingID = randomUUID()
    await put({ findingID })
    expect(await turn(9)).toEqual([])
    expect(await turn(10)).toEqual(['finding.firing'])
    await resolveAll()
    expect(await turn(11)).toEqual([])
    await put({ findingID })
    expect(await turn(14)).toEqual([])
    await resolveAll()
    expect(await turn(15)).toEqual([])
    expect(await turn(20)).toEqual(['finding.recovered'])
    await put({ findingID, status: 'open' })
    expect(await turn(30)).toEqual(['finding.firing'])
  })

  it('never tells a past episode', async () => {
    const { targetID } = await hook()
    await rule([targetID])
    await put({ status: 'resolved' }, { status: 'snoozed' })
    expect(await turn(60)).toEqual([])
  })

  it('tells only what its filter asks for, each cause by itself', async () => {
    const { targetID } = await hook()
    await rule([targetID], { ownerRole: 'ops', severities: ['high', 'critical'], environment: 'live' })
    await put({}, { severity: 'low', cause: 'aa-required' }, { environment: 'test', cause: 'polling-too-aggressive' })
    await put({ condition: 'rate-limited', cause: 'missing-backoff' })
    await put({ condition: 'journey-stalled', cause: 'waiting-on-lender' })
    expect(await turn(1)).toHaveLength(2)
  })

  it('holds its messages back in quiet hours of its zone, but not the critical', async () => {
    const { targetID } = await hook()
    const quietHours = { from: '11:00', to: '13:00', zone: 'Asia/Kolkata' }
    await rule([targetID], { quietHours })
    await put({ cause: 'aa-required' })
    await put({ severity: 'critical' })
    expect(await turn(1)).toHaveLength(1)
    expect(await turn(59)).toEqual([])
    expect(await turn(60)).toEqual(['finding.firing'])
  })

  it('tells nothing of a recovery to who was never told', async () => {
    const { targetID } = await hook()
    await rule([targetID])
    await put({})
    peer.answer((_request, response) => void response.writeHead(503).end())
    await turn(0)
    await resolveAll()
    peer.answer((_request, response) => void response.end('ok'))
    expect(await turn(3)).toEqual([])
    expect((await log()).map(({ state }) => state)).toEqual(['dropped'])
  })

  it('that is changed ends what it does not ask for any more without a message', async () => {
    const { targetID } = await hook()
    const { ruleID } = await rule([targetID])
    await put({})
    await turn(0)
    await changeNotificationRule(cli, ruleID, { conditions: ['rate-limited'] })
    expect(await turn(1)).toEqual([])
  })

  it('without a target that is switched on counts nothing as told', async () => {
    const { targetID } = await hook()
    await rule([targetID])
    await changeNotificationTarget(cli, targetID, { enabled: false })
    await put({})
    expect(await turn(0)).toEqual([])
    await changeNotificationTarget(cli, targetID, { enabled: true })
    expect(await turn(1)).toEqual(['finding.firing'])
  })
})

describe('sending', () => {
  it('is tried again with the same ID until it is taken, and given up in the end', async () => {
    const { targetID } = await hook()
    await rule([targetID])
    await put({})
    peer.answer((_request, response) => void response.writeHead(500).end('no'))
    await turn(0)
    expect((await log())[0]).toMatchObject({
      state: 'queued',
      attempts: 1,
      error: 'It answered 500.',
      responseStatus: 500,
    })
    for (const minute of [1, 3, 10, 30, 70, 140, 300]) await turn(minute)
    const [failed] = await log()
    expect(failed).toMatchObject({ state: 'failed', attempts: 7 })
    expect(new Set(peer.requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([failed?.id]))
    peer.answer((_request, response) => void response.end())
    await retryNotification(engineer, failed?.id ?? '', after(301))
    await turn(301)
    expect((await log())[0]).toMatchObject({ state: 'sent', error: null })
    await expect(retryNotification(engineer, failed?.id ?? '')).rejects.toThrow('no failed message')
  })

  it('waits as long as Retry-After asks', async () => {
    const { targetID } = await hook()
    await testNotificationTarget(engineer, targetID, T0)
    peer.answer((_request, response) => void response.writeHead(429, { 'retry-after': '300' }).end())
    await turn(0)
    expect((await log())[0]?.nextAttemptAt).toEqual(after(5))
  })

  it('by two workers at once sends each message once', async () => {
    const { targetID } = await hook()
    for (let index = 0; index < 20; index += 1) await testNotificationTarget(engineer, targetID, T0)
    const both = await Promise.all([1, 2, 3, 4].map(() => sendDue(() => T0)))
    while ((await sendDue(() => T0)) > 0);
    expect(both.filter((count) => count > 0).length).toBeGreaterThan(1)
    expect(peer.requests).toHaveLength(20)
    expect(new Set(peer.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(20)
  })

  it('is decided once, however many workers decide at once', async () => {
    const { targetID } = await hook()
    await rule([targetID])
    await put({}, {}, {})
    await Promise.all([1, 2, 3, 4, 5].map(() => decideNotifications(T0)))
    expect(await log()).toHaveLength(1)
  })

  it('that a killed worker had begun is done by another, with the same ID and not before its lease ended', async () => {
    const { targetID } = await hook()
    await testNotificationTarget(engineer, targetID, T0)
    peer.answer(() => undefined)
    const args = ['--import', 'tsx', 'tests/support/notify-sender.ts', T0.toISOString()]
    const child = spawn(process.execPath, args, { env: { ...process.env, ...database.env }, stdio: 'inherit' })
    await expect.poll(() => peer.requests.length, { timeout: 8_000, interval: 20 }).toBe(1)
    child.kill('SIGKILL')
    await once(child, 'exit')
    peer.answer((_request, response) => void response.end())
    expect(await sendDue(() => new Date(T0.getTime() + LEASE_MS - 1))).toBe(0)
    expect(await sendDue(() => new Date(T0.getTime() + LEASE_MS))).toBe(1)
    const [first, second, ...more] = peer.requests.map(({ headers }) => headers['webhook-id'])
    expect([second, more]).toEqual([first, []])
    expect((await log())[0]).toMatchObject({ state: 'sent', attempts: 2 })
  })

  it('speaks to Slack in text that it cannot mistake for markup', async () => {
    const { targetID } = await hook('slack')
    await rule([targetID])
    await put({ subjectID: '<!channel>' })
    const [told] = await turn(1)
    expect(told).toContain('*Found: Stuck in OFFERS_PENDING: lender dispatch in flight (First)*')
    expect(told).toContain('&lt;!channel&gt;')
    expect(told).not.toContain('<!channel>')
  })
})

describe('a target', () => {
  const add = (principal: Principal, address: string, more: object = {}) =>
    addNotificationTarget(principal, { name: randomUUID(), kind: 'slack', address, ...more })

  it.each([
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://[fd00::1]/x',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/x',
    'https://localhost/x',
  ])('in a private network is refused: %s', async (address) => {
    await expect(add(engineer, address)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it.each(['ftp://8.8.8.8/x', 'http://8.8.8.8/x', 'https://user:pass@8.8.8.8/x', 'hooks'])(
    'that is no plain https URL is refused: %s',
    async (address) => {
      await expect(add(engineer, address)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    },
  )

  it('in a private network may be allowed by an admin alone', async () => {
    await expect(add(engineer, peer.baseURL, { allowPrivate: true })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(add(support, 'https://8.8.8.8/x')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const { targetID } = await add(cli, peer.baseURL, { allowPrivate: true })
    await changeNotificationTarget(engineer, targetID, { address: `${peer.baseURL}/other` })
    await expect(
      changeNotificationTarget(engineer, targetID, { address: 'http://192.168.0.1/' }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('whose name turns private after it was checked is not connected to', async () => {
    const { port } = new URL(peer.baseURL)
    const { targetID } = await add(engineer, `https://8.8.8.8:${port}/x`)
    await storeAddress(targetID, `http://rebound.example:${port}/x`)
    await testNotificationTarget(engineer, targetID, T0)
    const rebound: Resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    await sendDue(() => T0, { resolve: rebound })
    expect(peer.requests).toEqual([])
    expect((await log())[0]).toMatchObject({ state: 'failed', error: expect.stringContaining('private network') })
    // One public address among private ones saves nothing.
    await testNotificationTarget(engineer, targetID, T0)
    const mixed: Resolve = async () => [
      { address: '8.8.8.8', family: 4 },
      { address: '::1', family: 6 },
    ]
    await sendDue(() => T0, { resolve: mixed })
    expect((await log()).map(({ state }) => state)).toEqual(['failed', 'failed'])
  })

  it('that redirects is not followed', async () => {
    const { targetID } = await hook()
    await testNotificationTarget(engineer, targetID, T0)
    peer.answer((_request, response) => void response.writeHead(302, { location: `${peer.baseURL}/inside` }).end())
    await turn(0)
    expect(peer.requests.map(({ path }) => path)).toEqual(['/in'])
    expect((await log())[0]).toMatchObject({ state: 'failed', error: expect.stringContaining('redirect') })
  })

  it('shows its secret once, and keeps it and its address encrypted', async () => {
    const { targetID, secret } = await hook()
    expect(secret).toMatch(/^whsec_/)
    const page = JSON.stringify([await readNotificationsPage(engineer), await listNotificationTargets(engineer)])
    const audit = JSON.stringify(await listAudit(20, null), (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    const [row] = await runSQL<{ row: string }>(database.url, 'SELECT t::text AS row FROM notification_target t')
    for (const text of [page, audit, row?.row]) {
      expect(text).toContain('webhook')
      expect(text).not.toContain(secret)
      expect(text).not.toContain(`${peer.baseURL}/in`)
    }
    await deleteNotificationTarget(engineer, targetID)
    expect((await listNotificationTargets(engineer)).data).toEqual([])
  })

  it('of e-mail gets one message a cause through a real server, and a refused one is tried again', async () => {
    const address = 'oncall@desk.example, lead@desk.example'
    const { targetID } = await addNotificationTarget(engineer, { name: 'mail', kind: 'email', address })
    await rule([targetID])
    await put({ subjectID: 'j-42' })
    mail.refuse(451, 2)
    await turn(0)
    expect((await log())[0]).toMatchObject({ state: 'queued', error: 'The mail server answered 451.' })
    await turn(1)
    const [sent] = await log()
    expect(sent).toMatchObject({ state: 'sent', attempts: 2 })
    expect(mail.mails).toHaveLength(1)
    expect(mail.mails[0]?.to).toEqual(['oncall@desk.example', 'lead@desk.example'])
    expect(mail.mails[0]?.raw).toContain(`Message-ID: <${sent?.id}@localhost>`)
    expect(mail.mails[0]?.raw).toContain('j-42')
    expect((await listNotificationTargets(engineer)).data[0]?.hint).toBe('o…@desk.example, l…@desk.example')
    expect(JSON.stringify(await log())).not.toContain('oncall')
  })
})

async function storeAddress(targetID: string, address: string): Promise<void> {
  const { sealText } = await import('@/lib/store/sealed-text')
  const { ciphertext, keyID } = sealText(address)
  await db().notificationTarget.update({
    where: { targetID },
    data: { addressCiphertext: ciphertext, addressKeyID: keyID },
  })
}

describe('the daily digest', () => {
  beforeAll(async () => {
    await addUser(cli, { email: 'ops@desk.example', role: 'ops' })
    await addUser(cli, { email: 'eng@desk.example', role: 'engineer' })
    const digest = { enabled: true, at: '12:30', zone: 'Asia/Kolkata' }
    for (const role of ['ops', 'engineer'] as const) await setNotificationDigest(cli, role, digest, null, after(-60))
  })

  it('goes to everybody of a role at its hour, once, and to nobody where there is nothing to say', async () => {
    await put({ subjectID: 'j-7' })
    expect(await decideDigests(after(29))).toBe(0)
    const written = await Promise.all([1, 2, 3].map(() => decideDigests(after(30))))
    expect(written.reduce((sum, count) => sum + count)).toBe(1)
    expect(await decideDigests(after(31))).toBe(0)
    await sendDue(() => after(31))
    expect(mail.mails.map(({ to }) => to)).toEqual([['ops@desk.example']])
    expect(mail.mails[0]?.raw).toContain('1 finding to look after')
    const { digests } = await readNotificationsPage(cli)
    expect(digests.find(({ role }) => role === 'engineer')?.lastOutcome).toBe('skipped: nothing to say')
    expect(digests.find(({ role }) => role === 'ops')).toMatchObject({
      lastDay: '2026-03-05',
      enabled: true,
      at: '12:30',
    })
  })

  it('that was missed for hours waits for the next day, and one set after its hour, too', async () => {
    await put({})
    const tomorrow = 24 * 60
    expect(await decideDigests(after(tomorrow + 30 + 7 * 60))).toBe(0)
    const late = { enabled: true, at: '12:30', zone: 'Asia/Kolkata' }
    await setNotificationDigest(cli, 'ops', late, null, after(tomorrow + 40))
    expect(await decideDigests(after(tomorrow + 41))).toBe(0)
    expect(await decideDigests(after(2 * tomorrow + 31))).toBe(1)
  })
})
