import { PEER_HEADER } from '@/lib/domain/delivery'
import { DeskError } from '@/lib/errors'
import { readBytes } from './body'

const BODY_MAX = 1024 * 1024

/** Headers and exact bytes of a webhook as they came; the bytes are null beyond 1 MiB. */
export async function receivedWebhook(request: Request) {
  const headers = Object.fromEntries(request.headers)
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
