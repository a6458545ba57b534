import { Webhook } from 'standardwebhooks'
import { env } from '@/lib/env'
import { plainText, slackBody, subjectLine, webhookBody } from '@/lib/notify/message'
import type { Resolve } from '@/lib/notify/public-host'
import { sendHTTP } from '@/lib/notify/send-http'
import { sendMail } from '@/lib/notify/send-mail'
import { failed, type Sent } from '@/lib/notify/sent'
import type { ClaimedDelivery } from '@/lib/store/notification-deliveries'
import { openTarget, type OpenTarget } from '@/lib/store/notification-targets'
import { findUser } from '@/lib/store/users'

/** Why something is not sent, and never will be. */
export interface Pointless {
  pointless: string
}

/** One attempt. The delivery's ID goes with it, the same at every attempt. */
export async function sendOnce(delivery: ClaimedDelivery, now: Date, resolve?: Resolve): Promise<Sent | Pointless> {
  if (delivery.targetID) {
    const target = await openTarget(delivery.targetID)
    if (!target) return { pointless: 'The target was deleted.' }
    // A test is how somebody finds out whether to enable it.
    if (!target.enabled && delivery.kind !== 'test') return { pointless: 'The target is switched off.' }
    return sendToTarget(delivery, target, now, resolve)
  }
  const user = delivery.userID ? await findUser(delivery.userID) : null
  if (!user || user.disabledAt) return { pointless: 'The account is disabled.' }
  return mail(delivery, [user.email])
}

async function sendToTarget(
  delivery: ClaimedDelivery,
  target: OpenTarget,
  now: Date,
  resolve: Resolve | undefined,
): Promise<Sent> {
  const { payload, deliveryID } = delivery
  const address = { url: target.address, allowedHost: target.allowedHost }
  if (target.kind === 'email') return mail(delivery, target.address.split(','))
  if (target.kind === 'slack') return sendHTTP(address, slackBody(payload, deskURL()), {}, resolve)
  if (!target.secret) return failed('The target has no secret: set one.', { isFinal: true })
  const body = webhookBody(payload, deskURL())
  const headers = {
    'webhook-id': deliveryID,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(target.secret).sign(deliveryID, now, body),
  }
  return sendHTTP(address, body, headers, resolve)
}

function mail({ payload, deliveryID }: ClaimedDelivery, to: string[]): Promise<Sent> {
  return sendMail({
    messageID: deliveryID,
    to,
    subject: subjectLine(payload),
    text: plainText(payload, deskURL()),
  })
}

function deskURL(): string {
  return (env().NEXTAUTH_URL ?? 'http://localhost:3000').replace(/\/+$/, '')
}
