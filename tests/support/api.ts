import { expect } from 'vitest'
import { z } from 'zod'
import type { RouteHandler } from '@/lib/http/route'

/** Calls a route handler the way Next does, without a server. */

const errorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) })
export const page = z.object({ data: z.array(z.record(z.string(), z.unknown())), nextCursor: z.string().nullable() })

export interface Call {
  params?: Record<string, string>
  token?: string | null
  method?: string
  body?: unknown
  headers?: Record<string, string>
}

export function call(handler: RouteHandler, path: string, { params = {}, token = null, ...rest }: Call = {}) {
  const headers = new Headers(rest.headers)
  if (token) headers.set('authorization', `Bearer ${token}`)
  const body = rest.body === undefined ? undefined : JSON.stringify(rest.body)
  if (body) headers.set('content-type', 'application/json')
  const request = new Request(`http://localhost:3000${path}`, {
    method: rest.method ?? 'GET',
    headers,
    body: body ?? null,
  })
  return handler(request, { params: Promise.resolve(params) })
}

export async function rows(handler: RouteHandler, path: string, more: Call = {}) {
  const response = await call(handler, path, more)
  expect(response.status, await response.clone().text()).toBe(200)
  return page.parse(await response.json())
}

export async function refusal(response: Response | Promise<Response>) {
  const answered = await response
  return { status: answered.status, ...errorBody.parse(await answered.json()).error }
}
