import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { beforeAll, describe, expect, it } from 'vitest'
import { PATCH as patchFinding } from '@/app/api/v1/findings/[findingID]/route'
import { GET as listFindings } from '@/app/api/v1/findings/route'
import { admitSignIn } from '@/lib/auth/sign-in-limits'
import { signInWithPassword, type SignInResult } from '@/lib/auth/sign-in'
import { signOut } from '@/lib/auth/sign-out'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { disableUser } from '@/lib/commands/disable-user'
import { resetPassword } from '@/lib/commands/reset-password'
import { revokeToken } from '@/lib/commands/revoke-token'
import type { Role } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { readLiveSession } from '@/lib/store/user-sessions'
import { findUserByEmail } from '@/lib/store/users'
import { withOrigin } from '@/lib/request-origin'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase, TEST_KEYS } from '@/tests/support/database'
import { cookieOf, openSession, sessionCookie } from '@/tests/support/session-cookie'

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

function attempt(email: string, password: string, address: string, now = new Date()): Promise<SignInResult> {
  return signInWithPassword({ email, password, code: null }, { address, browser: 'Chrome 141 on Linux' }, now)
}

const list = async (cookie: string) => (await call(listFindings, '/api/v1/findings', { headers: { cookie } })).status

describe('signing in', () => {
  it('takes the right password, whatever the case of the e-mail', async () => {
    const email = await person()
    const result = await attempt(email.toUpperCase(), PASSWORD, '10.0.0.1')
    expect(result).toMatchObject({ ok: true, user: { email, sessionID: expect.any(String) } })
    expect((await findUserByEmail(email))?.lastSignInAt).toBeInstanceOf(Date)
  })

  it('refuses an unknown e-mail, a wrong password and a disabled user alike', async () => {
    const disabled = await person()
    await disableUser(cli, { email: disabled })
    const attempts: [string, string][] = [
      ['nobody@desk.example', PASSWORD],
      [await person(), 'wrong password'],
      [disabled, PASSWORD],
      ['nul\0@desk.example', PASSWORD],
    ]
    for (const [email, password] of attempts) {
      expect(await attempt(email, password, '10.0.0.2')).toEqual({ ok: false, reason: 'refused' })
    }
  })

  it('stops listening to an address that keeps guessing, and not to another address', async () => {
    const email = await person()
    for (let guess = 0; guess < 5; guess++) await attempt(email, 'wrong password', '10.0.0.3')
    expect(await attempt(email, PASSWORD, '10.0.0.3')).toEqual({ ok: false, reason: 'throttled' })
    expect(await attempt(email, PASSWORD, '10.0.0.4')).toMatchObject({ ok: true })
  })

  it('lets nobody past who guesses at once from everywhere, and the owner in from where they have been', async () => {
    const email = await person()
    const home = '10.0.1.1'
    await attempt(email, PASSWORD, home)
    const guesses = Array.from({ length: 60 }, (_, n) => admitSignIn(email, `10.0.2.${n}`, new Date()))
    expect((await Promise.all(guesses)).filter(Boolean)).toHaveLength(50)
    expect(await attempt(email, PASSWORD, '10.0.3.1')).toEqual({ ok: false, reason: 'throttled' })
    expect(await attempt(email, PASSWORD, home)).toMatchObject({ ok: true })
  })

  it('is told in the audit log: who, how and from where, never what a stranger typed', async () => {
    const email = await person()
    const where = { address: '10.0.4.1', userAgent: 'Firefox', requestID: 'sign-in-1' }
    await withOrigin({ ...where, actorID: null }, async () => {
      await attempt(email, PASSWORD, where.address)
      await attempt(email, 'wrong password', where.address)
      await attempt('My-secret-passw0rd', 'x', where.address)
    })
    const select = { actor: true, actorID: true, action: true, subject: true, reason: true, detail: true } as const
    const entries = await db().auditEntry.findMany({ where, orderBy: { id: 'asc' }, select })
    const actorID = (await findUserByEmail(email))?.userID
    const refused = { actorID: null, action: 'refuse.sign-in', detail: null }
    expect(entries).toEqual([
      { actor: email, actorID, action: 'begin.session', subject: email, reason: null, detail: { method: 'password' } },
      { ...refused, actor: email, subject: email, reason: 'wrong-password' },
      { ...refused, actor: 'unknown', subject: null, reason: 'unknown-user' },
    ])
  })

  it('keeps argon2id hashes, never passwords', async () => {
    const user = await findUserByEmail(await person())
    expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('takes no password that is easily guessed', async () => {
    for (const password of ['Password123!', 'desk.example', 'qwertyuiop']) {
      await expect(addUser(cli, { email: 'new@desk.example', role: 'ops', password })).rejects.toThrow(/easy to guess/)
    }
  })
})

describe('a session', () => {
  it('ends with the next request once its user is disabled', async () => {
    const email = await person()
    const cookie = await sessionCookie(email)
    expect(await list(cookie)).toBe(200)
    await disableUser(cli, { email })
    expect(await list(cookie)).toBe(401)
  })

  it('ends everywhere with the next request once the password is reset', async () => {
    const email = await person()
    const cookies = [await sessionCookie(email), await sessionCookie(email)]
    const { password } = await resetPassword(cli, { email })
    for (const cookie of cookies) expect(await list(cookie)).toBe(401)
    expect(await attempt(email, PASSWORD, '10.0.5.1')).toEqual({ ok: false, reason: 'refused' })
    expect(await attempt(email, password ?? '', '10.0.5.1')).toMatchObject({ ok: true })
  })

  it('ends on the server when its owner signs out, and no other of theirs', async () => {
    const email = await person()
    const [one, other] = [await openSession(email), await openSession(email)]
    await signOut(one)
    expect(await list(await cookieOf(one))).toBe(401)
    expect(await list(await cookieOf(other))).toBe(200)
  })

  it('lasts two hours without use and twelve in all, however much it is used', async () => {
    const began = new Date('2026-03-05T08:00:00Z')
    const { sessionID } = await openSession(await person(), began)
    const at = (minutes: number) => readLiveSession(sessionID, new Date(began.getTime() + minutes * 60_000))
    for (let minutes = 0; minutes < 12 * 60; minutes += 110) expect(await at(minutes), `${minutes}`).not.toBeNull()
    expect(await at(12 * 60)).toBeNull()
    const idle = await openSession(await person(), began)
    expect(await readLiveSession(idle.sessionID, new Date(began.getTime() + 120 * 60_000))).toBeNull()
  })

  it('writes that it is used once a minute, not with each request', async () => {
    const began = new Date('2026-03-05T08:00:00Z')
    const { sessionID } = await openSession(await person(), began)
    const seenAfter = async (seconds: number) => {
      await readLiveSession(sessionID, new Date(began.getTime() + seconds * 1_000))
      const { lastSeenAt } = await db().userSession.findUniqueOrThrow({
        where: { sessionID },
        select: { lastSeenAt: true },
      })
      return (lastSeenAt.getTime() - began.getTime()) / 1_000
    }
    expect([await seenAfter(30), await seenAfter(59), await seenAfter(61), await seenAfter(100)]).toEqual([
      0, 0, 61, 61,
    ])
  })

  it('has the role of this moment, not of the sign-in', async () => {
    const email = await person('support')
    const cookie = await sessionCookie(email)
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

  it('is refused when forged, expired, or of another user or session', async () => {
    const email = await person()
    const token = await openSession(email)
    const forged = await encode({ token, secret: 'another secret, another secret 00' })
    const expired = await encode({ token, secret: TEST_KEYS.NEXTAUTH_SECRET, maxAge: -60 })
    for (const value of [forged, expired, 'x', '']) expect(await list(`next-auth.session-token=${value}`)).toBe(401)
    expect(await list(await cookieOf(token))).toBe(200)
    for (const claims of [{ sessionID: randomUUID() }, { sub: randomUUID() }, { sub: 'x' }, { sessionID: '' }]) {
      expect(await list(await cookieOf({ ...token, ...claims })), JSON.stringify(claims)).toBe(401)
    }
  })

  it('is no bearer token', async () => {
    const token = (await sessionCookie(await person())).split('=')[1] ?? ''
    expect((await call(listFindings, '/', { token })).status).toBe(401)
  })

  it('changes something only from our own pages', async () => {
    const cookie = await sessionCookie(await person())
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
