import type { z } from 'zod'
import { authorise, type Action } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { principalOf } from '@/lib/auth/principal-of'
import { readJSON } from '@/lib/http/body'
import { inputWords } from '@/lib/domain/input-words'
import { isStorableText } from '@/lib/domain/text'
import { DeskError } from '@/lib/errors'
import { originOf, withOrigin } from '@/lib/request-origin'
import { badInput, errorResponse, methodNotAllowed, NO_STORE } from '@/lib/http/errors'
import { admitRequest } from '@/lib/http/rate-limit'

/** What a route is made of: who may, what it takes. Schemas left out give an empty object. */
export interface RouteSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  action: Action
  params?: P
  query?: Q
  body?: B
}

export interface RouteInput<P, Q, B> {
  principal: Principal
  params: P
  query: Q
  body: B
  request: Request
}

interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined>>
}

export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>

/**
 * A Next route handler: validates, resolves the principal, asks whether it may, and answers with what `handler` returns
 * as JSON (or with the Response that it returns). Errors become `{ error: { code, message, details } }`.
 */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  spec: RouteSpec<P, Q, B>,
  handler: (input: RouteInput<z.infer<P>, z.infer<Q>, z.infer<B>>) => Promise<unknown>,
): RouteHandler {
  const respond: RouteHandler = async (request, context) => {
    const quota = new Headers()
    try {
      const principal = await principalOf(request)
      // Batches have a limit of their own.
      if (spec.action !== 'ingest') await admitRequest(principal, quota)
      authorise(principal, spec.action)
      const params = parse('path', spec.params, await context.params)
      const query = parse('query', spec.query, queryOf(request))
      const body = parse('body', spec.body, spec.body ? await readJSON(request) : {})
      const result = await handler({ principal, params, query, body, request })
      return withHeaders(result instanceof Response ? result : answer(result), quota)
    } catch (error) {
      return withHeaders(errorResponse(error), quota)
    }
  }
  // Our own server knows the socket and set the origin already; whoever runs Next alone gets what the headers tell.
  return (request, context) =>
    withOrigin(
      originOf((name) => request.headers.get(name), null),
      () => respond(request, context),
    )
}

function withHeaders(response: Response, headers: Headers): Response {
  for (const [name, value] of headers) response.headers.set(name, value)
  return response
}

/** For the methods that an address does not answer, with a body as every other error has one. */
export function otherMethods(...allowed: string[]) {
  const refuse = async (): Promise<Response> => methodNotAllowed(allowed)
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse }
}

/** A JSON answer with headers of its own. */
export function answer(value: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(value, { headers: { ...NO_STORE, ...headers } })
}

function parse<S extends z.ZodType>(what: string, schema: S | undefined, value: unknown): z.infer<S>
function parse(what: string, schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return {}
  refuseUnstorable(what, value)
  const parsed = schema.safeParse(value, { error: inputWords })
  if (parsed.success) return parsed.data
  throw badInput(what, parsed.error)
}

/** No database text may hold these, so nothing that we store can be meant. */
function refuseUnstorable(path: string, value: unknown, depth = 0): void {
  if (depth > 20) throw new DeskError('BAD_REQUEST', `${path}: is nested too deeply`)
  if (typeof value === 'string' && !isStorableText(value)) {
    throw new DeskError('BAD_REQUEST', `${path}: must not hold NUL or half a surrogate pair`)
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) refuseUnstorable(depth === 0 ? key : path, item, depth + 1)
}

/** Repeated parameters become a comma list, empty ones count as absent. */
function queryOf(request: Request): Record<string, string> {
  const search = new URL(request.url).searchParams
  const values: Record<string, string> = {}
  for (const key of new Set(search.keys())) {
    const value = search.getAll(key).filter(Boolean).join(',')
    if (value && key !== '__proto__') values[key] = value
  }
  return values
}
