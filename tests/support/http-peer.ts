import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A small real HTTP server that answers as a test tells it and keeps what it was asked. */

export interface PeerRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: string
  at: number
}

export type PeerAnswer = (request: PeerRequest, response: ServerResponse) => void | Promise<void>

export interface HttpPeer {
  baseURL: string
  requests: PeerRequest[]
  answer: (next: PeerAnswer) => void
  close: () => Promise<void>
}

export async function startPeer(first: PeerAnswer): Promise<HttpPeer> {
  let answer = first
  const requests: PeerRequest[] = []
  const server = createServer((request, response) => {
    const at = performance.now()
    void text(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://peer')
      const seen = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body,
        at,
      }
      requests.push(seen)
      return answer(seen, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      answer = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The platform's envelope around `data`. */
export function succeed(response: ServerResponse, data: unknown): void {
  const body = { requestID: 'req_1', correlationID: 'cor_1', timestamp: new Date().toISOString(), data, error: null }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export function refuse(
  response: ServerResponse,
  status: number,
  error: { code: string; retryable?: boolean; details?: { field?: string } },
  headers: Record<string, string> = {},
): void {
  const told = { message: 'refused', retryable: false, ...error }
  const body = {
    requestID: 'req_2',
    correlationID: 'cor_2',
    timestamp: new Date().toISOString(),
    data: null,
    error: told,
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

export function sessionData(borrower: string, token: string, lifetimeMs = 15 * 60_000) {
  return {
    borrowerID: `brw_${borrower}`,
    borrowerExternalID: borrower,
    sessionToken: token,
    refreshToken: `rt_test_${token}`,
    sessionExpiresAt: new Date(Date.now() + lifetimeMs).toISOString(),
    refreshExpiresAt: new Date(Date.now() + 2 * lifetimeMs).toISOString(),
    activeJourney: null,
  }
}
