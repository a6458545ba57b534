import { causeLabel, conditionTitle, UNDETERMINED } from '@/lib/domain/conditions'
import type { DigestMessage, FindingMessage, MentionMessage, NotificationMessage } from '@/lib/domain/notification'
import { redactText } from '@/lib/domain/redaction'
import { plural } from '@/lib/format/words'

/** Words of a message for each kind of target. Pure; `desk` is the desk's address, without a slash at its end. */

export function titleOf(condition: string, cause: string): string {
  const why = cause === UNDETERMINED ? 'cause not decided' : causeLabel(condition, cause)
  return `${conditionTitle(condition)}: ${why}`
}

/** IDs come from outside; what looks like a token, PAN or mobile number does not leave the desk in one. */
export function safeSubjects(subjects: { type: string; id: string }[]): { type: string; id: string }[] {
  return subjects.map(({ type, id }) => ({ type, id: safeText(id) }))
}

export function safeText(text: string): string {
  return redactText(text, (kind) => `[${kind}]`)
}

export function subjectLine(message: NotificationMessage): string {
  if (message.kind === 'test') return 'Journey Desk: test'
  if (message.kind === 'digest' || message.kind === 'mention') return message.title
  const { title, application, environment } = message
  return `${STATE[message.kind]}: ${title} (${application}${environment === 'test' ? ', test' : ''})`
}

const STATE = { firing: 'Found', worse: 'Worse', recovered: 'Over' } as const

export function plainText(message: NotificationMessage, desk: string): string {
  if (message.kind === 'test') return `${TEST}\n\n${desk}/settings/notifications\n`
  if (message.kind === 'digest') return digestText(message, desk)
  if (message.kind === 'mention') return mentionText(message, desk)
  const lines = [
    subjectLine(message),
    '',
    sayCount(message),
    ...(message.since ? [`Since ${message.since}`] : []),
    `Severity ${message.severity}, ${message.environment}, application ${message.applicationID}`,
    ...message.subjects.map(({ type, id }) => `- ${type.replaceAll('_', ' ')} ${id}`),
    '',
    `${desk}${message.path}`,
    '',
    `Told by the rule “${message.rule}”: ${desk}/settings/notifications`,
  ]
  return `${lines.join('\n')}\n`
}

const TEST = 'This is a test. Notifications of Journey Desk arrive here.'

function sayCount({ kind, count, subjects, incident }: FindingMessage): string {
  if (kind === 'recovered')
    return `Nothing of it holds any more. It had been told with ${count} ${plural(count, 'finding')}.`
  const some = count > subjects.length && subjects.length > 0 ? `, ${subjects.length} of them below` : ''
  const cause = incident ? 'One cause behind ' : ''
  return `${cause}${count} ${plural(count, 'finding')} now${some}.`
}

function digestText({ title, lines, path }: DigestMessage, desk: string): string {
  const rows = lines.flatMap((line) => [
    `- ${line.title} (${line.application}${line.environment === 'test' ? ', test' : ''}): ${line.count} open${line.fresh > 0 ? `, ${line.fresh} new` : ''}`,
    `  ${desk}${line.path}`,
  ])
  return [title, '', ...rows, '', `All findings: ${desk}${path}`, `Settings: ${desk}/settings/notifications`, ''].join(
    '\n',
  )
}

function mentionText({ title, by, path }: MentionMessage, desk: string): string {
  const all = `All that mention you: ${desk}/findings?mentions=me&status=all`
  return [title, '', `${by} wrote the note: ${desk}${path}`, '', all, ''].join('\n')
}

/** For incoming webhooks as Slack, Mattermost and others take them. */
export function slackBody(message: NotificationMessage, desk: string): string {
  if (message.kind === 'test') return JSON.stringify({ text: TEST })
  const link = `<${desk}${escapeSlack(message.path)}|Open in Journey Desk>`
  if (message.kind === 'digest' || message.kind === 'mention')
    return JSON.stringify({ text: `*${escapeSlack(message.title)}*\n${link}` })
  const subjects = message.subjects.map(({ type, id }) => `• ${type.replaceAll('_', ' ')} \`${escapeSlack(id)}\``)
  const text = [
    `${MARK[message.kind]} *${escapeSlack(subjectLine(message))}*`,
    `${escapeSlack(sayCount(message))} Severity ${message.severity}.${message.since ? ` Since ${message.since}.` : ''}`,
    ...subjects,
    link,
  ].join('\n')
  return JSON.stringify({ text })
}

const MARK = { firing: ':red_circle:', worse: ':small_red_triangle:', recovered: ':white_check_mark:' } as const

function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', 'ˋ')
}

/** As Standard Webhooks has it: a type, when it happened, and the data. */
export function webhookBody(message: NotificationMessage, desk: string): string {
  const { kind, at, ...data } = message
  const isOfFindings = kind === 'firing' || kind === 'worse' || kind === 'recovered'
  const type = isOfFindings ? `finding.${kind}` : `desk.${kind}`
  const url = 'path' in message ? `${desk}${message.path}` : `${desk}/settings/notifications`
  return JSON.stringify({ type, timestamp: at, data: { ...data, url } })
}
