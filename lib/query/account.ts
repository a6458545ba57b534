import { authorise } from '@/lib/auth/authorise'
import type { UserPrincipal } from '@/lib/auth/session'
import type { Role } from '@/lib/domain/vocabulary'
import { listSessions } from '@/lib/store/user-sessions'
import { countRecoveryCodes, totpConfirmedAt } from '@/lib/store/user-totp'
import { findUserByEmail } from '@/lib/store/users'

export interface OwnSession {
  sessionID: string
  browser: string
  address: string
  method: string
  createdAt: Date
  lastSeenAt: Date
  isThis: boolean
}

export interface Account {
  email: string
  role: Role
  /** False: they sign in with single sign-on alone. */
  hasPassword: boolean
  /** Null: no second factor. */
  totpSince: Date | null
  recoveryCodesLeft: number
  sessions: OwnSession[]
}

/** What a person may know and change of how they sign in. */
export async function readAccount(person: UserPrincipal, now: Date = new Date()): Promise<Account> {
  authorise(person, 'read')
  const [user, totpSince, recoveryCodesLeft, sessions] = await Promise.all([
    findUserByEmail(person.email),
    totpConfirmedAt(person.userID),
    countRecoveryCodes(person.userID),
    listSessions(person.userID, now),
  ])
  return {
    email: person.email,
    role: person.role,
    hasPassword: Boolean(user?.passwordHash),
    totpSince,
    recoveryCodesLeft,
    sessions: sessions.map(({ expiresAt: _, ...session }) => ({
      ...session,
      isThis: session.sessionID === person.sessionID,
    })),
  }
}
