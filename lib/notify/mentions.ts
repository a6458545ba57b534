import { env } from '@/lib/env'
import { titleOf } from '@/lib/notify/message'
import { enqueueDeliveries, type NewDelivery } from '@/lib/store/notification-deliveries'
import type { Transaction } from '@/lib/store/transaction'
import { listUsers } from '@/lib/store/users'

interface Mention {
  applicationID: string
  findingID: string
  condition: string
  cause: string
  /** The revision that the note made: the same is told once. */
  revision: number
  mentions: string[]
}

/**
 * Tells people by e-mail that a note mentions them, once a note or, where a job wrote it on many findings, once a job.
 * Nobody is told of a note of their own. Written in the note's transaction. Without SMTP_URL the filter alone tells.
 */
export async function tellMentioned(
  tx: Transaction,
  noted: Mention[],
  by: { actor: string; now: Date; jobID: string | null },
): Promise<void> {
  const wanted = noted.filter(({ mentions }) => mentions.some((email) => email !== by.actor.toLowerCase()))
  if (wanted.length === 0 || !env().SMTP_URL) return
  const people = (await listUsers(tx)).filter(({ disabledAt }) => disabledAt === null)
  const rows = wanted.flatMap((mention) =>
    people
      .filter(({ email }) => mention.mentions.includes(email.toLowerCase()) && email !== by.actor)
      .map(({ userID }) => messageTo(userID, mention, by)),
  )
  await enqueueDeliveries(tx, rows, by.now)
}

function messageTo(
  userID: string,
  { applicationID, findingID, condition, cause, revision }: Mention,
  { actor, now, jobID }: { actor: string; now: Date; jobID: string | null },
): NewDelivery {
  const dedupKey = `mention|${jobID ?? `${findingID}|${revision}`}|${userID}`
  const finding = `/findings/${findingID}?${new URLSearchParams({ app: applicationID }).toString()}`
  const path = jobID === null ? finding : `/jobs/${jobID}`
  const title = jobID === null ? titleOf(condition, cause) : `many findings, such as ${titleOf(condition, cause)}`
  const payload = {
    kind: 'mention' as const,
    title: `You were mentioned: ${title}`,
    by: actor,
    at: now.toISOString(),
    path,
  }
  const to = { targetID: null, userID, ruleID: null }
  return { applicationID, dedupKey, thread: dedupKey, episode: 0, ...to, kind: 'mention', payload }
}
