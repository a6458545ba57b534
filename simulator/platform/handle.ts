import type { IncomingMessage, ServerResponse } from 'node:http'

import { API_PREFIX, PLATFORM_CONTRACT_VERSION } from '@/lib/platform/contract'
import { Random } from '../world/random'
import type { Context } from './context'
import { failure, retryAfter, success, type Meta } from './envelope'
import { invalidField, PlatformError } from './errors'
import { pass, type GateContext } from './gate'
import { IdempotencyBook, type Stored } from './idempotency'
import { matchRoute, type Matched } from './router'
import type { Call } from './types'

const BODY_MAX = 1024 * 1024

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const part = Buffer.from(chunk)
    size += part.length
    if (size > BODY_MAX) throw new PlatformError(413, 'PAYLOAD_TOO_LARGE', 'The body is over 1 MiB')
    chunks.push(part)
  }
  return Buffer.concat(chunks)
}

function parseBody(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {}
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Falls through: a body that is no JSON and a body that is no object are the same mistake here.
  }
  throw invalidField('body', 'The body must be a JSON object')
}

/** Answers requests of the API and of the borrower's pages. */
export class RequestHandler {
  private readonly idempotency = new IdempotencyBook()
  private readonly random: Random
  private limitedAnswers = 0

  constructor(
    private readonly context: Context,
    private readonly gate: GateContext,
    seed: number,
  ) {
    this.random = new Random(seed, 'requests')
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const correlation = request.headers['x-correlation-id']
    const meta: Meta = {
      requestID: `req_${this.random.hex(20)}`,
      correlationID: typeof correlation === 'string' ? correlation : `cor_${this.random.hex(20)}`,
      timestamp: new Date(this.gate.clock()).toISOString(),
    }
    response.setHeader('content-type', 'application/json')
    response.setHeader('x-correlation-id', meta.correlationID)
    response.setHeader('x-request-id', meta.requestID)
    response.setHeader('x-al-api-version', PLATFORM_CONTRACT_VERSION)
    const stored = await this.answer(request, response, meta)
    response.statusCode = stored.status
    response.end(stored.text)
  }

  private async answer(request: IncomingMessage, response: ServerResponse, meta: Meta): Promise<Stored> {
    try {
      const bytes = await readBody(request)
      const url = new URL(request.url ?? '/', 'http://platform')
      const matched = this.match(request.method ?? 'GET', url.pathname)
      const { borrower, scope } = pass(this.gate, matched, request.headers)
      const call: Call = {
        method: matched.route.method,
        path: url.pathname,
        params: matched.params,
        query: url.searchParams,
        body: parseBody(bytes),
        borrower,
      }
      const key = matched.route.method === 'GET' ? undefined : request.headers['idempotency-key']
      if (typeof key !== 'string') return this.run(matched, call, meta)
      const keyScope = `${scope} ${call.method} ${call.path}`
      const known = this.idempotency.find(keyScope, key, bytes)
      if (known) {
        response.setHeader('idempotency-replayed', 'true')
        return known
      }
      const stored = this.run(matched, call, meta)
      this.idempotency.keep(keyScope, key, bytes, stored)
      return stored
    } catch (error) {
      return this.refuse(response, meta, error)
    }
  }

  private match(method: string, path: string): Matched {
    if (path.startsWith('/pages/')) return matchRoute('pages', method, path.slice('/pages'.length))
    return matchRoute('api', method, path.startsWith(API_PREFIX) ? path.slice(API_PREFIX.length) : '')
  }

  private run({ route }: Matched, call: Call, meta: Meta): Stored {
    const { status, data } = route.answer(this.context, call)
    return { status, text: success(meta, data) }
  }

  private refuse(response: ServerResponse, meta: Meta, error: unknown): Stored {
    const known = error instanceof PlatformError ? error : new PlatformError(500, 'INTERNAL', 'Something failed here')
    if (known !== error) process.stderr.write(`platform: ${String(error)}\n`)
    if (known.options.retryAfterMs !== undefined) {
      this.limitedAnswers += 1
      // Both forms of the header are in use out there: every third answer is an HTTP date.
      const asDate = this.limitedAnswers % 3 === 0
      response.setHeader('retry-after', retryAfter(known.options.retryAfterMs, this.gate.clock(), asDate))
    }
    return { status: known.status, text: failure(meta, known) }
  }
}
