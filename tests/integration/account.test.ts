import { randomUUID } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { POST as changePassword } from '@/app/api/account/password/route'
import { DELETE as endSession } from '@/app/api/account/sessions/[sessionID]/route'
import { DELETE as endOthers } from '@/app/api/account/sessions/route'
import { POST as confirmTotp } from '@/app/api/account/totp/confirm/route'
import { POST as removeTotp } from '@/app/api/account/totp/remove/route'
import { POST as beginTotp } from '@/app/api/account/totp/route'
import { GET as listFindings } from '@/app/api/v1/findings/route'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import type { RouteHandler } from '@/lib/http/route'
import { db } from '@/lib/store/client'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'
import { cookieOf, openSession, sessionCookie } from '@/tests/support/session-cookie'

const cli = { kind: 'system', name: 'cli' } as const
const PASSWORD = 'correct horse battery'
const PROOF = { password: PASSWORD }
const OURS = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' }
const VISITOR = { address: '10.0.0.1', browser: 'Chrome 141 on Linux' }

beforeAll(async () => {
  await createTestDatabase()
})

async function person(): Promise<{ email: string; cookie: string }> {
  const email = `${randomUUID()}@desk.example`
  await addUser(cli, { email, role: 'support', password: PASSWORD })
  return { email, cookie: await sessionCookie(email) }
}

const change = (handler: RouteHandler, cookie: string, body?: object, params = {}) =>
  call(handler, '/api/account', { method: 'POST', headers: { ...OURS, cookie }, body, params })

const sees = async (cookie: string) => (await call(listFindings, '/api/v1/findings', { headers: { cookie } })).status

async function actionsOf(email: string): Promise<string[]> {
  const where = { actor: email, NOT: { action: { in: ['begin.session', 'refuse.sign-in'] } } }
  const entries = await db().auditEntry.findMany({ where, orderBy: { id: 'asc' }, select: { action: true } })
  return entries.map(({ action }) => action)
}

describe('one’s own sessions', () => {
  it('are ended singly or all but this one, and nobody else’s', async () => {
    const { email, cookie } = await person()
    const [one, two, another] = [await openSession(email), await openSession(email), await person()]
    const session = { sessionID: one.sessionID }
    expect((await refusal(change(endSession, another.cookie, PROOF, session))).status).toBe(404)
    expect((await change(endSession, cookie, PROOF, session)).status).toBe(204)
    expect(await sees(await cookieOf(one))).toBe(401)
    expect(await (await change(endOthers, cookie, PROOF)).json()).toEqual({ ended: 1 })
    expect([await sees(await cookieOf(two)), await sees(cookie), await sees(another.cookie)]).toEqual([401, 200, 200])
    expect(await actionsOf(email)).toEqual(['end.session', 'end.sessions'])
  })

  it('end everywhere else with a new password, which takes the current one', async () => {
    const { email, cookie } = await person()
    const elsewhere = await sessionCookie(email)
    const password = 'quiet river eleven lamps'
    expect((await refusal(change(changePassword, cookie, { current: 'wrong', password }))).status).toBe(403)
    const weak = await refusal(change(changePassword, cookie, { current: PASSWORD, password: 'Password123!' }))
    expect(weak.message).toContain('easy to guess')
    expect((await change(changePassword, cookie, { current: PASSWORD, password })).status).toBe(204)
    expect([await sees(cookie), await sees(elsewhere)]).toEqual([200, 401])
    expect(await actionsOf(email)).toEqual(['change.password'])
  })
})

describe('one’s own second factor', () => {
  it('is asked for once a code has confirmed it, takes none twice, and goes with a recovery code', async () => {
    const { email, cookie } = await person()
    const signIn = async (code: string | null) => {
      const result = await signInWithPassword({ email, password: PASSWORD, code }, VISITOR)
      return result.ok ? 'in' : result.reason
    }
    const { secret } = z.object({ secret: z.string() }).parse(await (await change(beginTotp, cookie, PROOF)).json())
    expect(await signIn(null)).toBe('in')
    const app = new TOTP({ secret: Secret.fromBase32(secret) })
    const spent = app.generate()
    const confirmed = await change(confirmTotp, cookie, { code: spent })
    const { recoveryCodes } = z.object({ recoveryCodes: z.array(z.string()) }).parse(await confirmed.json())
    expect(new Set(recoveryCodes).size).toBe(10)
    const next = app.generate({ timestamp: Date.now() + 30_000 })
    const tried = []
    for (const code of [null, spent, next, next, recoveryCodes[0] ?? '']) tried.push(await signIn(code))
    expect(tried).toEqual(['code-needed', 'code-wrong', 'in', 'code-wrong', 'in'])
    expect((await refusal(change(beginTotp, cookie, PROOF))).status).toBe(409)
    expect((await refusal(change(removeTotp, cookie, { code: recoveryCodes[0], ...PROOF }))).status).toBe(403)
    expect((await change(removeTotp, cookie, { code: recoveryCodes[1], ...PROOF })).status).toBe(204)
    expect(await signIn(null)).toBe('in')
    expect(await actionsOf(email)).toEqual(['add.second-factor', 'remove.second-factor'])
  })
})

describe('what decides who may sign in', () => {
  const ENDS = [endOthers, beginTotp, removeTotp, endSession]
  const asks = (cookie: string, proof: object) => {
    const session = { sessionID: randomUUID() }
    return Promise.all(
      ENDS.map(async (handler) => {
        const { status, message } = await refusal(change(handler, cookie, { code: '000000', ...proof }, session))
        return [status, message]
      }),
    )
  }

  it('takes the password again', async () => {
    const { email, cookie } = await person()
    await sessionCookie(email)
    const { secret } = z.object({ secret: z.string() }).parse(await (await change(beginTotp, cookie, PROOF)).json())
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
    expect((await change(confirmTotp, cookie, { code })).status).toBe(200)
    for (const [status] of await asks(cookie, {})) expect(status).toBe(400)
    for (const [status, message] of await asks(cookie, { password: 'wrong' })) {
      expect([status, message]).toEqual([403, 'The password is wrong.'])
    }
    expect(await (await change(endOthers, cookie, PROOF)).json()).toEqual({ ended: 1 })
  })

  it('takes a sign-in of the last five minutes from whoever has no password', async () => {
    const { email } = await person()
    await db().user.update({ where: { email }, data: { passwordHash: null }, select: { email: true } })
    const minutesAgo = async (minutes: number) =>
      cookieOf(await openSession(email, new Date(Date.now() - minutes * 60_000)))
    const [fresh, stale] = [await minutesAgo(1), await minutesAgo(6)]
    const { status, message } = await refusal(change(endOthers, stale, {}))
    expect([status, message]).toEqual([403, expect.stringContaining('sign in with single sign-on')])
    expect(await (await change(endOthers, fresh, {})).json()).toEqual({ ended: 2 })
  })
})

it('a token has no account, and a page elsewhere changes none', async () => {
  const { token } = await createToken(cli, { name: 'script', scopes: ['read', 'triage', 'sync'] })
  const { cookie } = await person()
  for (const handler of [beginTotp, endOthers]) {
    expect((await call(handler, '/api/account', { method: 'POST', token })).status).toBe(403)
    const foreign = { cookie, origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
    expect((await call(handler, '/api/account', { method: 'POST', headers: foreign })).status).toBe(403)
  }
})
