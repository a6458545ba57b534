import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { checkAddress, makeWebhookSecret, nameTaken, bad } from '@/lib/commands/notification-rules'
import { NewTargetSchema, type NewTargetInput } from '@/lib/domain/notification-input'
import { parseInput } from '@/lib/commands/parse'
import { writeAudit } from '@/lib/store/audit'
import { insertTarget } from '@/lib/store/notification-targets'
import { inTransaction } from '@/lib/store/transaction'

/** `secret` is in the answer only where we made it. Throws BAD_REQUEST for an address that may not be sent to, CONFLICT. */
export async function addNotificationTarget(
  principal: Principal,
  input: NewTargetInput,
): Promise<{ targetID: string; secret?: string }> {
  authoriseWithin(principal, 'notifications', null)
  const { name, kind, address, secret: given, allowPrivate } = parseInput(NewTargetSchema, input)
  if (given !== null && kind !== 'webhook') throw bad('secret is for targets of the kind webhook.')
  const checked = await checkAddress(principal, kind, address, { allowPrivate, allowedHost: null })
  const secret = kind === 'webhook' ? (given ?? makeWebhookSecret()) : null
  const { value, hint, allowedHost } = checked
  const actor = actorName(principal)
  const targetID = await inTransaction(async (tx) => {
    const made = await insertTarget({ name, kind, address: value, hint, secret, allowedHost, createdBy: actor }, tx)
    if (!made) throw nameTaken('target', name)
    const detail = { name, kind, allowedHost }
    await writeAudit({ actor, action: 'add.notification-target', subject: made, detail }, tx)
    return made
  })
  return secret !== null && given === null ? { targetID, secret } : { targetID }
}
