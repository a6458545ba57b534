import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { DigestSchema, type DigestInput } from '@/lib/domain/notification-input'
import { parseInput } from '@/lib/commands/parse'
import { checkRevision } from '@/lib/commands/revision'
import { clockText, parseClock } from '@/lib/domain/local-time'
import type { OwnerRole } from '@/lib/domain/notification'
import { writeAudit } from '@/lib/store/audit'
import { listDigests, saveDigest } from '@/lib/store/notification-digests'
import { inTransaction, oneAtATime, type Transaction } from '@/lib/store/transaction'

/**
 * When everybody of a role gets the daily e-mail. Set after today's hour, it begins tomorrow. With `ifMatch` only at that
 * revision: throws PRECONDITION_FAILED with the digest as it is.
 */
export async function setNotificationDigest(
  principal: Principal,
  role: OwnerRole,
  input: DigestInput,
  ifMatch: number | null = null,
  now: Date = new Date(),
): Promise<void> {
  authoriseWithin(principal, 'notifications', null)
  const { enabled, at, zone } = parseInput(DigestSchema, input)
  const actor = actorName(principal)
  await inTransaction(async (tx) => {
    await oneAtATime(tx, `digest|${role}`)
    await checkDigestRevision(role, ifMatch, tx)
    await saveDigest({ role, enabled, atMinute: parseClock(at) ?? 0, zone, updatedBy: actor }, now, tx)
    await writeAudit({ actor, action: 'set.notification-digest', subject: role, detail: { enabled, at, zone } }, tx)
  })
}

async function checkDigestRevision(role: OwnerRole, ifMatch: number | null, tx: Transaction): Promise<void> {
  const digest = (await listDigests(tx)).find((one) => one.role === role)
  if (!digest) return
  const { enabled, atMinute, zone } = digest
  checkRevision('digest', ifMatch, { ...digest, now: { enabled, at: clockText(atMinute), zone } })
}
