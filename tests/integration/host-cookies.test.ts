import { randomUUID } from 'node:crypto'
import { encode } from 'next-auth/jwt'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { hostCookies, sessionCookieName } from '@/lib/auth/host-cookies'
import { readSessionClaims } from '@/lib/auth/session'
import { extendEnv } from '@/lib/env'
import { createTestDatabase, TEST_KEYS } from '@/tests/support/database'

beforeAll(async () => {
  await createTestDatabase()
})
afterEach(() => void extendEnv({ NEXTAUTH_URL: TEST_KEYS.NEXTAUTH_URL }))

async function claimsBy(cookie: string) {
  const token = { sub: randomUUID(), sessionID: randomUUID() }
  const sealed = await encode({ token, secret: TEST_KEYS.NEXTAUTH_SECRET, maxAge: 60 })
  return readSessionClaims(new Headers({ cookie: `${cookie}=${sealed}` }))
}

it('behind https a session is the cookie of this very host, and no other', async () => {
  extendEnv({ NEXTAUTH_URL: 'https://desk.example' })
  expect(hostCookies().sessionToken?.name).toBe(sessionCookieName())
  for (const { name, options } of Object.values(hostCookies())) {
    expect(name).toMatch(/^__Host-next-auth\./)
    expect(options).toMatchObject({ httpOnly: true, secure: true, sameSite: 'lax', path: '/' })
    expect(options).not.toHaveProperty('domain')
  }
  expect(await claimsBy('__Host-next-auth.session-token')).not.toBeNull()
  expect(await claimsBy('__Secure-next-auth.session-token')).toBeNull()
  expect(await claimsBy('next-auth.session-token')).toBeNull()
})

it('over plain http, where browsers take no such cookie, it has its plain name', async () => {
  expect(hostCookies()).toEqual({})
  expect(await claimsBy('next-auth.session-token')).not.toBeNull()
})
