import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import { addSecret } from '@/lib/commands/add-secret'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { disableUser } from '@/lib/commands/disable-user'
import { retireSecret } from '@/lib/commands/retire-secret'
import { revokeToken } from '@/lib/commands/revoke-token'
import { setSetting } from '@/lib/commands/set-setting'
import { findApplication, listApplications } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { activeAndKnownSecrets, allSecrets, listSecrets, touchSecret } from '@/lib/store/secrets'
import { loadSettings } from '@/lib/store/settings'
import { createTestDatabase } from '@/tests/support/database'

const cli: Principal = { kind: 'system', name: 'cli' }
const HOUR = 3_600_000

beforeAll(async () => {
  await createTestDatabase()
})

function draft(more: Record<string, unknown> = {}) {
  const ids = { tenantID: randomUUID(), applicationID: randomUUID() }
  return { name: 'An application', environment: 'live' as const, baseURL: 'https://api.example.com/', ...ids, ...more }
}

async function application(): Promise<string> {
  return (await addApplication(cli, draft())).applicationID
}

const code = (code: string) => expect.objectContaining({ code })

describe('applications', () => {
  it('keep their API key encrypted and give it back to the one who asks for the application', async () => {
    const { applicationID } = await addApplication(cli, draft({ apiKey: 'sk_live_abcdefgh' }))
    expect(await findApplication(applicationID)).toMatchObject({
      apiKey: 'sk_live_abcdefgh',
      baseURL: 'https://api.example.com',
    })
    const stored = await db().application.findUnique({ where: { applicationID } })
    expect(Buffer.from(stored?.apiKeyCiphertext ?? []).includes('abcdefgh')).toBe(false)
    const listed = (await listApplications()).find((row) => row.applicationID === applicationID)
    expect(listed).toMatchObject({ hasApiKey: true })
    expect(listed).not.toHaveProperty('apiKey')
  })

  it('are added once, and a refused one leaves no trace', async () => {
    const first = draft()
    await addApplication(cli, first)
    await expect(addApplication(cli, { ...first, name: 'Again' })).rejects.toEqual(code('CONFLICT'))
    expect(await findApplication(first.applicationID)).toMatchObject({ name: first.name })
    const audit = await db().auditEntry.count({ where: { subject: first.applicationID } })
    expect(audit).toBe(1)
  })

  it('take a platform key later, when named again as they are known', async () => {
    const known = draft()
    const { applicationID } = await addApplication(cli, known)
    await expect(addApplication(cli, known)).rejects.toEqual(code('CONFLICT'))
    await addApplication(cli, { ...known, apiKey: 'sk_live_later' })
    expect(await findApplication(applicationID)).toMatchObject({ apiKey: 'sk_live_later', name: known.name })
    await expect(addApplication(cli, { ...known, name: 'Other', apiKey: 'sk_live_x' })).rejects.toEqual(
      code('CONFLICT'),
    )
  })

  it.each([
    ['a tenant that is no UUID', { tenantID: 'x' }, /tenantID/],
    ['a base URL of another protocol', { baseURL: 'ftp://x' }, /baseURL/],
    ['an empty name', { name: '  ' }, /name/],
    ['a name with a NUL', { name: 'a\0b' }, /name/],
    ['something that is no API key', { apiKey: 'hello' }, /apiKey/],
    ['the nil UUID', { applicationID: '00000000-0000-0000-0000-000000000000' }, /applicationID/],
  ])('refuse %s', async (_what, more, message) => {
    await expect(addApplication(cli, draft(more))).rejects.toThrow(message)
  })
})

describe('secrets', () => {
  it('are made when none is given, and told once', async () => {
    const applicationID = await application()
    const { secretID, value } = await addSecret(cli, { applicationID })
    expect(value).toMatch(/^whsec_[\w-]{43}$/)
    expect(await activeAndKnownSecrets(applicationID)).toMatchObject([{ secretID, value, status: 'active' }])
    const stored = await db().secret.findFirst({ where: { secretID } })
    expect(Buffer.from(stored?.ciphertext ?? []).includes(value ?? '')).toBe(false)
    expect(await addSecret(cli, { applicationID, value: 'given by the platform' })).toEqual({
      secretID: expect.any(String),
    })
    const audit = JSON.stringify(await db().auditEntry.findMany({ where: { applicationID }, select: { detail: true } }))
    expect(audit).not.toContain(value)
  })

  it('keep bytes as they are: spaces, quotes, other scripts', async () => {
    const applicationID = await application()
    for (const value of [' leading and trailing ', '"quoted" \\ back', 'गुप्त गुप्त', 'line\nbreak 12']) {
      await addSecret(cli, { applicationID, value })
      expect((await activeAndKnownSecrets(applicationID)).map((secret) => secret.value)).toContain(value)
    }
  })

  it('without an overlap leave earlier ones active until retired', async () => {
    const applicationID = await application()
    const first = await addSecret(cli, { applicationID })
    await addSecret(cli, { applicationID })
    expect((await activeAndKnownSecrets(applicationID)).map((secret) => secret.status)).toEqual(['active', 'active'])
    await retireSecret(cli, { secretID: first.secretID })
    const states = await listSecrets(applicationID)
    expect(states.find((row) => row.secretID === first.secretID)).toMatchObject({ status: 'retired', retireAt: null })
    expect(states.filter((row) => row.status === 'active')).toHaveLength(1)
  })

  it('with an overlap retire earlier ones after it, never later than they would have', async () => {
    const applicationID = await application()
    const now = new Date()
    const [first, second, third] = [
      await addSecret(cli, { applicationID }, now),
      await addSecret(cli, { applicationID, overlapMs: HOUR }, now),
      await addSecret(cli, { applicationID, overlapMs: 24 * HOUR }, now),
    ]
    const rows = await listSecrets(applicationID)
    const retireAt = (id: string) => rows.find((row) => row.secretID === id)?.retireAt?.getTime() ?? null
    expect([retireAt(first.secretID), retireAt(second.secretID), retireAt(third.secretID)]).toEqual([
      now.getTime() + HOUR,
      now.getTime() + 24 * HOUR,
      null,
    ])
    expect(rows.every((row) => row.status === 'active')).toBe(true)
    const atOnce = await addSecret(cli, { applicationID, overlapMs: 0 }, now)
    const active = (await activeAndKnownSecrets(applicationID)).filter((secret) => secret.status === 'active')
    expect(active.map((secret) => secret.secretID)).toEqual([atOnce.secretID])
  })

  it('are known across applications for forensics, with hints that give nothing away', async () => {
    const applicationID = await application()
    await addSecret(cli, { applicationID, value: 'a-long-secret-value-of-32-chars!' })
    const found = (await allSecrets()).find((secret) => secret.applicationID === applicationID)
    expect(found).toMatchObject({ value: 'a-long-secret-value-of-32-chars!', hint: '…rs!' })
    await addSecret(cli, { applicationID, value: 'short-one' })
    expect((await listSecrets(applicationID)).map((row) => row.hint)).toContain('…')
  })

  it('note when they verified something, at most once a minute', async () => {
    const applicationID = await application()
    const { secretID } = await addSecret(cli, { applicationID })
    const now = new Date('2026-03-05T10:00:00Z')
    await touchSecret(applicationID, secretID, now)
    await touchSecret(applicationID, secretID, new Date(now.getTime() + 30_000))
    expect(await listSecrets(applicationID)).toMatchObject([{ lastVerifiedAt: now }])
  })

  it('are refused for an unknown application, when known already, when too short, and when unknown', async () => {
    const applicationID = await application()
    await addSecret(cli, { applicationID, value: 'the same value' })
    await expect(addSecret(cli, { applicationID, value: 'the same value' })).rejects.toEqual(code('CONFLICT'))
    await expect(addSecret(cli, { applicationID, value: 'x' })).rejects.toThrow(/value/)
    await expect(addSecret(cli, { applicationID: randomUUID() })).rejects.toEqual(code('NOT_FOUND'))
    await expect(retireSecret(cli, { secretID: randomUUID() })).rejects.toEqual(code('NOT_FOUND'))
  })
})

describe('settings', () => {
  it('layer an application over all over the defaults', async () => {
    const applicationID = await application()
    await setSetting(cli, { key: 'wait.OFFERS_PENDING.minutes', value: '12' })
    await setSetting(cli, { key: 'wait.OFFERS_PENDING.minutes', value: 7, applicationID })
    await setSetting(cli, { key: 'webhook.applyStale', value: 'true', applicationID })
    expect((await loadSettings(applicationID))['wait.OFFERS_PENDING.minutes']).toBe(7)
    expect((await loadSettings(applicationID))['webhook.applyStale']).toBe(true)
    expect((await loadSettings())['wait.OFFERS_PENDING.minutes']).toBe(12)
    expect((await loadSettings(randomUUID()))['wait.OFFERS_PENDING.minutes']).toBe(12)
    expect((await loadSettings())['webhook.applyStale']).toBe(false)
    await setSetting(cli, { key: 'wait.OFFERS_PENDING.minutes', value: 10 })
  })

  it.each([
    ['nothing.like.this', '1', /must be one of/],
    ['wait.OFFERS_PENDING.minutes', 'soon', /cannot be "soon"/],
    ['wait.OFFERS_PENDING.minutes', '', /needs a value/],
    ['pulls.mode', 'sometimes', /off, on demand or scheduled/],
    ['webhook.rejectedPerMinute', '1.5', /cannot be "1.5"/],
  ])('refuse %s = %o', async (key, value, message) => {
    await expect(setSetting(cli, { key, value })).rejects.toThrow(message)
  })
})

describe('users and tokens', () => {
  it('are refused when they exist already or are unknown', async () => {
    await addUser(cli, { email: 'Priya@desk.example', role: 'ops' })
    await expect(addUser(cli, { email: 'priya@DESK.example', role: 'admin' })).rejects.toEqual(code('CONFLICT'))
    await expect(disableUser(cli, { email: 'nobody@desk.example' })).rejects.toEqual(code('NOT_FOUND'))
    await expect(revokeToken(cli, { tokenID: randomUUID() })).rejects.toEqual(code('NOT_FOUND'))
    await expect(createToken(cli, { name: 't', scopes: [] })).rejects.toThrow(/scopes/)
    await expect(createToken(cli, { name: 't', scopes: ['read'], applicationID: randomUUID() })).rejects.toEqual(
      code('NOT_FOUND'),
    )
    await expect(addUser(cli, { email: 'short@desk.example', role: 'ops', password: '1234567' })).rejects.toThrow(
      /password/,
    )
  })
})

it('lets engineers make and revoke tokens of the applications that they may see, and nobody below', async () => {
  const [own, foreign] = [await application(), await application()]
  const person = (role: 'ops' | 'engineer'): Principal => {
    return { kind: 'user', userID: randomUUID(), email: `${role}@desk.example`, role, applicationIDs: [own] }
  }
  const make = (who: Principal, applicationID: string | null) =>
    createToken(who, { name: 't', scopes: ['read'], applicationID })
  const { tokenID } = await make(person('engineer'), own)
  await expect(make(person('ops'), own)).rejects.toEqual(code('FORBIDDEN'))
  await expect(make(person('engineer'), foreign)).rejects.toEqual(code('FORBIDDEN'))
  await expect(make(person('engineer'), null)).rejects.toEqual(code('FORBIDDEN'))
  const ofForeign = await make(cli, foreign)
  await expect(revokeToken(person('engineer'), ofForeign)).rejects.toEqual(code('NOT_FOUND'))
  await expect(revokeToken(person('ops'), { tokenID })).rejects.toEqual(code('FORBIDDEN'))
  expect(await revokeToken(person('engineer'), { tokenID })).toEqual({ tokenID })
})

it('lets administrators and the command line alone do any of this', async () => {
  const applicationID = await application()
  const others: Principal[] = [
    { kind: 'user', userID: randomUUID(), email: 'e@desk.example', role: 'engineer', applicationIDs: null },
    {
      kind: 'token',
      tokenID: randomUUID(),
      name: 't',
      scopes: ['ingest', 'read', 'triage', 'sync'],
      applicationID: null,
    },
  ]
  const before = await db().auditEntry.count()
  for (const who of others) {
    const attempts = [
      addApplication(who, draft()),
      addSecret(who, { applicationID }),
      retireSecret(who, { secretID: randomUUID() }),
      addUser(who, { email: 'x@desk.example', role: 'admin' }),
      disableUser(who, { email: 'x@desk.example' }),
      setSetting(who, { key: 'pulls.mode', value: 'off' }),
    ]
    for (const attempt of attempts) await expect(attempt).rejects.toEqual(code('FORBIDDEN'))
  }
  expect(await db().auditEntry.count()).toBe(before)
})
