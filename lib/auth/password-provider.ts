import CredentialsProvider from 'next-auth/providers/credentials'
import { signInWithPassword } from '@/lib/auth/sign-in'
import { ERROR_OF, UNAVAILABLE } from '@/lib/auth/sign-in-status'
import type { Visitor } from '@/lib/auth/visitor'
import { log } from '@/lib/telemetry/log'

/** E-mail, password and, where the account has a second factor, its code. */
export function passwordProvider(visitor: Visitor) {
  return CredentialsProvider({
    name: 'Password',
    credentials: {
      email: { label: 'E-mail', type: 'email' },
      password: { label: 'Password', type: 'password' },
      code: { label: 'Code', type: 'text' },
    },
    async authorize(credentials) {
      const { email, password, code } = credentials ?? {}
      if (typeof email !== 'string' || typeof password !== 'string' || !email || !password) return null
      const given = { email, password, code: typeof code === 'string' && code ? code.slice(0, 64) : null }
      const result = await signInWithPassword(given, visitor).catch((error: unknown) => {
        log().error({ name: error instanceof Error ? error.name : 'unknown' }, 'nobody can sign in')
        throw new Error(UNAVAILABLE)
      })
      if (result.ok) return { id: result.user.userID, email: result.user.email, sessionID: result.user.sessionID }
      const told = ERROR_OF[result.reason]
      if (told) throw new Error(told)
      return null
    },
  })
}
