import type { SessionBook } from './sessions'
import type { Answer, Borrower, Call, Environment } from './types'
import type { WebhookSender } from './webhooks'
import type { PlatformWorld } from './world'

/** What the routes work with. */
export interface Context {
  world: PlatformWorld
  sessions: SessionBook
  webhooks: WebhookSender
  environment: Environment
  /** Of this server, known once it listens. */
  baseURL: () => string
}

export type Credential = 'api_key' | 'session' | 'refresh' | 'none'

export interface Route {
  method: 'GET' | 'POST' | 'PUT'
  /** Below the API's prefix; `{name}` is a parameter. */
  path: string
  credential: Credential
  answer: (context: Context, call: Call) => Answer
}

/** The borrower of a session route; the server has checked the session before. */
export function borrowerOf(call: Call): Borrower {
  if (!call.borrower) throw new Error(`${call.method} ${call.path} needs a session.`)
  return call.borrower
}

export const ok = (data: unknown): Answer => ({ status: 200, data })
export const created = (data: unknown): Answer => ({ status: 201, data })

export function textField(call: Call, field: string): string | null {
  const value = call.body[field]
  return typeof value === 'string' && value !== '' ? value : null
}
