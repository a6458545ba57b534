import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { FindingChangeSchema } from '@/lib/domain/finding-change'
import { DeliveriesQuerySchema } from '@/lib/query/deliveries'
import { DeliveryParamsSchema } from '@/lib/query/delivery'
import { ErrorMetricsQuerySchema, ErrorPointSchema } from '@/lib/query/errors'
import { FindingParamsSchema } from '@/lib/query/finding'
import { FindingsQuerySchema } from '@/lib/query/findings'
import { DetailQuerySchema, JourneyParamsSchema } from '@/lib/query/inputs'
import { JourneyQuerySchema } from '@/lib/query/journeys'
import { HotspotSchema, RateLimitsQuerySchema } from '@/lib/query/rate-limits'
import { DeliverySchema, ErrorSchema, FindingSchema, JourneySchema, JourneySummarySchema } from '@/lib/query/schemas'

const ERRORS = {
  '400': 'A parameter is wrong; the message names it and what is allowed.',
  '401': 'No token or session, or one that is not known.',
  '403': 'The token or role may not do this.',
  '404': 'There is nothing with this ID.',
  '409': 'Several applications hold this ID: add ?applicationID=.',
  '412': 'If-Match names another revision.',
  '503': 'The database cannot be reached; Retry-After says when to try again.',
} as const

type ErrorStatus = keyof typeof ERRORS

function json(schema: z.ZodType) {
  return { content: { 'application/json': { schema } } }
}

function responses(schema: z.ZodType, statuses: ErrorStatus[]): ZodOpenApiOperationObject['responses'] {
  const errors = statuses.map((status) => [status, { description: ERRORS[status], ...json(ErrorSchema) }] as const)
  return { '200': { description: 'OK', ...json(schema) }, ...Object.fromEntries(errors) }
}

function list(name: string, what: string, query: z.ZodObject, row: z.ZodType): ZodOpenApiOperationObject {
  const nextCursor = z.string().nullable().meta({ description: 'Pass it as cursor; null on the last page.' })
  return {
    operationId: `list${name}`,
    summary: what,
    requestParams: { query },
    responses: responses(z.object({ data: z.array(row), nextCursor }), ['400', '401', '403', '503']),
  }
}

function detail(name: string, what: string, path: z.ZodObject, schema: z.ZodType): ZodOpenApiOperationObject {
  return {
    operationId: `read${name}`,
    summary: what,
    requestParams: { path, query: DetailQuerySchema },
    responses: responses(schema, ['400', '401', '403', '404', '409', '503']),
  }
}

function paths(): ZodOpenApiPathsObject {
  const finding = detail('Finding', 'One finding with its evidence.', FindingParamsSchema, FindingSchema)
  return {
    '/findings': { get: list('Findings', 'Findings, those seen last first.', FindingsQuerySchema, FindingSchema) },
    '/findings/{findingID}': {
      get: finding,
      patch: {
        ...finding,
        operationId: 'updateFinding',
        summary: 'Triage: status, assignee, snooze, note. Needs the scope triage; If-Match takes the ETag.',
        requestParams: { ...finding.requestParams, header: z.object({ 'If-Match': z.string().optional() }) },
        requestBody: { required: true, ...json(FindingChangeSchema) },
        responses: responses(FindingSchema, ['400', '401', '403', '404', '409', '412', '503']),
      },
    },
    '/journeys': {
      get: list('Journeys', 'Journeys, the longest waiting first.', JourneyQuerySchema, JourneySummarySchema),
    },
    '/journeys/{journeyID}': {
      get: detail('Journey', 'One journey with offers, steps and timeline.', JourneyParamsSchema, JourneySchema),
    },
    '/deliveries': {
      get: list('Deliveries', 'Webhook deliveries, the newest first.', DeliveriesQuerySchema, DeliverySchema),
    },
    '/deliveries/{deliveryID}': {
      get: detail('Delivery', 'One delivery, by our ID or the reported one.', DeliveryParamsSchema, DeliverySchema),
    },
    '/metrics/errors': {
      get: list(
        'ErrorMetrics',
        'Calls and errors over time; a step that no call was received for has no point.',
        ErrorMetricsQuerySchema,
        ErrorPointSchema,
      ),
    },
    '/metrics/rate-limits': {
      get: list('Hotspots', 'Caller and route with 429s, the most first.', RateLimitsQuerySchema, HotspotSchema),
    },
  }
}

let document: ReturnType<typeof createDocument> | null = null

/** The read API in OpenAPI 3.1, from the schemas that validate its requests and type its answers. */
export function openAPIDocument(principal: Principal): ReturnType<typeof createDocument> {
  authorise(principal, 'read')
  document ??= createDocument({
    openapi: '3.1.0',
    info: { title: 'Journey Desk', version: '1', description: 'Findings, journeys, webhook deliveries and API calls.' },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of the scope read; triage for changes.' },
        session: { type: 'apiKey', in: 'cookie', name: 'next-auth.session-token', description: 'A signed-in session.' },
      },
    },
    paths: paths(),
  })
  return document
}
