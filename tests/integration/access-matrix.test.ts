import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { NextRequest } from 'next/server'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RouteHandler } from '@/lib/http/route'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { ROLES, TOKEN_SCOPES } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { APIS, ASKERS, BODIES, METHODS, WHO, type Asker, type Method } from '@/tests/support/access-table'
import { createTestDatabase } from '@/tests/support/database'
import { sessionCookie } from '@/tests/support/session-cookie'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/**
 * Every route by every method, asked by everybody, of an application they were granted and of another: the handlers alone,
 * with no server, no Next and no proxy.ts before them.
 */

const TABLE = 'tests/support/access-table.ts'
const SYSTEM = { kind: 'system', name: 'cli' } as const
/** By what stands in app/. That of next-auth only runs within Next; tests/e2e/access.test.ts asks it. */
const apis = readdirSync('app/api', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('route.ts'))
  .map((file) => `/api/${file.replace(/\/route\.ts$/, '')}`)
  .filter((route) => route !== '/api/auth/[...nextauth]')
  .sort()

/** What only the foreign application holds. */
const FOREIGN = ['CUST_FOREIGN', 'FOREIGN_ACTION', 'a foreign finding']

let own: TestApplication
let foreign: TestApplication
let ids: Record<string, string>
type Credentials = Map<Asker, Record<string, string>>
/** Of those who may see every application, and of those who were granted their own alone. */
let everywhere: Credentials
let granted: Credentials

beforeAll(async () => {
  await createTestDatabase()
  own = await addTestApplication()
  foreign = await addTestApplication()
  await deliver(own, 'j-own', {})
  await deliver(foreign, 'j-foreign', { borrowerExternalID: 'CUST_FOREIGN' })
  ids = await foreignIDs()
  everywhere = await makeCredentials(null)
  granted = await makeCredentials(own.applicationID)
})

async function makeCredentials(applicationID: string | null): Promise<Credentials> {
  const made: Credentials = new Map([['nobody', {}]])
  for (const role of ROLES) {
    const email = `${role}-${applicationID ? 'granted' : 'everywhere'}@desk.example`
    await addUser(SYSTEM, { email, role, applicationIDs: applicationID ? [applicationID] : null })
    made.set(role, { cookie: await sessionCookie(email) })
  }
  for (const scope of TOKEN_SCOPES) {
    const { token } = await createToken(SYSTEM, { name: scope, scopes: [scope], applicationID })
    made.set(`token:${scope}`, { authorization: `Bearer ${token}` })
  }
  return made
}

async function deliver(application: TestApplication, journeyID: string, borrower: Record<string, unknown>) {
  const nextAction = journeyID === 'j-foreign' ? 'FOREIGN_ACTION' : 'VIEW_OFFERS'
  const journeys = [{ journeyID, status: 'OFFERS_AVAILABLE', nextAction }]
  const body = sampleBody(application, { borrower: { ...borrower, journeys } })
  const headers = signedHeaders(application, body)
  const { POST } = await handlersOf('/api/webhooks/platform')
  const request = new NextRequest(`${ORIGIN}/api/webhooks/platform`, { method: 'POST', body, headers })
  expect((await POST?.(request, { params: Promise.resolve({}) }))?.status).toBe(200)
}

async function foreignIDs(): Promise<Record<string, string>> {
  const { applicationID } = foreign
  const at = new Date()
  const findingID = randomUUID()
  const what = { condition: 'offers-pending', cause: 'aa-required', confidence: 0.9, severity: 'high', status: 'open' }
  const subject = { subjectType: 'journey', subjectID: 'j-foreign', environment: 'live', summary: 'a foreign finding' }
  const seen = { firstSeenAt: at, lastSeenAt: at, occurrences: 1, episodes: [], rejectedCauses: [] }
  await db().finding.create({
    data: { applicationID, findingID, fingerprint: findingID, ...what, ...subject, ...seen },
  })
  const delivery = await db().webhookDelivery.findFirstOrThrow({ where: { applicationID }, select: { id: true } })
  return { journeyID: 'j-foreign', findingID, deliveryID: delivery.id, applicationID }
}

/** `id` of a page stands for what its first part names. */
function filled(route: string, values: Record<string, string> = {}): string {
  const id = route.startsWith('/webhooks') ? values.deliveryID : values.findingID
  return route.replace(/\[\.{0,3}([^\]]+)\]/g, (_, name: string) => {
    return (name === 'id' ? id : values[name]) ?? randomUUID()
  })
}

const ORIGIN = 'http://localhost:3000'

interface Asked {
  method?: Method
  as?: Asker
  /** Those who may see every application where it is left out. */
  by?: Credentials
  body?: object
}

interface Answer {
  status: number
  text: string
}

async function handlersOf(route: string): Promise<Partial<Record<Method, RouteHandler>>> {
  const file = resolve(`app${route}/route.ts`)
  return import(/* @vite-ignore */ file)
}

/** Asks the handler of a route, with the parameters that stand in `path`. */
async function ask(route: string, path: string, { method = 'GET', as = 'nobody', by = everywhere, body }: Asked = {}) {
  const handler = (await handlersOf(route))[method]
  if (!handler) return { status: 405, text: '' }
  const headers = { 'content-type': 'application/json', origin: ORIGIN, 'sec-fetch-site': 'same-origin', ...by.get(as) }
  const sent = method === 'GET' ? {} : { body: JSON.stringify(body ?? { nonsense: true }) }
  const request = new NextRequest(ORIGIN + path, { method, headers, ...sent })
  const response = await handler(request, { params: Promise.resolve(paramsOf(route, path)) })
  return { status: response.status, text: await response.text() }
}

function paramsOf(route: string, path: string): Record<string, string | string[]> {
  const names = [...route.matchAll(/\[(\.{3})?(\w+)\]/g)]
  const pattern = new RegExp(`^${route.replace(/\[\.{3}\w+\]/g, '(.+)').replace(/\[\w+\]/g, '([^/]+)')}$`)
  const values = pattern.exec(path.split('?')[0] ?? '')?.slice(1) ?? []
  const params = names.map(([, several, name = ''], index): [string, string | string[]] => {
    const value = values[index] ?? ''
    return [name, several ? value.split('/') : value]
  })
  return Object.fromEntries(params)
}

/** Input that no route takes, so that whoever may ask is refused for it, and nothing is changed. */
const HARMLESS = '?applicationID=none&topics=none&screen=none&limit=0'

function expectNothingForeign(answer: Answer, what: string): void {
  for (const canary of FOREIGN) expect(answer.text, `${what} told of ${canary}`).not.toContain(canary)
}

describe('the table of who may ask what', () => {
  it('knows every route', () => {
    const missing = apis.filter((route) => !(route in APIS)).map((route) => `APIS: '${route}': { GET: 'read' },`)
    expect(missing, `Say in ${TABLE} who may, for example:\n${missing.join('\n')}`).toEqual([])
  })

  it('names none that is not there', () => {
    expect(Object.keys(APIS).filter((route) => !apis.includes(route))).toEqual([])
  })
})

describe.each(apis)('%s', (route) => {
  const needs = APIS[route] ?? {}
  const path = filled(route) + HARMLESS

  it('answers exactly the methods that the table names', async () => {
    for (const method of METHODS) {
      const { status } = await ask(route, path, { method, as: 'admin' })
      const isNamed = needs[method] !== undefined
      const hint = `add ${method}: '<need>' to APIS['${route}'] in ${TABLE}, or take it out: it answered ${status}`
      expect(isNamed || status === 405 || status === 404, hint).toBe(true)
      if (isNamed) expect(status, hint).not.toBe(405)
    }
  })

  it('lets exactly those in whom the table names', async () => {
    for (const method of METHODS) {
      const need = needs[method]
      if (!need) continue
      const body = BODIES[`${method} ${route}`]
      for (const as of ASKERS) await expectAdmitted(method, as, (WHO[need] as readonly Asker[]).includes(as), body)
    }
  })

  async function expectAdmitted(method: Method, as: Asker, isAllowed: boolean, body: object | undefined) {
    const { status, text: told } = await ask(route, path, { method, as, ...(body ? { body } : {}) })
    const what = `${method} ${route} as ${as} answered ${status}: ${told.slice(0, 200)}`
    if (isAllowed) expect([401, 403].includes(status) || status >= 500, what).toBe(false)
    else expect(status, what).toBe(as === 'nobody' ? 401 : needs[method] === 'signed' ? 401 : 403)
  }

  it('tells nobody of an application that they were not granted', async () => {
    if (!needs.GET || needs.GET === 'open') return
    const isDetail = /\[(journeyID|findingID|deliveryID|applicationID)\]/.test(route)
    for (const as of ASKERS.filter((asker) => asker !== 'admin')) {
      for (const query of ['', `?applicationID=${foreign.applicationID}`]) {
        if (route === '/api/v1/live') continue
        const answer = await ask(route, `${filled(route, ids)}${query}`, { as, by: granted })
        const what = `GET ${route}${query} as ${as} (${answer.status})`
        expectNothingForeign(answer, what)
        expect(answer.status < 500, what).toBe(true)
        if (isDetail) expect([400, 401, 403, 404], what).toContain(answer.status)
      }
    }
  })
})

describe('changes of what was not granted', () => {
  const reason = 'to see whether it is refused'
  const everybody = ASKERS.filter((asker) => asker !== 'admin')
  const cases = (): [Method, string, object][] => [
    ['PATCH', `/api/v1/findings/${ids.findingID}`, { note: 'x' }],
    ['PATCH', `/api/v1/findings/${ids.findingID}`, { status: 'acknowledged' }],
    ['POST', '/api/v1/findings/bulk', of({ change: { status: 'acknowledged' }, reason })],
    ['POST', '/api/journeys/j-foreign/refresh', {}],
    ['POST', `/api/sync?applicationID=${foreign.applicationID}`, {}],
    ['POST', `/api/v1/deliveries/${ids.deliveryID}/reveal`, { reason }],
    ['POST', '/api/v1/deliveries/reprocess', of({ dryRun: true })],
    ['POST', '/api/v1/deliveries/reprocess', { deliveryIDs: [ids.deliveryID], reason }],
    ['PATCH', '/api/v1/thresholds', { status: 'OFFERS_PENDING', minutes: 9, reason, applicationID: ids.applicationID }],
    ['PATCH', '/api/v1/thresholds', { status: 'OFFERS_PENDING', minutes: 9, reason, applicationID: null }],
    ['POST', '/api/v1/notifications/rules', { name: 'x', targetIDs: [], applicationID: ids.applicationID }],
    ['POST', '/api/v1/notifications/targets', { name: 'x', kind: 'email', address: 'a@desk.example' }],
    ['POST', '/api/v1/tokens', { name: 'x', scopes: ['read'], applicationID: ids.applicationID }],
    ['POST', '/api/v1/tokens', { name: 'x', scopes: ['read'], applicationID: null }],
    ['POST', '/api/v1/borrowers/reveal', { field: 'pan', reason, ...borrower() }],
    ['POST', '/api/v1/borrowers/erase', { confirm: 'CUST_FOREIGN', reason, ...borrower() }],
  ]
  const of = (more: object) => ({ filter: { applicationID: ids.applicationID }, ...more })
  const borrower = () => ({ applicationID: ids.applicationID, borrowerExternalID: 'CUST_FOREIGN' })

  it('are refused, whoever asks', async () => {
    for (const [method, path, body] of cases()) {
      for (const as of everybody) {
        const answer = await ask(routeOf(path), path, { method, as, body, by: granted })
        const what = `${method} ${path} as ${as} answered ${answer.status}: ${answer.text.slice(0, 200)}`
        expect([400, 401, 403, 404], what).toContain(answer.status)
        expect(answer.status === 400 && !answer.text.includes('BAD_REQUEST'), what).toBe(false)
      }
    }
    const { applicationID } = foreign
    expect(await db().finding.findFirst({ where: { applicationID }, select: { status: true, note: true } })).toEqual({
      status: 'open',
      note: null,
    })
  })
})

/** The most literal route that a path fits. */
function routeOf(path: string): string {
  const bare = path.split('?')[0] ?? ''
  const fits = apis.filter((route) =>
    new RegExp(`^${route.replace(/\[\w+\]/g, '[^/]+').replace(/\[\.{3}\w+\]/g, '.+')}$`).test(bare),
  )
  return fits.toSorted((a, b) => a.split('[').length - b.split('[').length || b.length - a.length)[0] ?? bare
}

it('the walk would have seen what is foreign: an admin does', async () => {
  for (const path of ['/api/v1/journeys/j-foreign', `/api/v1/findings/${ids.findingID}`, '/api/v1/journeys']) {
    const answer = await ask(routeOf(path), path, { as: 'admin', by: granted })
    expect(answer.status, path).toBe(200)
    expect(
      FOREIGN.some((canary) => answer.text.includes(canary)),
      path,
    ).toBe(true)
  }
})
