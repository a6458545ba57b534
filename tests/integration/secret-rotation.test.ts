import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { addSecret } from '@/lib/commands/add-secret'
import { retireSecret } from '@/lib/commands/retire-secret'
import { scheduleSecretRetirement } from '@/lib/commands/schedule-secret-retirement'
import type { Role } from '@/lib/domain/vocabulary'
import { GET as listApplications } from '@/app/api/v1/applications/route'
import { GET as listSecretsOf, POST as addSecretTo } from '@/app/api/v1/applications/[applicationID]/secrets/route'
import { DELETE as revoke } from '@/app/api/v1/applications/[applicationID]/secrets/[secretID]/route'
import { isSuperseded, listApplicationSecrets, readSecretsPage } from '@/lib/query/secrets'
import { db } from '@/lib/store/client'
import { insertToken } from '@/lib/store/tokens'
import { call, refusal, rows } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, type TestApplication } from '@/tests/support/webhooks'

let application: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
})

const user = (role: Role) => ({
  kind: 'user' as const,
  userID: randomUUID(),
  email: `${role}@desk.example`,
  role,
  applicationIDs: null,
})
const ADMIN = user('admin')
const NOW = new Date()
const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000)

const listed = async (applicationID = application.applicationID) =>
  (await listApplicationSecrets(ADMIN, { applicationID })).data

describe('a secret', () => {
  it('is made and shown once, beside those that go on or end with the overlap', async () => {
    const { applicationID } = application
    const added = await addSecret(ADMIN, { applicationID, overlapMs: 24 * 3_600_000 }, NOW)
    expect(added.value).toMatch(/^whsec_.{40,}$/)
    const [newest, oldest] = await listed()
    expect(newest).toMatchObject({ secretID: added.secretID, status: 'active', retireAt: null, lastVerifiedAt: null })
    expect(oldest).toMatchObject({ status: 'active', retireAt: inHours(24), isSuperseded: false })
    expect(JSON.stringify(await readSecretsPage(ADMIN))).not.toContain(String(added.value).slice(6, 30))
  })

  it('can be given more time, or kept, until it has ended', async () => {
    const { applicationID } = await addTestApplication()
    const [secret] = await listed(applicationID)
    const id = { applicationID, secretID: String(secret?.secretID) }
    await scheduleSecretRetirement(ADMIN, { ...id, retireAt: inHours(1).toISOString() }, null, NOW)
    expect(await listed(applicationID)).toMatchObject([{ retireAt: inHours(1), status: 'active' }])
    await scheduleSecretRetirement(ADMIN, { ...id, retireAt: null }, null, NOW)
    expect(await listed(applicationID)).toMatchObject([{ retireAt: null }])
    const schedule = (retireAt: Date | null) =>
      scheduleSecretRetirement(ADMIN, { ...id, retireAt: retireAt?.toISOString() ?? null }, null, NOW)
    await expect(schedule(inHours(-1))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(schedule(inHours(24 * 91))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await retireSecret(ADMIN, id, NOW)).toEqual({ secretID: id.secretID, retiredAt: NOW, activeLeft: 0 })
    await expect(schedule(inHours(1))).rejects.toMatchObject({ code: 'CONFLICT' })
    const actions = await db().auditEntry.findMany({ where: { subject: id.secretID }, orderBy: { id: 'asc' } })
    expect(actions.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
      'admin@desk.example schedule.secret',
      'admin@desk.example schedule.secret',
      'admin@desk.example retire.secret',
    ])
  })

  it('can go once a newer one verifies and it has not for an hour', () => {
    const verified = (hours: number | null) =>
      ({ status: 'active', lastVerifiedAt: hours === null ? null : inHours(hours) }) as const
    expect(isSuperseded(verified(0), [verified(2)])).toBe(true)
    expect(isSuperseded(verified(null), [verified(2)])).toBe(true)
    expect(isSuperseded(verified(1.5), [verified(2)])).toBe(false)
    expect(isSuperseded(verified(0), [verified(null)])).toBe(false)
    expect(isSuperseded({ ...verified(0), status: 'retired' }, [verified(2)])).toBe(false)
  })

  it('is seen by engineers and changed by admins alone', async () => {
    const { applicationID } = application
    for (const role of ['support', 'ops'] as const) {
      await expect(listApplicationSecrets(user(role), { applicationID })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect((await listApplicationSecrets(user('engineer'), { applicationID })).data).not.toHaveLength(0)
    const secretID = randomUUID()
    for (const role of ['support', 'ops', 'engineer'] as const) {
      const who = user(role)
      await expect(addSecret(who, { applicationID })).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(retireSecret(who, { secretID })).rejects.toMatchObject({ code: 'FORBIDDEN' })
      const schedule = scheduleSecretRetirement(who, { applicationID, secretID, retireAt: null })
      await expect(schedule).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  it('of another application is not found', async () => {
    const other = await addTestApplication()
    const [secret] = await listed()
    const id = { applicationID: other.applicationID, secretID: String(secret?.secretID) }
    await expect(retireSecret(ADMIN, id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(scheduleSecretRetirement(ADMIN, { ...id, retireAt: null })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(listApplicationSecrets(ADMIN, { applicationID: randomUUID() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('over the API', () => {
  it('a token lists applications, its own where it has one, and never reaches a secret', async () => {
    const everything = await insertToken({
      name: 'all',
      scopes: ['read', 'triage', 'sync'],
      applicationID: null,
      createdBy: 'test',
    })
    const { applicationID } = application
    const bound = await insertToken({ name: 'bound', scopes: ['read'], applicationID, createdBy: 'test' })
    expect(
      (await rows(listApplications, '/api/v1/applications', { token: everything.token })).data.length,
    ).toBeGreaterThan(1)
    expect((await rows(listApplications, '/api/v1/applications', { token: bound.token })).data).toMatchObject([
      { applicationID },
    ])
    const path = `/api/v1/applications/${applicationID}/secrets`
    const params = { applicationID }
    const token = everything.token
    const refusals = [
      await refusal(call(listSecretsOf, path, { token, params })),
      await refusal(call(addSecretTo, path, { token, params, method: 'POST', body: {} })),
      await refusal(
        call(revoke, `${path}/x`, { token, params: { ...params, secretID: randomUUID() }, method: 'DELETE' }),
      ),
    ]
    for (const refused of refusals) expect(refused).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    expect(await refusal(call(listSecretsOf, path, { params }))).toMatchObject({ status: 401 })
  })
})
