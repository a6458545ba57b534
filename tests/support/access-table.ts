import { ROLES, TOKEN_SCOPES, type Role, type TokenScope } from '@/lib/domain/vocabulary'

/** Who may ask what of every address of the build, written by hand: it is what the code is held against. */

export type Asker = 'nobody' | Role | `token:${TokenScope}`
export const ASKERS: Asker[] = ['nobody', ...ROLES, ...TOKEN_SCOPES.map((scope) => `token:${scope}` as const)]

const FROM_SUPPORT: Asker[] = ['support', 'ops', 'engineer', 'admin']
const FROM_OPS: Asker[] = ['ops', 'engineer', 'admin']
const FROM_ENGINEER: Asker[] = ['engineer', 'admin']

/** Who gets further than 401 and 403, of those who may see every application. */
export const WHO = {
  open: ASKERS,
  /** Each request brings a signature of its own. */
  signed: [],
  person: FROM_SUPPORT,
  read: [...FROM_SUPPORT, 'token:read'],
  note: [...FROM_SUPPORT, 'token:triage'],
  triage: [...FROM_OPS, 'token:triage'],
  export: [...FROM_OPS, 'token:triage'],
  ops: FROM_OPS,
  bytes: FROM_ENGINEER,
  debug: FROM_ENGINEER,
  reprocess: FROM_ENGINEER,
  secrets: FROM_ENGINEER,
  tokens: FROM_ENGINEER,
  metrics: [...FROM_ENGINEER, 'token:read'],
  sync: [...FROM_ENGINEER, 'token:sync'],
  admin: ['admin'],
  ingest: ['token:ingest'],
} as const satisfies Record<string, readonly Asker[]>
export type Need = keyof typeof WHO

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export const METHODS: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A method that is not named answers 405 or, where nothing is, 404. */
export const APIS: Record<string, Partial<Record<Method, Need>>> = {
  '/api/health': { GET: 'open' },
  '/api/ready': { GET: 'open' },
  '/api/account/password': { POST: 'person' },
  '/api/account/sessions': { DELETE: 'person' },
  '/api/account/sessions/[sessionID]': { DELETE: 'person' },
  '/api/account/totp': { POST: 'person' },
  '/api/account/totp/confirm': { POST: 'person' },
  '/api/account/totp/remove': { POST: 'person' },
  '/api/ingest/api-calls': { POST: 'ingest' },
  '/api/ingest/deliveries': { POST: 'ingest' },
  '/api/ingest/otlp/v1/traces': { POST: 'ingest' },
  '/api/metrics': { GET: 'metrics' },
  '/api/journeys/[journeyID]/refresh': { POST: 'sync' },
  '/api/sync': { POST: 'sync' },
  '/api/v1/[...path]': {},
  '/api/v1/applications': { GET: 'read' },
  '/api/v1/applications/[applicationID]/secrets': { GET: 'secrets', POST: 'admin' },
  '/api/v1/applications/[applicationID]/secrets/[secretID]': { PATCH: 'admin', DELETE: 'admin' },
  '/api/v1/audit': { GET: 'admin' },
  '/api/v1/borrowers/erase': { POST: 'admin' },
  '/api/v1/borrowers/reveal': { POST: 'person' },
  '/api/v1/deliveries': { GET: 'read' },
  '/api/v1/deliveries/[deliveryID]': { GET: 'read' },
  '/api/v1/deliveries/[deliveryID]/bytes': { GET: 'bytes' },
  '/api/v1/deliveries/[deliveryID]/reveal': { POST: 'bytes' },
  '/api/v1/deliveries/debug': { POST: 'debug' },
  '/api/v1/deliveries/reprocess': { POST: 'reprocess' },
  '/api/v1/deliveries/reverify': { POST: 'reprocess' },
  '/api/v1/exports/audit': { GET: 'admin' },
  '/api/v1/exports/deliveries': { GET: 'export' },
  '/api/v1/exports/errors': { GET: 'export' },
  '/api/v1/exports/findings': { GET: 'export' },
  '/api/v1/exports/incidents': { GET: 'export' },
  '/api/v1/exports/journeys': { GET: 'export' },
  '/api/v1/exports/rate-limits': { GET: 'export' },
  '/api/v1/findings': { GET: 'read' },
  '/api/v1/findings/[findingID]': { GET: 'read', PATCH: 'note' },
  '/api/v1/findings/[findingID]/activity': { GET: 'read' },
  '/api/v1/findings/bulk': { POST: 'triage' },
  '/api/v1/findings/groups': { GET: 'read' },
  '/api/v1/incidents': { GET: 'read' },
  '/api/v1/incidents/[incidentID]': { GET: 'read' },
  '/api/v1/jobs': { GET: 'read' },
  '/api/v1/jobs/[jobID]': { GET: 'read' },
  '/api/v1/jobs/[jobID]/rows': { GET: 'read' },
  '/api/v1/jobs/[jobID]/undo': { POST: 'triage' },
  '/api/v1/journeys': { GET: 'read' },
  '/api/v1/journeys/[journeyID]': { GET: 'read' },
  '/api/v1/live': { GET: 'read' },
  '/api/v1/lookup': { GET: 'read', POST: 'read' },
  '/api/v1/metrics/errors': { GET: 'read' },
  '/api/v1/metrics/rate-limits': { GET: 'read' },
  '/api/v1/notifications/deliveries': { GET: 'ops' },
  '/api/v1/notifications/deliveries/[id]/retry': { POST: 'ops' },
  '/api/v1/notifications/digests': { GET: 'ops' },
  '/api/v1/notifications/digests/[role]': { PUT: 'ops' },
  '/api/v1/notifications/rules': { GET: 'ops', POST: 'ops' },
  '/api/v1/notifications/rules/[ruleID]': { GET: 'ops', PATCH: 'ops', DELETE: 'ops' },
  '/api/v1/notifications/targets': { GET: 'ops', POST: 'ops' },
  '/api/v1/notifications/targets/[targetID]': { GET: 'ops', PATCH: 'ops', DELETE: 'ops' },
  '/api/v1/notifications/targets/[targetID]/test': { POST: 'ops' },
  '/api/v1/openapi.json': { GET: 'read' },
  '/api/v1/people': { GET: 'read' },
  '/api/v1/set-aside/retry': { POST: 'reprocess' },
  '/api/v1/thresholds': { GET: 'read', PATCH: 'ops' },
  '/api/v1/tokens': { GET: 'tokens', POST: 'tokens' },
  '/api/v1/tokens/[tokenID]': { DELETE: 'tokens' },
  '/api/v1/users': { GET: 'admin', POST: 'admin' },
  '/api/v1/users/[userID]': { PATCH: 'admin' },
  '/api/v1/views': { GET: 'read', POST: 'person' },
  '/api/v1/views/[viewID]': { GET: 'read', PATCH: 'person', DELETE: 'person' },
  '/api/webhooks/platform': { POST: 'signed' },
}

/** Where a request without a body that fits would stop before it is asked who sends it. */
export const BODIES: Record<string, object> = {
  'POST /api/v1/views': { screen: 'journeys', name: 'Mine', search: 'stuck=true' },
  'PATCH /api/v1/views/[viewID]': { name: 'Mine' },
  'PATCH /api/v1/findings/[findingID]': { note: 'seen' },
}

/** Everything that shows a page without a session. */
export const OPEN_PAGES = ['/login', '/_not-found', '/_global-error']

/** Every other page, and whom it shows all that it has. Whoever else is signed in is told whom it is for. */
export const PAGES: Record<string, 'person' | 'ops' | 'secrets' | 'tokens' | 'debug' | 'admin'> = {
  '/': 'person',
  '/api-reference': 'person',
  '/errors': 'person',
  '/findings': 'person',
  '/findings/[id]': 'person',
  '/findings/incidents/[id]': 'person',
  '/guidance': 'person',
  '/guidance/[condition]': 'person',
  '/jobs': 'person',
  '/jobs/[id]': 'person',
  '/journeys': 'person',
  '/journeys/[journeyID]': 'person',
  '/rate-limits': 'person',
  '/settings': 'person',
  '/settings/account': 'person',
  '/settings/applications': 'secrets',
  '/settings/audit': 'admin',
  '/settings/borrowers': 'admin',
  '/settings/notifications': 'ops',
  '/settings/status': 'person',
  '/settings/thresholds': 'person',
  '/settings/tokens': 'tokens',
  '/settings/users': 'admin',
  '/webhooks': 'person',
  '/webhooks/[id]': 'person',
  '/webhooks/debugger': 'debug',
}
