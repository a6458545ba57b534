import { createTransport } from 'nodemailer'
import { env } from '@/lib/env'
import { failed, type Sent } from '@/lib/notify/sent'

export interface Mail {
  /** The same at every attempt, so that a mailbox can tell a repeat. */
  messageID: string
  to: string[]
  subject: string
  text: string
}

const TIMEOUT_MS = 10_000
const PERMANENT = 500

/** One e-mail through SMTP_URL, from its `?from=` or else journey-desk@<the desk's host>. Never throws. */
export async function sendMail(mail: Mail): Promise<Sent> {
  const { SMTP_URL } = env()
  if (!SMTP_URL) return failed('No e-mail can be sent: set SMTP_URL and start again.', { isFinal: true })
  const url = new URL(SMTP_URL)
  const host = new URL(env().NEXTAUTH_URL ?? 'http://localhost').hostname
  const from = url.searchParams.get('from') ?? `journey-desk@${host}`
  url.searchParams.delete('from')
  const transport = createTransport({
    url: url.toString(),
    dnsTimeout: TIMEOUT_MS,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  })
  try {
    const { rejected } = await transport.sendMail({
      from: { name: 'Journey Desk', address: from },
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      messageId: `<${mail.messageID}@${host}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const note = rejected.length > 0 ? `${rejected.length} of ${mail.to.length} addresses were refused.` : null
    return { ok: true, status: null, note }
  } catch (error) {
    return judgeError(error)
  } finally {
    transport.close()
  }
}

/** A server's own words may quote addresses, so only its code is told. */
function judgeError(error: unknown): Sent {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : null
  if (typeof code === 'number') {
    return failed(`The mail server answered ${code}.`, { status: code, isFinal: code >= PERMANENT })
  }
  const kind = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  if (kind === 'EAUTH') return failed('The mail server refuses the login of SMTP_URL.', { isFinal: true })
  if (kind === 'ENOAUTH') return failed('The mail server asks for a login: add one to SMTP_URL.', { isFinal: true })
  return failed(`The mail server of SMTP_URL cannot be reached (${kind}).`)
}
