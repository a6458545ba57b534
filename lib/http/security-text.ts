import type { RequestListener } from 'node:http'
import { env } from '@/lib/env'

const PATH = '/.well-known/security.txt'
const VALID_MS = 180 * 86_400_000

/** Answers /.well-known/security.txt (RFC 9116), where whoever runs the desk has said who is to be told. */
export function withSecurityText(next: RequestListener): RequestListener {
  return (request, response) => {
    const isAsked = request.url === PATH && (request.method === 'GET' || request.method === 'HEAD')
    const contact = env().DESK_SECURITY_CONTACT
    if (!isAsked || !contact) return next(request, response)
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end(securityText(contact, env().NEXTAUTH_URL, new Date()))
  }
}

export function securityText(contact: string, ownURL: string | undefined, now: Date): string {
  const expires = new Date(now.getTime() + VALID_MS).toISOString()
  const canonical = ownURL ? [`Canonical: ${new URL(PATH, ownURL).href}`] : []
  return [`Contact: ${contact}`, `Expires: ${expires}`, 'Preferred-Languages: en', ...canonical, ''].join('\n')
}
