import { createDocument } from 'zod-openapi'
import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { TOKEN_OPERATIONS, USER_OPERATIONS } from '@/lib/query/operations/access'
import { DELIVERY_OPERATIONS } from '@/lib/query/operations/deliveries'
import { EXPORT_OPERATIONS } from '@/lib/query/operations/exports'
import { FINDING_OPERATIONS, INCIDENT_OPERATIONS, JOB_OPERATIONS } from '@/lib/query/operations/findings'
import { BORROWER_OPERATIONS } from '@/lib/query/operations/borrowers'
import { JOURNEY_OPERATIONS, METRIC_OPERATIONS } from '@/lib/query/operations/journeys'
import { NOTIFICATION_OPERATIONS } from '@/lib/query/operations/notifications'
import { pathsOf, type Operation } from '@/lib/query/operations/operation'
import {
  APPLICATION_OPERATIONS,
  DESK_OPERATIONS,
  THRESHOLD_OPERATIONS,
  VIEW_OPERATIONS,
} from '@/lib/query/operations/settings'

const OPERATIONS: Operation[] = [
  ...FINDING_OPERATIONS,
  ...INCIDENT_OPERATIONS,
  ...JOURNEY_OPERATIONS,
  ...BORROWER_OPERATIONS,
  ...DELIVERY_OPERATIONS,
  ...METRIC_OPERATIONS,
  ...EXPORT_OPERATIONS,
  ...JOB_OPERATIONS,
  ...VIEW_OPERATIONS,
  ...THRESHOLD_OPERATIONS,
  ...APPLICATION_OPERATIONS,
  ...NOTIFICATION_OPERATIONS,
  ...TOKEN_OPERATIONS,
  ...USER_OPERATIONS,
  ...DESK_OPERATIONS,
]

const DESCRIPTION = [
  'Findings, journeys, webhook deliveries and API calls, as the pages show them.',
  'Lists answer { data, nextCursor }: pass nextCursor as cursor for the next page.',
  'Details carry an ETag: send it as If-None-Match to be spared what you have, and as If-Match to change only what you have seen.',
  'Errors answer { error: { code, message, details } }; the message names the thing and the remedy.',
  'Each token has a number of requests a minute: RateLimit tells what is left, 429 with Retry-After that nothing is.',
  'The examples are commands that work as they stand, with DESK_URL and DESK_TOKEN set.',
].join('\n\n')

let document: ReturnType<typeof createDocument> | null = null

/** The read API in OpenAPI 3.1, from the schemas that validate its requests and type its answers. */
export function openAPIDocument(principal: Principal): ReturnType<typeof createDocument> {
  authorise(principal, 'read')
  document ??= createDocument({
    openapi: '3.1.0',
    info: { title: 'Journey Desk', version: '1', description: DESCRIPTION },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    tags: [...new Set(OPERATIONS.map(({ path }) => path.split('/')[1] ?? ''))].map((name) => ({ name })),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of the scope that the operation needs.' },
        session: { type: 'apiKey', in: 'cookie', name: 'next-auth.session-token', description: 'A signed-in person.' },
      },
    },
    paths: pathsOf(OPERATIONS),
  })
  return document
}
