import type { IncomingHttpHeaders } from 'node:http'

import { PLATFORM_CONTRACT_VERSION } from '@/lib/platform/contract'
import type { Matched } from './router'
import { invalidField, invalidKey, invalidSession } from './errors'
import type { RateLimiter } from './limits'
import type { SessionBook } from './sessions'
import type { Borrower, Environment, Limits } from './types'

export interface GateContext {
  apiKey: () => string
  environment: Environment
  sessions: SessionBook
  limiter: RateLimiter
  limits: Limits
  clock: () => number
}

export interface Passed {
  borrower: Borrower | null
  /** Whom idempotency keys belong to. */
  scope: string
}

function bearer(headers: IncomingHttpHeaders): string | null {
  const match = /^Bearer (\S+)$/.exec(headers.authorization ?? '')
  return match?.[1] ?? null
}

function checkKey(context: GateContext, token: string | null): void {
  if (token === null) throw invalidKey('Authorization: Bearer sk_… is required')
  if (!token.startsWith('sk_')) throw invalidKey('An API key is required here, not a session or refresh token')
  if (token === context.apiKey()) return
  const other = context.environment === 'live' ? 'sk_test_' : 'sk_live_'
  if (token.startsWith(other)) throw invalidKey('The API key belongs to another environment')
  throw invalidKey('The API key is revoked or unknown')
}

function checkVersion(headers: IncomingHttpHeaders): void {
  const version = headers['x-al-api-version']
  if (version !== undefined && version !== PLATFORM_CONTRACT_VERSION) {
    throw invalidField('X-AL-API-Version', `X-AL-API-Version must be ${PLATFORM_CONTRACT_VERSION}`)
  }
}

function checkLimits(context: GateContext, borrower: Borrower | null, isWrite: boolean): void {
  const { limiter, limits } = context
  const now = context.clock()
  if (isWrite) limiter.check('writes', limits.writesPerApplication, now)
  if (!borrower) {
    limiter.check('sessions', limits.sessionsPerApplication, now)
    return
  }
  const perBorrower = isWrite ? limits.writesPerBorrower : limits.readsPerBorrower
  limiter.check(`${isWrite ? 'writes' : 'reads'} ${borrower.borrowerID}`, perBorrower, now)
}

/** Credential, limits and headers, in this order. Puts a refresh token where its route finds it. */
export function pass(context: GateContext, { route, params }: Matched, headers: IncomingHttpHeaders): Passed {
  if (route.credential === 'none') return { borrower: null, scope: 'pages' }
  const token = bearer(headers)
  let borrower: Borrower | null = null
  if (route.credential === 'api_key') checkKey(context, token)
  else if (token === null) throw invalidSession('Authorization: Bearer is required')
  else if (route.credential === 'session') borrower = context.sessions.borrowerOf(token, context.clock())
  else params.token = token
  const isWrite = route.method !== 'GET'
  checkLimits(context, borrower, isWrite)
  checkVersion(headers)
  if (isWrite && !headers['idempotency-key']) {
    throw invalidField('Idempotency-Key', 'Idempotency-Key is required on every POST, PUT and PATCH')
  }
  return { borrower, scope: borrower?.borrowerID ?? (params.token ? `refresh ${params.token}` : 'application') }
}
