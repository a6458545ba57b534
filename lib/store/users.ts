import { randomUUID } from 'node:crypto'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import type { Transaction } from '@/lib/store/transaction'

export interface UserRow {
  userID: string
  email: string
  role: Role
  sessionVersion: number
  createdAt: Date
  disabledAt: Date | null
  lastSignInAt: Date | null
}

const COLUMNS = {
  userID: true,
  email: true,
  role: true,
  sessionVersion: true,
  createdAt: true,
  disabledAt: true,
  lastSignInAt: true,
} as const

/** E-mail addresses are compared without regard to case. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase()
}

/** With the password hash: for signing in alone. */
export async function findUserByEmail(
  email: string,
  at: Transaction = db(),
): Promise<(UserRow & { passwordHash: string | null }) | null> {
  const row = await at.user.findUnique({
    where: { email: normaliseEmail(email) },
    select: { ...COLUMNS, passwordHash: true },
  })
  return row && { ...row, role: roleOf(row.role) }
}

export async function findUser(userID: string, at: Transaction = db()): Promise<UserRow | null> {
  const row = await at.user.findUnique({ where: { userID }, select: COLUMNS })
  return row && { ...row, role: roleOf(row.role) }
}

export async function listUsers(at: Transaction = db()): Promise<UserRow[]> {
  const rows = await at.user.findMany({ select: COLUMNS, orderBy: { email: 'asc' } })
  return rows.map((row) => ({ ...row, role: roleOf(row.role) }))
}

/** Null where somebody has this e-mail already. */
export async function insertUser(
  user: { email: string; role: Role; passwordHash: string },
  at: Transaction = db(),
): Promise<string | null> {
  const userID = randomUUID()
  const inserted = await at.user.createMany({
    data: [{ ...user, email: normaliseEmail(user.email), userID }],
    skipDuplicates: true,
  })
  return inserted.count === 1 ? userID : null
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

export async function recordSignIn(userID: string, now: Date, at: Transaction = db()): Promise<void> {
  await at.user.updateMany({ where: { userID }, data: { lastSignInAt: now } })
}

/** A role that we do not know may do the least. */
function roleOf(value: string): Role {
  return ROLES.find((role) => role === value) ?? 'support'
}
