import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mounts } from '@/scripts/runtime/mounts'
import { ROLES, type Role } from '@/lib/domain/vocabulary'
import { APIS, ASKERS, OPEN_PAGES, PAGES, WHO, type Asker } from '@/tests/support/access-table'
import { walkAccess } from '@/tests/support/access-walk'
import { expectNothingForeign, filled, openAccessWorld, type AccessWorld } from '@/tests/support/access-world'
import { buildWithoutProxy } from '@/tests/support/build-without-proxy'
import { startDesk, type RunningDesk } from '@/tests/support/desk'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { sendRaw, type RawAnswer } from '@/tests/support/raw-http'

/**
 * Every address of the build, by every method, asked by everybody, of the server; and every page of a second server that
 * has no proxy.ts, too.
 */

const manifest = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync('.next/app-path-routes-manifest.json', 'utf8')))
const built = [...new Set([...Object.values(manifest), ...mounts.map(({ path }) => path)])].sort()
const routes = built.filter((route) => route.startsWith('/api/'))
const pages = built.filter((route) => !route.startsWith('/api/') && !OPEN_PAGES.includes(route))
const table: typeof APIS = { ...APIS, '/api/auth/[...nextauth]': { GET: 'open', POST: 'open' } }

let desk: LiveDesk
let bare: RunningDesk
let world: AccessWorld
let removeBare: () => Promise<void>

beforeAll(async () => {
  desk = await openLiveDesk({ DESK_ROLE: 'web' })
  world = await openAccessWorld(async (body, headers) => {
    return (await sendRaw(`${desk.url}/api/webhooks/platform`, { body, headers })).status
  })
  const { folder, remove } = await buildWithoutProxy()
  removeBare = remove
  bare = await startDesk({ ...desk.database.env, LOG_LEVEL: 'warn', DESK_ROLE: 'web' }, folder)
})

afterAll(async () => {
  await bare.stop()
  await removeBare()
})

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: object
  at?: string
}

function ask(path: string, { method = 'GET', headers, body, at = desk.url }: Asked = {}) {
  const ours = { 'content-type': 'application/json', origin: at, 'sec-fetch-site': 'same-origin' }
  const sent = ['GET', 'HEAD'].includes(method) ? undefined : JSON.stringify(body ?? { nonsense: true })
  return sendRaw(at + path, { method, headers: { ...ours, ...headers }, body: sent })
}

/** As `ask`, and goes where Next sends who asks for a payload without the `_rsc` that belongs to its headers. */
async function askPage(path: string, asked: Asked): Promise<RawAnswer> {
  const answer = await ask(path, asked)
  const to = locationOf(answer)
  if (!to || to.pathname !== path.split('?')[0] || !to.searchParams.has('_rsc')) return answer
  return ask(to.pathname + to.search, asked)
}

function locationOf({ headers }: RawAnswer): URL | null {
  return headers.location ? new URL(headers.location, desk.url) : null
}

/** Sent to the login, by a redirect or within what is rendered, or told that nothing is there. */
function isSentAway(answer: RawAnswer): boolean {
  const to = locationOf(answer)
  if (to) return to.pathname === '/login'
  return [400, 404].includes(answer.status) || answer.text.includes('NEXT_REDIRECT') || isTreeAlone(answer.text)
}

const FOLDER = /^\d+:\[\["children",\{"s":("[^"]+"|\{[^{}]*\})(,"h":\d+)?(,"c":"\$Q\d+")?\}\]\]$/
const ROOT =
  /^0:\{"q":"","i":false,"S":false,"r":"\$undefined","b":"[\w-]+","t":\{"t":\{"s":"","h":\d+,"c":"\$Q1"\},"h":\{"r":\[null,null\],"p":true,"v":null\}\}\}$/

/**
 * Without proxy.ts, Next tells whoever prefetches which folders of app/ the address goes through, with the parameters that
 * were asked, and renders nothing for it.
 */
function isTreeAlone(text: string): boolean {
  const rows = text.trim().split('\n')
  return rows.length > 1 && rows.every((row) => FOLDER.test(row) || ROOT.test(row))
}

walkAccess({ routes, table, world: () => world, ask })

it('HEAD lets in nobody whom GET keeps out', async () => {
  for (const route of routes) {
    const need = table[route]?.GET
    if (!need) continue
    const allowed: readonly Asker[] = WHO[need]
    for (const as of ASKERS.filter((asker) => !allowed.includes(asker))) {
      const headers = world.everywhere.get(as) ?? {}
      const { status } = await ask(filled(route), { method: 'HEAD', headers })
      expect(status, `HEAD ${route} as ${as}`).toBe(as === 'nobody' ? 401 : 403)
    }
  }
})

describe('the table of pages', () => {
  it('knows every page of the build, and no other', () => {
    const hint = `Say in PAGES of tests/support/access-table.ts whom a page is for, for example '/new': 'person'.`
    expect(pages, hint).toEqual(Object.keys(PAGES).sort())
  })

  it('is asked of two servers, of which one has no proxy.ts', async () => {
    const policies = [desk.url, bare.url].map(async (at) => {
      const { status, headers } = await ask('/login', { at })
      return [status, String(headers['content-security-policy']).includes("'nonce-")]
    })
    expect(await Promise.all(policies)).toEqual([
      [200, true],
      [200, false],
    ])
  })
})

const RSC = { rsc: '1' }
const subrequest = (name: string) => ({ 'x-middleware-subrequest': Array(5).fill(name).join(':') })
/** Ways of asking for a page that Next takes apart before it comes to ours. */
const ROUNDABOUT: [name: string, suffix: string, headers: Record<string, string>][] = [
  ['as HTML', '', {}],
  ['as a payload', '?_rsc=1', RSC],
  ['as a payload, without its parameter', '', RSC],
  ['by its .rsc file', '.rsc', {}],
  ['by a segment file', '.segments/_tree.segment.rsc', {}],
  [
    'as a prefetched segment',
    '?_rsc=1',
    { ...RSC, 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  ],
  ['as a subrequest of middleware', '', subrequest('middleware')],
  ['as a subrequest of proxy', '?_rsc=1', { ...RSC, ...subrequest('proxy') }],
  ['as a subrequest of src/proxy', '', subrequest('src/proxy')],
  ['as a subrequest of old', '', { 'x-middleware-subrequest': 'pages/_middleware' }],
]
const SERVERS: [name: string, url: () => string][] = [
  ['with proxy.ts', () => desk.url],
  ['without proxy.ts', () => bare.url],
]
const FOR_OTHERS = /\b(is|are) for (admins|engineers|operations)\b/

describe.each(SERVERS)('%s', (server, url) => {
  it.each(pages)('%s is closed to a stranger in every roundabout way', async (page) => {
    for (const [name, suffix, headers] of ROUNDABOUT) {
      const answer = await askPage(filled(page, world.ids) + suffix, { headers, at: url() })
      const what = `${page} ${name} ${server} (${answer.status}): ${answer.text.slice(0, 500)}`
      expectNothingForeign(answer.text, what)
      expect(answer.text, what).not.toContain('CUST_0012')
      expect(isSentAway(answer), what).toBe(true)
    }
  })

  it.each(pages)('%s shows each role what is for it, of what it was granted', async (page) => {
    const narrowed = `?app=${world.foreign.applicationID}&applicationID=${world.foreign.applicationID}&q=j-foreign`
    const need = PAGES[page] ?? 'admin'
    const allowed: readonly Asker[] = WHO[need]
    const askAs = async (role: Role) => {
      const headers = world.granted.get(role) ?? {}
      const path = filled(page, world.ids)
      const html = await askPage(path, { headers, at: url() })
      const payload = await askPage(path + narrowed, { headers: { ...headers, ...RSC }, at: url() })
      for (const { status, text } of [html, payload]) {
        const what = `${page} ${server} as ${role} (${status})`
        expect(status, what).toBeLessThan(500)
        expect(FOR_OTHERS.test(text), what).toBe(!allowed.includes(role))
        if (role !== 'admin') expectNothingForeign(text, what)
      }
    }
    await Promise.all(ROLES.map(askAs))
  })

  it('an admin is shown what is foreign, so that the walk would have seen it', async () => {
    const headers = world.granted.get('admin') ?? {}
    const { text } = await ask('/journeys/j-foreign', { headers, at: url() })
    expect(text).toContain('CUST_FOREIGN')
  })
})
