import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { beforeAll, describe, expect, it } from 'vitest'
import { PATCH as patchFinding } from '@/app/api/v1/findings/[findingID]/route'
import { GET as listFindings } from '@/app/api/v1/findings/route'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { disableUser } from '@/lib/commands/disable-user'
import { revokeToken } from '@/lib/commands/revoke-token'
import type { Role } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { findUserByEmail } from '@/lib/store/users'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase, TEST_KEYS } from '@/tests/support/database'

const cli = { kind: 'system', name: 'cli' } as const
const PASSWORD = 'correct horse battery'
const OURS = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }

beforeAll(async () => {
  await createTestDatabase()
})

async function person(role: Role = 'admin'): Promise<string> {
  const email = `${randomUUID()}@desk.example`
  await addUser(cli, { email, role, password: PASSWORD })
  return email
}

async function cookieOf(email: string, more: Record<string, unknown> = {}): Promise<string> {
  const user = await findUserByEmail(email)
  const token = { sub: user?.userID, sessionVersion: user?.sessionVersion, ...more }
  return `next-auth.session-token=${await encode({ token, secret: TEST_KEYS.NEXTAUTH_SECRET, maxAge: 3600 })}`
}

const list = async (cookie: string) => (await call(listFindings, '/api/v1/findings', { headers: { cookie } })).status

describe('signing in', () => {
  it('takes the right password, whatever the case of the e-mail', async () => {
    const email = await person()
    const result = await signInWithPassword({ email: email.toUpperCase(), password: PASSWORD, address: '10.0.0.1' })
    expect(result).toMatchObject({ ok: true, user: { email, sessionVersion: 1 } })
    expect((await findUserByEmail(email))?.lastSignInAt).toBeInstanceOf(Date)
  })

  it('refuses an unknown e-mail, a wrong password and a disabled user alike', async () => {
    const disabled = await person()
    await disableUser(cli, { email: disabled })
    const attempts = [
      { email: 'nobody@desk.example', password: PASSWORD },
      { email: await person(), password: 'wrong password' },
      { email: disabled, password: PASSWORD },
      { email: 'nul\0@desk.example', password: PASSWORD },
    ]
    for (const attempt of attempts) {
      expect(await signInWithPassword({ ...attempt, address: '10.0.0.2' })).toEqual({ ok: false, reason: 'refused' })
    }
  })

  it('stops listening to an address that keeps guessing, and not to another address', async () => {
    const email = await person()
    const guess = (address: string, password = 'wrong password') => signInWithPassword({ email, password, address })
    for (let attempt = 0; attempt < 5; attempt++) await guess('10.0.0.3')
    expect(await guess('10.0.0.3', PASSWORD)).toEqual({ ok: false, reason: 'throttled' })
    expect(await guess('10.0.0.4', PASSWORD)).toMatchObject({ ok: true })
  })

  it('keeps argon2id hashes, never passwords', async () => {
    const user = await findUserByEmail(await person())
    expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})

describe('a session', () => {
  it('ends with the next request once its user is disabled', async () => {
    const email = await person()
    const cookie = await cookieOf(email)
    expect(await list(cookie)).toBe(200)
    await disableUser(cli, { email })
    expect(await list(cookie)).toBe(401)
  })

  it('has the role of this moment, not of the sign-in', async () => {
    const email = await person('support')
    const cookie = await cookieOf(email)
    const patch = () =>
      call(patchFinding, '/', {
        params: { findingID: randomUUID() },
        method: 'PATCH',
        body: { status: 'open' },
        headers: { cookie, ...OURS },
      })
    expect((await patch()).status).toBe(403)
    await db().user.update({ where: { email }, data: { role: 'ops' } })
    expect((await patch()).status).toBe(404)
  })

  it('is refused when forged, expired, of an older session version or without a user', async () => {
    const email = await person()
    const token = { sub: (await findUserByEmail(email))?.userID, sessionVersion: 1 }
    const forged = await encode({ token, secret: 'another secret, another secret 00' })
    const expired = await encode({ token, secret: TEST_KEYS.NEXTAUTH_SECRET, maxAge: -60 })
    for (const value of [forged, expired, 'x', '']) expect(await list(`next-auth.session-token=${value}`)).toBe(401)
    expect(await list(await cookieOf(email, { sessionVersion: 0 }))).toBe(401)
    expect(await list(await cookieOf(email, { sub: randomUUID() }))).toBe(401)
    expect(await list(await cookieOf(email, { sub: 'x' }))).toBe(401)
  })

  it('is no bearer token', async () => {
    const token = (await cookieOf(await person())).split('=')[1] ?? ''
    expect((await call(listFindings, '/', { token })).status).toBe(401)
  })

  it('changes something only from our own pages', async () => {
    const cookie = await cookieOf(await person())
    const patch = (headers: Record<string, string>) =>
      call(patchFinding, '/', {
        params: { findingID: randomUUID() },
        method: 'PATCH',
        body: { status: 'open' },
        headers: { cookie, ...headers },
      })
    const foreign: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:3000', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
      { origin: 'http://localhost:4000', 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of foreign)
      expect(await refusal(patch(headers)), JSON.stringify(headers)).toMatchObject({ status: 403 })
    expect((await patch(OURS)).status).toBe(404)
    expect((await patch({ origin: 'http://desk.lan', host: 'desk.lan' })).status).toBe(404)
  })
})

describe('a token', () => {
  it('works at once, and not any more once revoked', async () => {
    const { token, tokenID } = await createToken(cli, { name: 't', scopes: ['read'] })
    expect((await call(listFindings, '/', { token })).status).toBe(200)
    await revokeToken(cli, { tokenID })
    expect((await call(listFindings, '/', { token })).status).toBe(401)
  })

  it('that another process revoked stops within 5 seconds', async () => {
    const { token, tokenID } = await createToken(cli, { name: 't', scopes: ['read'] })
    expect((await call(listFindings, '/', { token })).status).toBe(200)
    await db().token.update({ where: { tokenID }, data: { revokedAt: new Date() } })
    const began = performance.now()
    while ((await call(listFindings, '/', { token })).status === 200) {
      expect(performance.now() - began).toBeLessThan(5_000)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })

  it('is stored as its digest alone', async () => {
    const { token, tokenID } = await createToken(cli, { name: 't', scopes: ['read'] })
    const row = await db().token.findUnique({ where: { tokenID } })
    expect(token).toMatch(/^jd_[\w-]{43}$/)
    expect(JSON.stringify(row)).not.toContain(token.slice(3))
    expect(row?.tokenHash).toHaveLength(32)
  })
})
