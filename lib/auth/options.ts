import type { NextAuthOptions } from 'next-auth'
import { safeCallbackPath } from '@/lib/auth/callback-url'
import { hostCookies } from '@/lib/auth/host-cookies'
import { passwordProvider } from '@/lib/auth/password-provider'
import { isSecure } from '@/lib/auth/session-cookie'
import { signOut } from '@/lib/auth/sign-out'
import { admitIdentity, SSO_PROVIDER, ssoProviders } from '@/lib/auth/sso-provider'
import type { Visitor } from '@/lib/auth/visitor'
import { SESSION_SECONDS } from '@/lib/domain/session'
import { env } from '@/lib/env'

/** next-auth signs people in and out; who they are and what they may do is read from the database on each request. */
export function authOptions(visitor: Visitor): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: isSecure(),
    cookies: hostCookies(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/login', error: '/login', signOut: '/login' },
    providers: [passwordProvider(visitor), ...ssoProviders()],
    callbacks: {
      signIn: ({ account, user }) => (account?.provider === SSO_PROVIDER ? admitIdentity(user, visitor) : true),
      jwt({ token, user }) {
        return user && 'sessionID' in user ? { sub: user.id, sessionID: user.sessionID } : token
      },
      // Only that there is a session: the name and the role are told by our own pages, from the database.
      session({ session }) {
        return { expires: session.expires }
      },
      redirect({ url, baseUrl }) {
        const path = url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url
        return path.startsWith('/login') ? baseUrl + path : baseUrl + safeCallbackPath(path)
      },
    },
    events: { signOut: ({ token }) => signOut(token) },
  }
}
