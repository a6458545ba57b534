import type { Duplex } from 'node:stream'
import { answerHeaders } from '@/lib/auth/csp'
import { isSecure } from '@/lib/auth/session-cookie'

const ANSWERS: Record<string, [status: string, code: string, message: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'PAYLOAD_TOO_LARGE', 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'REQUEST_TIMEOUT', 'The request did not come in time.'],
}
const UNREADABLE: [string, string, string] = ['400 Bad Request', 'BAD_REQUEST', 'This is no HTTP request.']

/** Answers bytes that are no request, with the headers and the body that every error has, and hangs up. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, code, message] = ANSWERS[error.code ?? ''] ?? UNREADABLE
  const body = JSON.stringify({ error: { code, message } })
  const headers = {
    ...answerHeaders(isSecure()),
    'Cache-Control': 'no-store',
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status}`, ...lines, '', body].join('\r\n'))
}
