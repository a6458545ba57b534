import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { SESSION_IDLE_SECONDS, SESSION_SECONDS, type SignInMethod } from '@/lib/domain/session'
import { ROLES } from '@/lib/domain/vocabulary'
import { db, pool } from '@/lib/store/client'
import { GRANTS } from '@/lib/store/grants'
import type { Transaction } from '@/lib/store/transaction'

const TOUCH_AFTER_MS = 60_000

export interface NewSession {
  userID: string
  sessionVersion: number
  method: SignInMethod
  address: string
  browser: string
}

export async function insertSession(session: NewSession, now: Date, at: Transaction = db()): Promise<string> {
  const sessionID = randomUUID()
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1_000)
  await at.userSession.create({
    data: { ...session, sessionID, createdAt: now, lastSeenAt: now, expiresAt },
    select: { sessionID: true },
  })
  return sessionID
}

export async function sessionBegunAt(sessionID: string): Promise<Date | null> {
  const row = await db().userSession.findUnique({ where: { sessionID }, select: { createdAt: true } })
  return row?.createdAt ?? null
}

const READ = `
  WITH live AS (
    SELECT s.session_id, s.last_seen_at, u.user_id, u.email, u.role, ${GRANTS} AS grants
    FROM user_session s JOIN desk_user u ON u.user_id = s.user_id AND u.session_version = s.session_version
    WHERE s.session_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3
      AND u.disabled_at IS NULL),
  touched AS (
    UPDATE user_session s SET last_seen_at = $2 FROM live
    WHERE s.session_id = live.session_id AND live.last_seen_at <= $4)
  SELECT user_id AS "userID", email, role, grants AS "applicationIDs" FROM live`

const liveSchema = z.object({
  userID: z.guid(),
  email: z.string(),
  role: z.enum(ROLES).catch('support'),
  applicationIDs: z.array(z.string()).nullable(),
})

export type LiveSession = z.infer<typeof liveSchema>

/**
 * Whose session it is, with the role and grants of this moment; null once it ran out, was ended, or its user may not sign in. In the
 * same statement it is noted as used, once a minute.
 */
export async function readLiveSession(sessionID: string, now: Date): Promise<LiveSession | null> {
  const idleSince = new Date(now.getTime() - SESSION_IDLE_SECONDS * 1_000)
  const touchBefore = new Date(now.getTime() - TOUCH_AFTER_MS)
  const values = [sessionID, now, idleSince, touchBefore]
  const { rows } = await pool().query({ name: 'read-live-session', text: READ, values })
  return rows.length === 0 ? null : liveSchema.parse(rows[0])
}

export interface SessionRow {
  sessionID: string
  method: string
  address: string
  browser: string
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
}

/** Those that still hold, the last used first. */
export async function listSessions(userID: string, now: Date, at: Transaction = db()): Promise<SessionRow[]> {
  const user = await at.user.findUnique({ where: { userID }, select: { sessionVersion: true } })
  const idleSince = new Date(now.getTime() - SESSION_IDLE_SECONDS * 1_000)
  return at.userSession.findMany({
    where: {
      userID,
      sessionVersion: user?.sessionVersion ?? -1,
      endedAt: null,
      expiresAt: { gt: now },
      lastSeenAt: { gt: idleSince },
    },
    select: {
      sessionID: true,
      method: true,
      address: true,
      browser: true,
      createdAt: true,
      lastSeenAt: true,
      expiresAt: true,
    },
    orderBy: [{ lastSeenAt: 'desc' }, { sessionID: 'asc' }],
  })
}

/** False where the user has no such session that still stands. */
export async function endSession(
  session: { sessionID: string; userID: string },
  now: Date,
  at: Transaction = db(),
): Promise<boolean> {
  const { count } = await at.userSession.updateMany({ where: { ...session, endedAt: null }, data: { endedAt: now } })
  return count === 1
}

/** Every session of the user but `keptID`. Answers how many. */
export async function endOtherSessions(
  userID: string,
  keptID: string | null,
  now: Date,
  at: Transaction = db(),
): Promise<number> {
  const others = keptID === null ? {} : { sessionID: { not: keptID } }
  const { count } = await at.userSession.updateMany({
    where: { userID, endedAt: null, expiresAt: { gt: now }, ...others },
    data: { endedAt: now },
  })
  return count
}

/** Whether the user has signed in from this address since then. */
export async function hasSignedInFrom(email: string, address: string, since: Date): Promise<boolean> {
  const text = `SELECT 1 FROM user_session s JOIN desk_user u ON u.user_id = s.user_id
    WHERE u.email = $1 AND s.address = $2 AND s.created_at > $3 LIMIT 1`
  const { rowCount } = await pool().query(text, [email, address, since])
  return rowCount === 1
}

/** Sessions are kept a while after their end: from where somebody signed in before tells them from a stranger. */
export async function deleteSessionsBefore(expiredBefore: Date): Promise<number> {
  const { count } = await db().userSession.deleteMany({ where: { expiresAt: { lt: expiredBefore } } })
  return count
}

/** Keeps one session when all others of its user end by a new version. */
export async function carrySession(sessionID: string, at: Transaction): Promise<void> {
  await at.$executeRaw`
    UPDATE user_session s SET session_version = u.session_version FROM desk_user u
    WHERE s.session_id = ${sessionID}::uuid AND u.user_id = s.user_id`
}
