import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** HTTP as a stranger may speak it: any bytes, headers twice, a body with or without its length. */

export interface RawRequest {
  method?: string
  headers?: OutgoingHttpHeaders
  body?: string | Uint8Array | undefined
  /** Sent in pieces of this many bytes, without Content-Length. */
  chunkBytes?: number
}

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
  text: string
  json: () => unknown
}

const agent = new Agent({ keepAlive: false })

/** Resolves with the answer also where the server gave it before it had read everything. */
export function sendRaw(
  url: string,
  { method = 'POST', headers = {}, body, chunkBytes }: RawRequest,
): Promise<RawAnswer> {
  const bytes = body === undefined ? null : Buffer.from(body)
  const length = bytes && !chunkBytes ? { 'content-length': bytes.byteLength } : {}
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...length, ...headers } }, (response) => {
      buffer(response).then((read) => {
        const text = read.toString('utf8')
        const answer = { status: response.statusCode ?? 0, headers: response.headers, bytes: read, text }
        resolve({ ...answer, json: () => JSON.parse(text) as unknown })
      }, reject)
    })
    sent.on('error', reject)
    if (bytes && chunkBytes) {
      for (let from = 0; from < bytes.byteLength; from += chunkBytes)
        sent.write(bytes.subarray(from, from + chunkBytes))
      sent.end()
    } else sent.end(bytes ?? undefined)
  })
}
