import { z } from 'zod'
import { beginSession, type SignedIn } from '@/lib/auth/begin-session'
import { auditFailure } from '@/lib/auth/sign-in-audit'
import type { Visitor } from '@/lib/auth/visitor'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import { env } from '@/lib/env'
import { listApplications } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import {
  bindSsoSubject,
  findUserByEmail,
  findUserBySsoSubject,
  hasOtherAdmin,
  insertUser,
  setRole,
  type UserRow,
} from '@/lib/store/users'

/** What the identity provider says of somebody. */
export const identitySchema = z.object({
  /** Issuer and subject: what stays when an e-mail address goes to somebody else. */
  subject: z.string(),
  email: z.string(),
  isEmailUnverified: z.boolean(),
  /** Null: none that we know. */
  role: z.enum(ROLES).nullable(),
})
export type Identity = z.infer<typeof identitySchema>

export type IdentityRefusal = 'role' | 'disabled' | 'identity' | 'unverified-email'
export type IdentityResult = { ok: true; user: SignedIn } | { ok: false; reason: IdentityRefusal }

/**
 * Lets somebody in whom the identity provider vouches for; the first time it makes their account. The role is the one that
 * it names now, but for the last admin. Whoever was disabled here stays out.
 */
export async function signInWithIdentity(
  identity: Identity,
  visitor: Visitor,
  now: Date = new Date(),
): Promise<IdentityResult> {
  const { role, email } = identity
  const result = await inTransaction<IdentityResult>(async (tx) => {
    if (!role) return refused('role')
    if (identity.isEmailUnverified) return refused('unverified-email')
    const user = await userOf(identity, role, tx)
    if (user.disabledAt) return refused('disabled')
    if (!(await bindSsoSubject(user.userID, identity.subject, tx))) return refused('identity')
    await takeRole(user, role, tx)
    return { ok: true, user: await beginSession({ user, method: 'sso', visitor }, now, tx) }
  })
  if (!result.ok) await auditFailure((await findUserByEmail(email))?.email ?? null, result.reason)
  return result
}

function refused(reason: IdentityRefusal): IdentityResult {
  return { ok: false, reason }
}

async function userOf(identity: Identity, role: Role, tx: Transaction): Promise<UserRow> {
  const known = (await findUserBySsoSubject(identity.subject, tx)) ?? (await findUserByEmail(identity.email, tx))
  if (known) return known
  const applicationIDs = await firstGrants(tx)
  await insertUser({ email: identity.email, role, passwordHash: null, applicationIDs }, tx)
  const detail = { role, applicationIDs }
  await writeAudit({ actor: 'sso', action: 'add.user', subject: identity.email, detail }, tx)
  const made = await findUserByEmail(identity.email, tx)
  if (!made) throw new Error('A user that was just made is missing.')
  return made
}

/** An application that the desk does not have yet is nothing to see. */
async function firstGrants(tx: Transaction): Promise<string[] | null> {
  const { OIDC_APPLICATIONS: given = [] } = env()
  if (given === 'all') return null
  const known = new Set((await listApplications(tx)).map(({ applicationID }) => applicationID))
  return given.filter((applicationID) => known.has(applicationID))
}

/** The last admin stays one: a claim that was forgotten at the provider must not leave a desk that nobody can mend. */
async function takeRole(user: UserRow, role: Role, tx: Transaction): Promise<void> {
  if (user.role === role) return
  const entry = { actor: 'sso', subject: user.email, detail: { from: user.role, to: role } }
  if (user.role === 'admin' && !(await hasOtherAdmin(user.userID, tx))) {
    await writeAudit({ ...entry, action: 'keep.role' }, tx)
    return
  }
  await setRole(user.userID, role, tx)
  await writeAudit({ ...entry, action: 'change.role' }, tx)
}
