import { conditionsOf, type DigestMessage, type OwnerRole } from '@/lib/domain/notification'
import { localTime } from '@/lib/domain/local-time'
import { env } from '@/lib/env'
import { plural } from '@/lib/format/words'
import { findingsPath } from '@/lib/notify/decide'
import { titleOf } from '@/lib/notify/message'
import { enqueueDeliveries, type NewDelivery } from '@/lib/store/notification-deliveries'
import {
  countForDigest,
  listDigests,
  noteDigest,
  type DigestLine,
  type DigestRow,
} from '@/lib/store/notification-digests'
import { leadNotifications } from '@/lib/store/notification-groups'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import { listUsers, type UserRow } from '@/lib/store/users'

const DAY_MS = 86_400_000
/** A desk that was down at the hour still writes it this much later, and no more that day. */
const LATE_MINUTES = 6 * 60

/** Writes the digests whose hour has come, one e-mail a person and day. Answers how many. */
export async function decideDigests(now: Date): Promise<number> {
  if (!(await listDigests()).some((digest) => isDue(digest, now))) return 0
  return inTransaction(async (tx) => {
    if (!(await leadNotifications(tx))) return 0
    let written = 0
    for (const digest of await listDigests(tx)) if (isDue(digest, now)) written += await writeDigest(tx, digest, now)
    return written
  })
}

/** One that was set after today's hour begins tomorrow. */
export function isDue(digest: DigestRow, now: Date): boolean {
  const { enabled, atMinute, zone, lastDay, updatedAt } = digest
  if (!enabled) return false
  const local = localTime(now, zone)
  const lateBy = local.minuteOfDay - atMinute
  if (local.day === lastDay || lateBy < 0 || lateBy > LATE_MINUTES) return false
  const set = updatedAt ? localTime(updatedAt, zone) : null
  return !(set && set.day === local.day && set.minuteOfDay > atMinute)
}

async function writeDigest(tx: Transaction, { role, zone }: DigestRow, now: Date): Promise<number> {
  const { day } = localTime(now, zone)
  const people = (await listUsers(tx)).filter((user) => user.role === role && user.disabledAt === null)
  const told = await linesByPerson(tx, role, people, now)
  const obstacle = obstacleOf(people.length, told.length)
  if (obstacle) {
    await noteDigest(role, day, obstacle, tx)
    return 0
  }
  const rows = told.map(({ userID, lines }): NewDelivery => {
    const dedupKey = `digest|${role}|${day}|${userID}`
    const to = { targetID: null, userID, ruleID: null }
    const payload = digestMessage(lines, day, now)
    return { applicationID: null, dedupKey, thread: dedupKey, episode: 0, ...to, kind: 'digest', payload }
  })
  const written = await enqueueDeliveries(tx, rows, now)
  await noteDigest(role, day, `written to ${told.length} ${plural(told.length, 'person', 'people')}`, tx)
  return written
}

/** Each is told of the applications that they may see; who has nothing to be told is left out. Counted once a scope. */
async function linesByPerson(tx: Transaction, role: OwnerRole, people: UserRow[], now: Date) {
  const since = new Date(now.getTime() - DAY_MS)
  const counted = new Map<string, DigestLine[]>()
  const told: { userID: string; lines: DigestLine[] }[] = []
  for (const { userID, applicationIDs } of people) {
    const key = JSON.stringify(applicationIDs)
    const lines = counted.get(key) ?? (await countForDigest(conditionsFor(role), applicationIDs, since, tx))
    counted.set(key, lines)
    if (lines.length > 0) told.push({ userID, lines })
  }
  return told
}

function obstacleOf(people: number, told: number): string | null {
  if (people === 0) return 'skipped: nobody has this role'
  if (told === 0) return 'skipped: nothing to say'
  return env().SMTP_URL ? null : 'skipped: SMTP_URL is not set'
}

/** Ops looks after everything; the others after what is theirs. */
function conditionsFor(role: OwnerRole): string[] | null {
  return role === 'ops' ? null : conditionsOf(role)
}

function digestMessage(lines: DigestLine[], day: string, now: Date): DigestMessage {
  const total = lines.reduce((sum, { count }) => sum + count, 0)
  const fresh = lines.reduce((sum, line) => sum + line.fresh, 0)
  const news = fresh > 0 ? `, ${fresh} new since yesterday` : ''
  return {
    kind: 'digest',
    title: `Journey Desk on ${day}: ${total} ${plural(total, 'finding')} to look after${news}`,
    at: now.toISOString(),
    lines: lines.map(({ applicationID, application, environment, condition, cause, count, fresh: recent }) => ({
      title: titleOf(condition, cause),
      application,
      environment,
      count,
      fresh: recent,
      path: findingsPath({ applicationID, condition, cause, status: 'unresolved' }),
    })),
    path: '/findings?status=unresolved',
  }
}
