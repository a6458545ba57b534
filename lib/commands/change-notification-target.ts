import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { bad, checkAddress, nameTaken, unknown, type CheckedAddress } from '@/lib/commands/notification-rules'
import { TargetChangeSchema, type TargetChangeInput } from '@/lib/domain/notification-input'
import { parseInput } from '@/lib/commands/parse'
import { checkRevision } from '@/lib/commands/revision'
import { writeAudit } from '@/lib/store/audit'
import { findTarget, openTarget, updateTarget, type OpenTarget } from '@/lib/store/notification-targets'
import { inTransaction, oneAtATime, type Transaction } from '@/lib/store/transaction'

/**
 * Whoever gives another host gives up what an admin allowed for the one before. With `ifMatch` only at that revision.
 * Throws NOT_FOUND, PRECONDITION_FAILED with the target as it is, and as adding does.
 */
export async function changeNotificationTarget(
  principal: Principal,
  targetID: string,
  input: TargetChangeInput,
  ifMatch: number | null = null,
  now: Date = new Date(),
): Promise<void> {
  authoriseWithin(principal, 'notifications', null)
  const { name, enabled, secret, ...where } = parseInput(TargetChangeSchema, input)
  const target = await openTarget(targetID)
  if (!target) throw unknown('target')
  if (secret !== undefined && target.kind !== 'webhook') throw bad('secret is for targets of the kind webhook.')
  const checked = await checkedChange(principal, target, where)
  const change = { name, enabled, secret, address: checked, allowedHost: checked?.allowedHost }
  const actor = actorName(principal)
  await inTransaction(async (tx) => {
    await oneAtATime(tx, `target|${targetID}`)
    await checkTargetRevision(targetID, ifMatch, tx)
    if (!(await updateTarget(targetID, change, { actor, now }, tx))) throw nameTaken('target', name ?? target.name)
    const changed = Object.entries({ name, enabled, secret, address: checked }).flatMap(([field, value]) =>
      value === undefined ? [] : [field],
    )
    const detail = { name: name ?? target.name, changed, ...(checked ? { allowedHost: checked.allowedHost } : {}) }
    await writeAudit({ actor, action: 'change.notification-target', subject: targetID, detail }, tx)
  })
}

async function checkTargetRevision(targetID: string, ifMatch: number | null, tx: Transaction): Promise<void> {
  const target = await findTarget(targetID, tx)
  if (!target) throw unknown('target')
  const { name, hint, enabled, allowedHost } = target
  checkRevision('target', ifMatch, { ...target, now: { name, hint, enabled, allowedHost } })
}

async function checkedChange(
  principal: Principal,
  target: OpenTarget,
  { address, allowPrivate }: { address?: string | undefined; allowPrivate?: boolean | undefined },
): Promise<CheckedAddress | undefined> {
  if (address === undefined && allowPrivate === undefined) return undefined
  const value = address ?? target.address
  const isSameHost = URL.canParse(value) && new URL(value).hostname === target.allowedHost
  const allow = { allowPrivate: allowPrivate ?? isSameHost, allowedHost: target.allowedHost }
  return checkAddress(principal, target.kind, value, allow)
}
