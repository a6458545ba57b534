import { describe, expect, it } from 'vitest'
import { db } from '@/lib/store/client'
import { ASKERS, BODIES, METHODS, WHO, type APIS, type Asker, type Method } from '@/tests/support/access-table'
import { expectNothingForeign, filled, tellsForeign, type AccessWorld } from '@/tests/support/access-world'

export interface AccessRequest {
  method: Method
  /** Who asks. */
  headers: Record<string, string>
  body?: object
}
export interface AccessAnswer {
  status: number
  text: string
}

export interface AccessWalk {
  /** What there is. */
  routes: string[]
  /** Who may ask what of it. */
  table: typeof APIS
  /** Called within the tests. */
  world: () => AccessWorld
  ask: (path: string, request: AccessRequest) => Promise<AccessAnswer>
}

const TABLE = 'tests/support/access-table.ts'

/** Input that no route takes, so that whoever may ask is refused for it, and nothing is changed. */
const HARMLESS = '?applicationID=none&topics=none&screen=none&limit=0'
const LIMITED = ASKERS.filter((asker) => asker !== 'admin')

/** Every route by every method, asked by everybody, of an application they were granted and of another. */
export function walkAccess(walk: AccessWalk): void {
  const { routes, table } = walk
  describe('the table of who may ask what', () => {
    it('knows every route', () => {
      const missing = routes.filter((route) => !(route in table)).map((route) => `'${route}': { GET: 'read' },`)
      expect(missing, `Say in APIS of ${TABLE} who may, for example:\n${missing.join('\n')}`).toEqual([])
    })

    it('names none that is not there', () => {
      expect(Object.keys(table).filter((route) => !routes.includes(route))).toEqual([])
    })
  })

  describe.each(routes)('%s', (route) => walkRoute(walk, route))

  it('changes of what was not granted are refused, whoever asks', () => expectChangesRefused(walk))

  it('the walk would have seen what is foreign: an admin does', async () => {
    const { ids, granted } = walk.world()
    for (const path of ['/api/v1/journeys/j-foreign', `/api/v1/findings/${ids.findingID}`, '/api/v1/journeys']) {
      const answer = await walk.ask(path, { method: 'GET', headers: granted.get('admin') ?? {} })
      expect(answer.status, path).toBe(200)
      expect(tellsForeign(answer.text), path).toBe(true)
    }
  })
}

function walkRoute({ table, world, ask }: AccessWalk, route: string): void {
  const needs = table[route] ?? {}
  const path = filled(route) + HARMLESS

  it('answers exactly the methods that the table names', async () => {
    for (const method of METHODS) {
      const { status } = await ask(path, { method, headers: world().everywhere.get('admin') ?? {} })
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
      const allowed: readonly Asker[] = WHO[need]
      await Promise.all(ASKERS.map((as) => expectAdmitted(method, as, allowed.includes(as))))
    }
  })

  async function expectAdmitted(method: Method, as: Asker, isAllowed: boolean) {
    const body = BODIES[`${method} ${route}`]
    const headers = world().everywhere.get(as) ?? {}
    const { status, text } = await ask(path, { method, headers, ...(body ? { body } : {}) })
    const what = `${method} ${route} as ${as} answered ${status}: ${text.slice(0, 200)}`
    if (isAllowed) expect([401, 403].includes(status) || status >= 500, what).toBe(false)
    else expect(status, what).toBe(as === 'nobody' || needs[method] === 'signed' ? 401 : 403)
  }

  it('tells nobody of an application that they were not granted', async () => {
    // What streams does not end; tests/integration/live.test.ts reads it.
    if (!needs.GET || needs.GET === 'open' || route === '/api/v1/live') return
    const { foreign, ids, granted } = world()
    const isDetail = /\[(journeyID|findingID|deliveryID|applicationID)\]/.test(route)
    for (const query of ['', `?applicationID=${foreign.applicationID}`]) {
      await Promise.all(
        LIMITED.map(async (as) => {
          const headers = granted.get(as) ?? {}
          const { status, text } = await ask(filled(route, ids) + query, { method: 'GET', headers })
          const what = `GET ${route}${query} as ${as} (${status})`
          expectNothingForeign(text, what)
          expect(status < 500, what).toBe(true)
          if (isDetail) expect([400, 401, 403, 404], what).toContain(status)
        }),
      )
    }
  })
}

function foreignChanges({ ids, foreign: { applicationID } }: AccessWorld): [Method, string, object][] {
  const reason = 'to see whether it is refused'
  const borrower = { applicationID, borrowerExternalID: 'CUST_FOREIGN' }
  const filter = { applicationID }
  const threshold = { status: 'OFFERS_PENDING', minutes: 9, reason }
  return [
    ['PATCH', `/api/v1/findings/${ids.findingID}`, { note: 'x' }],
    ['PATCH', `/api/v1/findings/${ids.findingID}`, { status: 'acknowledged' }],
    ['POST', '/api/v1/findings/bulk', { filter, change: { status: 'acknowledged' }, reason }],
    ['POST', '/api/journeys/j-foreign/refresh', {}],
    ['POST', `/api/sync?applicationID=${applicationID}`, {}],
    ['POST', `/api/v1/deliveries/${ids.deliveryID}/reveal`, { reason }],
    ['POST', '/api/v1/deliveries/reprocess', { filter, dryRun: true }],
    ['POST', '/api/v1/deliveries/reprocess', { deliveryIDs: [ids.deliveryID], reason }],
    ['PATCH', '/api/v1/thresholds', { ...threshold, applicationID }],
    ['PATCH', '/api/v1/thresholds', { ...threshold, applicationID: null }],
    ['POST', '/api/v1/notifications/rules', { name: 'x', targetIDs: [], applicationID }],
    ['POST', '/api/v1/notifications/targets', { name: 'x', kind: 'email', address: 'a@desk.example' }],
    ['POST', '/api/v1/tokens', { name: 'x', scopes: ['read'], applicationID }],
    ['POST', '/api/v1/tokens', { name: 'x', scopes: ['read'], applicationID: null }],
    ['POST', '/api/v1/borrowers/reveal', { field: 'pan', reason, ...borrower }],
    ['POST', '/api/v1/borrowers/erase', { confirm: 'CUST_FOREIGN', reason, ...borrower }],
  ]
}

async function expectChangesRefused({ world, ask }: AccessWalk): Promise<void> {
  const { granted, foreign } = world()
  for (const [method, path, body] of foreignChanges(world())) {
    for (const as of LIMITED) {
      const { status, text } = await ask(path, { method, body, headers: granted.get(as) ?? {} })
      const what = `${method} ${path} as ${as} answered ${status}: ${text.slice(0, 200)}`
      expect([400, 401, 403, 404], what).toContain(status)
      expect(status === 400 && !text.includes('BAD_REQUEST'), what).toBe(false)
    }
  }
  const { applicationID } = foreign
  expect(await db().finding.findFirst({ where: { applicationID }, select: { status: true, note: true } })).toEqual({
    status: 'open',
    note: null,
  })
}
