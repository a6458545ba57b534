import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import { isInScope, type ApplicationScope } from '@/lib/domain/application-scope'
import { db } from '@/lib/store/client'
import { Prisma } from '@/lib/store/generated/client'
import { GRANTS } from '@/lib/store/grants'
import type { Transaction } from '@/lib/store/transaction'

export interface UserRow {
  userID: string
  email: string
  role: Role
  sessionVersion: number
  createdAt: Date
  disabledAt: Date | null
  lastSignInAt: Date | null
  /** Null: every application. */
  applicationIDs: ApplicationScope
}

const userSchema = z.object({
  userID: z.string(),
  email: z.string(),
  /** A role that we do not know may do the least. */
  role: z.enum(ROLES).catch('support'),
  sessionVersion: z.number(),
  createdAt: z.date(),
  disabledAt: z.date().nullable(),
  lastSignInAt: z.date().nullable(),
  applicationIDs: z.array(z.string()).nullable(),
})

const COLUMNS = Prisma.sql`u.user_id AS "userID", u.email, u.role, u.session_version AS "sessionVersion",
  u.created_at AS "createdAt", u.disabled_at AS "disabledAt", u.last_sign_in_at AS "lastSignInAt", ${Prisma.raw(GRANTS)} AS "applicationIDs"`

/** Admins see every application. */
export function maySee(
  { role, applicationIDs }: Pick<UserRow, 'role' | 'applicationIDs'>,
  applicationID: string,
): boolean {
  return role === 'admin' || isInScope(applicationIDs, applicationID)
}

/** E-mail addresses are compared without regard to case. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** With the password hash: for signing in alone. */
export async function findUserByEmail(
  email: string,
  at: Transaction = db(),
): Promise<(UserRow & { passwordHash: string | null }) | null> {
  const rows = await at.$queryRaw`
    SELECT ${COLUMNS}, u.password_hash AS "passwordHash" FROM desk_user u WHERE u.email = ${normaliseEmail(email)}`
  return z.array(userSchema.extend({ passwordHash: z.string().nullable() })).parse(rows)[0] ?? null
}

export async function findUser(userID: string, at: Transaction = db()): Promise<UserRow | null> {
  const rows = await at.$queryRaw`SELECT ${COLUMNS} FROM desk_user u WHERE u.user_id = ${userID}::uuid`
  return z.array(userSchema).parse(rows)[0] ?? null
}

export async function listUsers(at: Transaction = db()): Promise<UserRow[]> {
  return z.array(userSchema).parse(await at.$queryRaw`SELECT ${COLUMNS} FROM desk_user u ORDER BY u.email`)
}

/** Null where somebody has this e-mail already. */
export async function insertUser(
  user: { email: string; role: Role; passwordHash: string | null; applicationIDs: ApplicationScope },
  at: Transaction = db(),
): Promise<string | null> {
  const { email, role, passwordHash, applicationIDs } = user
  const userID = randomUUID()
  const inserted = await at.user.createMany({
    data: [{ userID, email: normaliseEmail(email), role, passwordHash, everyApplication: applicationIDs === null }],
    skipDuplicates: true,
  })
  if (inserted.count === 0) return null
  await insertGrants(userID, applicationIDs, at)
  return userID
}

export async function setRole(userID: string, role: Role, at: Transaction = db()): Promise<void> {
  await at.user.updateMany({ where: { userID }, data: { role } })
}

/** Whether another admin may sign in. Holds until the transaction ends, so that two cannot take each other's rights. */
export async function hasOtherAdmin(userID: string, tx: Transaction): Promise<boolean> {
  const rows = await tx.$queryRaw`
    SELECT user_id AS "userID" FROM desk_user WHERE role = 'admin' AND disabled_at IS NULL ORDER BY user_id FOR UPDATE`
  const admins = z.array(z.object({ userID: z.guid() })).parse(rows)
  return admins.some((admin) => admin.userID !== userID)
}

/** Ends every session of the user too; null lets them in again. */
export async function setDisabled(userID: string, disabledAt: Date | null, at: Transaction = db()): Promise<void> {
  await at.user.updateMany({ where: { userID }, data: { disabledAt, sessionVersion: { increment: 1 } } })
}

/** From the next request on. */
export async function setGrants(
  userID: string,
  applicationIDs: ApplicationScope,
  at: Transaction = db(),
): Promise<void> {
  await at.user.updateMany({ where: { userID }, data: { everyApplication: applicationIDs === null } })
  await at.userApplication.deleteMany({ where: { userID } })
  await insertGrants(userID, applicationIDs, at)
}

async function insertGrants(userID: string, applicationIDs: ApplicationScope, at: Transaction): Promise<void> {
  const data = (applicationIDs ?? []).map((applicationID) => ({ applicationID, userID }))
  await at.userApplication.createMany({ data, skipDuplicates: true })
}

/** Ends every session of the user too. False where nobody has this e-mail. */
export async function disableUserRow(email: string, now: Date, at: Transaction = db()): Promise<boolean> {
  const changed = await at.user.updateMany({
    where: { email: normaliseEmail(email) },
    data: { disabledAt: now, sessionVersion: { increment: 1 } },
  })
  return changed.count === 1
}

/** Ends every session of the user too. False where nobody has this e-mail. */
export async function setPasswordHash(email: string, passwordHash: string, at: Transaction = db()): Promise<boolean> {
  const changed = await at.user.updateMany({
    where: { email: normaliseEmail(email) },
    data: { passwordHash, sessionVersion: { increment: 1 } },
  })
  return changed.count === 1
}

/** Who was bound to this identity of the identity provider. */
export async function findUserBySsoSubject(ssoSubject: string, at: Transaction = db()): Promise<UserRow | null> {
  const row = await at.user.findUnique({ where: { ssoSubject }, select: { userID: true } })
  return row && findUser(row.userID, at)
}

/** Binds an identity for good. False where the user has another one already. */
export async function bindSsoSubject(userID: string, ssoSubject: string, at: Transaction): Promise<boolean> {
  const { count } = await at.user.updateMany({
    where: { userID, OR: [{ ssoSubject: null }, { ssoSubject }] },
    data: { ssoSubject },
  })
  return count === 1
}

export async function unbindSsoSubject(email: string, at: Transaction): Promise<boolean> {
  const { count } = await at.user.updateMany({
    where: { email: normaliseEmail(email), ssoSubject: { not: null } },
    data: { ssoSubject: null },
  })
  return count === 1
}

export async function recordSignIn(userID: string, now: Date, at: Transaction = db()): Promise<void> {
  await at.user.updateMany({ where: { userID }, data: { lastSignInAt: now } })
}
