import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { answerHeaders } from '@/lib/auth/csp'
import { isSecure } from '@/lib/auth/session-cookie'
import { DeskError } from '@/lib/errors'
import { currentOrigin } from '@/lib/request-origin'
import { observeRequest } from '@/lib/telemetry/observe-request'
import { errorResponse } from './errors'
import { sendResponse } from './mount'

/** For correlation: in the answer, in the log, and in the body of an unexpected error. */
export const REQUEST_ID_HEADER = 'X-Request-ID'

const UNREAD_BODY_MAX = 64 * 1024
const PLAIN = Object.entries(answerHeaders(false))
const SECURE = Object.entries(answerHeaders(true))

/** What holds for every request, whoever answers it: an ID, headers, limits, metrics. */
export function guarded(next: RequestListener): RequestListener {
  return (request, response) => {
    const requestID = currentOrigin()?.requestID ?? randomUUID()
    response.setHeader(REQUEST_ID_HEADER, requestID)
    for (const [name, value] of isSecure() ? SECURE : PLAIN) response.setHeader(name, value)
    if (!isImmutable(request)) response.setHeader('Cache-Control', 'no-store')
    observeRequest(request, response, requestID)
    admit(request, response, next)
  }
}

function admit(request: IncomingMessage, response: ServerResponse, next: RequestListener): void {
  const refusal = refusalOf(request)
  if (refusal) void sendResponse(errorResponse(refusal), response)
  else next(request, response)
}

/** Files of the build have a name of their content; whatever else is answered may hold data. */
function isImmutable({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/_next/static/')
}

/** Routes of the API bound what they read themselves. Pages and next-auth would read whatever comes. */
function refusalOf({ url = '', headers }: IncomingMessage): DeskError | null {
  if (url.startsWith('/api/') && !url.startsWith('/api/auth/')) return null
  if (headers['transfer-encoding'] !== undefined) {
    return new DeskError('BAD_REQUEST', 'Say with Content-Length how long the body is.')
  }
  if (Number(headers['content-length'] ?? 0) <= UNREAD_BODY_MAX) return null
  return new DeskError('PAYLOAD_TOO_LARGE', `The body may be at most ${UNREAD_BODY_MAX} bytes.`)
}
