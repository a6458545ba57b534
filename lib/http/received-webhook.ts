import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { PEER_HEADER } from '@/lib/domain/delivery'
import { DeskError } from '@/lib/errors'
import { readBytes } from './body'
import { NO_STORE } from './errors'
import type { Mount } from './mount'
import { withNodeBody } from './node-body'

const BODY_MAX = 1024 * 1024

/** Headers and exact bytes of a webhook as they came; the bytes are null beyond 1 MiB. */
export interface ArrivedWebhook {
  headers: Record<string, string | undefined>
  body: Uint8Array | null
  bodySize: number
  receivedAt: Date
  peer: string
}

/** The receiver as plain node:http code. */
export function mountedReceiver(
  receive: (webhook: ArrivedWebhook) => Promise<{ status: number; body: object }>,
): Mount['post'] {
  return (request: IncomingMessage) => {
    const headers = plainHeaders(request.headers)
    const arrived = { headers, receivedAt: new Date(), peer: headers[PEER_HEADER] ?? 'unknown' }
    return withNodeBody(request, BODY_MAX, async ({ bytes, size }) => {
      const { status, body } = await receive({ ...arrived, body: bytes, bodySize: size })
      return { status, headers: JSON_HEADERS, body: JSON.stringify(body) }
    })
  }
}

const JSON_HEADERS = { ...NO_STORE, 'Content-Type': 'application/json' } as const

/** The same of a request that came through Next. */
export async function receivedWebhook(request: Request): Promise<ArrivedWebhook> {
  const headers: Record<string, string | undefined> = Object.fromEntries(request.headers)
  const receivedAt = new Date()
  const peer = headers[PEER_HEADER] ?? 'unknown'
  const declared = Number(headers['content-length'] ?? 0)
  if (declared > BODY_MAX) return { headers, body: null, bodySize: declared, receivedAt, peer }
  try {
    const body = await readBytes(request, BODY_MAX)
    return { headers, body, bodySize: body.byteLength, receivedAt, peer }
  } catch (error) {
    if (!(error instanceof DeskError) || error.code !== 'PAYLOAD_TOO_LARGE') throw error
    return { headers, body: null, bodySize: BODY_MAX + 1, receivedAt, peer }
  }
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string | undefined> {
  const plain: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(headers)) plain[name] = Array.isArray(value) ? value.join(', ') : value
  return plain
}
