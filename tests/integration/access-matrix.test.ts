import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { NextRequest } from 'next/server'
import { beforeAll } from 'vitest'
import type { RouteHandler } from '@/lib/http/route'
import { APIS, type Method } from '@/tests/support/access-table'
import { walkAccess, type AccessAnswer, type AccessRequest } from '@/tests/support/access-walk'
import { openAccessWorld, type AccessWorld } from '@/tests/support/access-world'
import { createTestDatabase } from '@/tests/support/database'

/** The handlers alone, with no server, no Next and no proxy.ts before them. */

const ORIGIN = 'http://localhost:3000'

/** By what stands in app/. That of next-auth only runs within Next; tests/e2e/access-matrix.test.ts asks it. */
const routes = readdirSync('app/api', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('route.ts'))
  .map((file) => `/api/${file.replace(/\/route\.ts$/, '')}`)
  .filter((route) => route !== '/api/auth/[...nextauth]')
  .sort()

let world: AccessWorld
beforeAll(async () => {
  await createTestDatabase()
  world = await openAccessWorld(async (body, headers) => {
    const { POST } = await handlersOf('/api/webhooks/platform')
    const request = new NextRequest(`${ORIGIN}/api/webhooks/platform`, { method: 'POST', body, headers })
    return (await POST?.(request, { params: Promise.resolve({}) }))?.status ?? 404
  })
})

async function handlersOf(route: string): Promise<Partial<Record<Method, RouteHandler>>> {
  const file = resolve(`app${route}/route.ts`)
  return import(/* @vite-ignore */ file)
}

async function ask(path: string, { method, headers, body }: AccessRequest): Promise<AccessAnswer> {
  const route = routeOf(path)
  const handler = (await handlersOf(route))[method]
  if (!handler) return { status: 405, text: '' }
  const ours = { 'content-type': 'application/json', origin: ORIGIN, 'sec-fetch-site': 'same-origin' }
  const sent = method === 'GET' ? {} : { body: JSON.stringify(body ?? { nonsense: true }) }
  const request = new NextRequest(ORIGIN + path, { method, headers: { ...ours, ...headers }, ...sent })
  const response = await handler(request, { params: Promise.resolve(paramsOf(route, path)) })
  return { status: response.status, text: await response.text() }
}

const patternOf = (route: string) =>
  new RegExp(`^${route.replace(/\[\.{3}\w+\]/g, '(.+)').replace(/\[\w+\]/g, '([^/]+)')}$`)

const freedom = (route: string) => route.split('[').length + (route.includes('[...') ? 100 : 0)

/** The most literal route that a path fits. */
function routeOf(path: string): string {
  const bare = path.split('?')[0] ?? ''
  const fits = routes.filter((route) => patternOf(route).test(bare))
  return fits.toSorted((a, b) => freedom(a) - freedom(b) || b.length - a.length)[0] ?? bare
}

function paramsOf(route: string, path: string): Record<string, string | string[]> {
  const names = [...route.matchAll(/\[(\.{3})?(\w+)\]/g)]
  const values =
    patternOf(route)
      .exec(path.split('?')[0] ?? '')
      ?.slice(1) ?? []
  const params = names.map(([, several, name = ''], index): [string, string | string[]] => {
    const value = values[index] ?? ''
    return [name, several ? value.split('/') : value]
  })
  return Object.fromEntries(params)
}

walkAccess({ routes, table: APIS, world: () => world, ask })
