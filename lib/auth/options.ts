import type { NextAuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { TOO_MANY_ATTEMPTS, UNAVAILABLE } from '@/lib/auth/sign-in-status'
import { env } from '@/lib/env'
import { log } from '@/lib/telemetry/log'

export const SESSION_SECONDS = 12 * 60 * 60

/** next-auth signs people in and out; who they are and what they may do is read from the database on each request. */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: isSecure(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/login', error: '/login', signOut: '/login' },
    providers: [
      CredentialsProvider({
        name: 'Password',
        credentials: { email: { label: 'E-mail', type: 'email' }, password: { label: 'Password', type: 'password' } },
        async authorize(credentials, request) {
          const { email, password } = credentials ?? {}
          if (typeof email !== 'string' || typeof password !== 'string' || !email || !password) return null
          const address = addressOf(request.headers)
          const result = await signInWithPassword({ email, password, address }).catch((error: unknown) => {
            log().error({ name: error instanceof Error ? error.name : 'unknown' }, 'nobody can sign in')
            throw new Error(UNAVAILABLE)
          })
          if (!result.ok && result.reason === 'throttled') throw new Error(TOO_MANY_ATTEMPTS)
          if (!result.ok) return null
          return { id: result.user.userID, email: result.user.email, sessionVersion: result.user.sessionVersion }
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        return user && 'sessionVersion' in user ? { sub: user.id, sessionVersion: user.sessionVersion } : token
      },
      // Only that there is a session: the name and the role are told by our own pages, from the database.
      session({ session }) {
        return { expires: session.expires }
      },
    },
  }
}

export function isSecure(): boolean {
  return env().NEXTAUTH_URL?.startsWith('https://') ?? false
}

/** The nearest proxy's word for the peer; Next puts the socket's address there when no proxy stands in front. */
function addressOf(headers: Record<string, unknown> | undefined): string {
  const forwarded = headers?.['x-forwarded-for']
  return typeof forwarded === 'string' ? (forwarded.split(',').at(-1)?.trim() ?? '') : ''
}
