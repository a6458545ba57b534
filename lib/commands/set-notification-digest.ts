import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { DigestSchema, type DigestInput } from '@/lib/domain/notification-input'
import { parseInput } from '@/lib/commands/parse'
import { parseClock } from '@/lib/domain/local-time'
import type { OwnerRole } from '@/lib/domain/notification'
import { writeAudit } from '@/lib/store/audit'
import { saveDigest } from '@/lib/store/notification-digests'
import { inTransaction } from '@/lib/store/transaction'

/** When everybody of a role gets the daily e-mail. Set after today's hour, it begins tomorrow. */
export async function setNotificationDigest(
  principal: Principal,
  role: OwnerRole,
  input: DigestInput,
  now: Date = new Date(),
): Promise<void> {
  authoriseWithin(principal, 'notifications', null)
  const { enabled, at, zone } = parseInput(DigestSchema, input)
  const actor = actorName(principal)
  await inTransaction(async (tx) => {
    await saveDigest({ role, enabled, atMinute: parseClock(at) ?? 0, zone, updatedBy: actor }, now, tx)
    await writeAudit({ actor, action: 'set.notification-digest', subject: role, detail: { enabled, at, zone } }, tx)
  })
}
