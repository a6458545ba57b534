import type { NextAuthOptions } from 'next-auth'
import { isSecure } from './session-cookie'

const QUARTER_HOUR_SECONDS = 900
/** By next-auth's key: the rest of the name, and how long it is kept where that is not the session. */
const COOKIES = {
  sessionToken: ['session-token', null],
  callbackUrl: ['callback-url', null],
  csrfToken: ['csrf-token', null],
  pkceCodeVerifier: ['pkce.code_verifier', QUARTER_HOUR_SECONDS],
  state: ['state', QUARTER_HOUR_SECONDS],
  nonce: ['nonce', null],
} as const

/** The session's cookie: tied to this very host wherever people reach us by https. */
export function sessionCookieName(): string {
  return `${isSecure() ? '__Host-' : ''}next-auth.session-token`
}

/** next-auth's own names say `__Secure-`, which another host of our domain could set. Nothing over plain http. */
export function hostCookies(): NonNullable<NextAuthOptions['cookies']> {
  if (!isSecure()) return {}
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: true } as const
  const entries = Object.entries(COOKIES).map(([key, [name, maxAge]]) => [
    key,
    { name: `__Host-next-auth.${name}`, options: maxAge === null ? options : { ...options, maxAge } },
  ])
  return Object.fromEntries(entries)
}
