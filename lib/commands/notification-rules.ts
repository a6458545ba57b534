import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { may } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { clockText, parseClock } from '@/lib/domain/local-time'
import type { TargetKind } from '@/lib/domain/notification'
import type { NewRuleSchema } from '@/lib/domain/notification-input'
import { DeskError } from '@/lib/errors'
import { checkHost, RefusedHost } from '@/lib/notify/public-host'
import type { RuleFields } from '@/lib/store/notification-rules'

const DEFAULT_ZONE = 'Asia/Kolkata'

/** A rule as it is stored, with quiet hours as minutes of the day. */
export function toRuleFields(rule: z.output<typeof NewRuleSchema>): RuleFields {
  const { quietHours, applicationID, ...plain } = rule
  return {
    ...plain,
    targetIDs: [...new Set(plain.targetIDs.map((id) => id.toLowerCase()))],
    onlyApplicationID: applicationID,
    quietFrom: quietHours && parseClock(quietHours.from),
    quietTo: quietHours && parseClock(quietHours.to),
    zone: quietHours?.zone ?? DEFAULT_ZONE,
  }
}

export function quietHoursOf(rule: Pick<RuleFields, 'quietFrom' | 'quietTo' | 'zone'>) {
  const { quietFrom, quietTo, zone: inZone } = rule
  if (quietFrom === null || quietTo === null) return null
  return { from: clockText(quietFrom), to: clockText(quietTo), zone: inZone }
}

export interface CheckedAddress {
  value: string
  /** Enough to recognise it. */
  hint: string
  allowedHost: string | null
}

/**
 * What a target may send to. `allowedHost` is one that was allowed before. Throws BAD_REQUEST for what is no address and
 * for a private one; FORBIDDEN where somebody other than an admin allows one.
 */
export async function checkAddress(
  principal: Principal,
  kind: TargetKind,
  given: string,
  allow: { allowPrivate: boolean; allowedHost: string | null },
): Promise<CheckedAddress> {
  if (kind === 'email') return checkEmails(given)
  const url = URL.canParse(given) ? new URL(given) : null
  if (!url || !/^https?:$/.test(url.protocol)) throw bad('address must be a URL that begins with https://.')
  if (url.username || url.password) throw bad('address must not hold a user or password.')
  const hint = `${url.protocol}//${url.host}/…`
  if (allow.allowPrivate && allow.allowedHost !== url.hostname && !may(principal, 'admin')) {
    throw new DeskError('FORBIDDEN', 'Only an admin may allow a host of a private network.')
  }
  if (allow.allowPrivate) return { value: url.toString(), hint, allowedHost: url.hostname }
  if (url.protocol !== 'https:') throw bad('address must begin with https://; http is for hosts that an admin allowed.')
  await checkHost(url.hostname).catch((error: unknown) => {
    throw error instanceof RefusedHost ? bad(error.message) : error
  })
  return { value: url.toString(), hint, allowedHost: null }
}

const EMAILS_MAX = 20

function checkEmails(given: string): CheckedAddress {
  const emails = [...new Set(given.split(/[,;\s]+/).filter(Boolean))]
  if (emails.length > EMAILS_MAX) throw bad(`address must hold at most ${EMAILS_MAX} e-mail addresses.`)
  if (!emails.every((email) => z.email().safeParse(email).success)) {
    throw bad('address must be e-mail addresses with commas between.')
  }
  const masked = emails.map((email) => `${email.slice(0, 1)}…${email.slice(email.lastIndexOf('@'))}`)
  const more = masked.length > 3 ? ` and ${masked.length - 3} more` : ''
  return { value: emails.join(','), hint: `${masked.slice(0, 3).join(', ')}${more}`, allowedHost: null }
}

export function makeWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

export function bad(message: string): DeskError {
  return new DeskError('BAD_REQUEST', message)
}

export function nameTaken(what: string, name: string): DeskError {
  return new DeskError('CONFLICT', `There is a ${what} named “${name}”: choose another name.`)
}

export function unknown(what: string): DeskError {
  return new DeskError('NOT_FOUND', `There is no ${what} with this ID.`)
}
