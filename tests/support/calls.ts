import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { insertToken } from '@/lib/store/tokens'
import type { TestApplication } from '@/tests/support/webhooks'

/** A record of the public contract with everything that is required, and what a test gives. */
export function sampleCall(application: Pick<TestApplication, 'applicationID'>, own: Record<string, unknown> = {}) {
  return {
    callID: `call_${randomUUID()}`,
    occurredAt: new Date().toISOString(),
    durationMs: 120,
    caller: 'borrower-app',
    applicationID: application.applicationID,
    environment: 'live',
    method: 'GET',
    path: '/api/v1/headless/journeys/j-1/state',
    status: 200,
    auth: { kind: 'session', environment: 'live', fingerprint: '0123456789ab' },
    ...own,
  }
}

export async function ingestToken(applicationID: string | null = null): Promise<string> {
  const { token } = await insertToken({ name: 'systems', scopes: ['ingest'], applicationID, createdBy: 'test' })
  return token
}

export interface Sent {
  token?: string | null
  type?: string
  gzip?: boolean
}

/** A request as a route handler gets it. */
export function ingestRequest(path: string, body: string | Uint8Array, sent: Sent): Request {
  const headers = new Headers({ 'content-type': sent.type ?? 'application/json' })
  if (sent.token) headers.set('authorization', `Bearer ${sent.token}`)
  if (sent.gzip) headers.set('content-encoding', 'gzip')
  const bytes = sent.gzip ? gzipSync(body) : Buffer.from(body)
  return new Request(`http://localhost:3000${path}`, { method: 'POST', headers, body: new Uint8Array(bytes) })
}
