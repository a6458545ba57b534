import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { signInWithIdentity } from '@/lib/auth/sign-in-with-identity'
import { addUser } from '@/lib/commands/add-user'
import { unlinkSso } from '@/lib/commands/unlink-sso'
import { extendEnv } from '@/lib/env'
import { db } from '@/lib/store/client'
import { findUserByEmail } from '@/lib/store/users'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication } from '@/tests/support/webhooks'

const cli = { kind: 'system', name: 'cli' } as const
const VISITOR = { address: '10.0.0.1', browser: 'Chrome 141 on Linux' }

beforeAll(async () => {
  await createTestDatabase()
})

const identity = (subject: string, email: string) => ({
  ...{ subject: `https://id.example ${subject}`, email, isEmailUnverified: false },
  role: 'ops' as const,
})

it('knows somebody by their identity when their e-mail at the provider changes', async () => {
  await signInWithIdentity(identity('1', 'before@desk.example'), VISITOR)
  const result = await signInWithIdentity(identity('1', 'after@desk.example'), VISITOR)
  expect(result).toMatchObject({ ok: true, user: { email: 'before@desk.example' } })
  expect(await db().user.count({ where: { email: 'after@desk.example' } })).toBe(0)
})

it('binds an account to the first identity, and to another only once an administrator has unlinked it', async () => {
  const email = 'priya@desk.example'
  await addUser(cli, { email, role: 'support' })
  expect(await signInWithIdentity(identity('2', email), VISITOR)).toMatchObject({ ok: true })
  expect(await signInWithIdentity(identity('3', email), VISITOR)).toEqual({ ok: false, reason: 'identity' })
  await unlinkSso(cli, { email })
  expect(await signInWithIdentity(identity('3', email), VISITOR)).toMatchObject({ ok: true })
  const changes = await db().auditEntry.findMany({
    where: { subject: email, action: { in: ['change.role', 'unlink.identity', 'refuse.sign-in'] } },
    orderBy: { id: 'asc' },
    select: { action: true },
  })
  expect(changes.map(({ action }) => action)).toEqual(['change.role', 'refuse.sign-in', 'unlink.identity'])
})

it('shows somebody new no application until an admin grants one, or those that the environment names', async () => {
  const { applicationID } = await addTestApplication()
  const seenBy = async (subject: string, applications: string) => {
    extendEnv({ OIDC_APPLICATIONS: applications })
    await signInWithIdentity(identity(subject, `${subject}@desk.example`), VISITOR)
    return (await findUserByEmail(`${subject}@desk.example`))?.applicationIDs
  }
  expect(await seenBy('none', '')).toEqual([])
  expect(await seenBy('one', `${applicationID.toUpperCase()}, ${randomUUID()}`)).toEqual([applicationID])
  expect(await seenBy('all', 'all')).toBeNull()
  expect(() => extendEnv({ OIDC_APPLICATIONS: 'every' })).toThrow('OIDC_APPLICATIONS must be all, or UUIDs')
  extendEnv({ OIDC_APPLICATIONS: '' })
})

it('takes the role of the last admin from nobody, however often the provider names another', async () => {
  const [first, second] = ['first@desk.example', 'second@desk.example']
  for (const email of [first, second]) await addUser(cli, { email, role: 'admin' })
  await Promise.all([
    signInWithIdentity(identity('first', first), VISITOR),
    signInWithIdentity(identity('second', second), VISITOR),
  ])
  const roles = [await findUserByEmail(first), await findUserByEmail(second)].map((user) => user?.role)
  expect(roles.toSorted()).toEqual(['admin', 'ops'])
  const last = roles[0] === 'admin' ? 'first' : 'second'
  expect(await signInWithIdentity(identity(last, `${last}@desk.example`), VISITOR)).toMatchObject({ ok: true })
  expect((await findUserByEmail(`${last}@desk.example`))?.role).toBe('admin')
  expect(await db().auditEntry.count({ where: { subject: `${last}@desk.example`, action: 'keep.role' } })).toBe(2)
})
