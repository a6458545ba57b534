import { DetailQuerySchema, JourneyParamsSchema } from '@/lib/query/inputs'
import { ErrorMetricsQuerySchema, ErrorPointSchema } from '@/lib/query/errors'
import { JourneyQuerySchema } from '@/lib/query/journeys'
import { LookupHitSchema, LookupQuerySchema } from '@/lib/query/lookup-schema'
import { HotspotSchema, RateLimitsQuerySchema } from '@/lib/query/rate-limits'
import { JourneySchema, JourneySummarySchema } from '@/lib/query/schemas'
import { z } from 'zod'
import { STEPS } from '@/lib/query/call-window'
import { nextCursor, pageOf, wholeList, type Operation } from './operation'

const previousCursor = z.string().nullable().meta({ description: 'The page before this one; null on the first.' })

export const JOURNEY_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/journeys',
    id: 'listJourneys',
    summary: 'Journeys, the longest waiting first.',
    description: 'Those that are over come after those that still run.',
    needs: 'read',
    query: JourneyQuerySchema,
    answer: z.object({ data: z.array(JourneySummarySchema), nextCursor, previousCursor }),
    example: { query: { stuck: 'true', owner: 'lender', limit: '20' } },
  },
  {
    method: 'get',
    path: '/journeys/{journeyID}',
    id: 'readJourney',
    summary: 'One journey with offers, steps, timeline and open findings.',
    needs: 'read',
    params: JourneyParamsSchema,
    query: DetailQuerySchema,
    answer: JourneySchema,
    errors: ['409'],
    tag: 'conditional',
    example: { path: { journeyID: '$JOURNEY_ID' } },
  },
  {
    method: 'get',
    path: '/lookup',
    id: 'lookUp',
    summary: 'What an ID names, and where it lives.',
    description: 'A journey, borrower, offer, event, request, correlation, delivery, AA session, finding or call.',
    needs: 'read',
    query: LookupQuerySchema,
    answer: wholeList(LookupHitSchema),
    example: { query: { q: '$JOURNEY_ID' } },
  },
  {
    method: 'post',
    path: '/lookup',
    id: 'lookUpPrivately',
    summary: 'The same for what must not stand in a URL.',
    description: 'A mobile number or a PAN finds its borrower.',
    needs: 'read',
    body: LookupQuerySchema,
    answer: wholeList(LookupHitSchema),
    example: { body: { q: '9876543210' } },
  },
]

export const METRIC_OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/metrics/errors',
    id: 'listErrorMetrics',
    summary: 'Calls and errors over time.',
    description: 'A step that no call was received for has no point: nothing received is not nothing wrong.',
    needs: 'read',
    query: ErrorMetricsQuerySchema,
    answer: wholeList(ErrorPointSchema).extend({ step: z.enum(STEPS) }),
    example: { query: { groupBy: 'caller', step: '1h' } },
  },
  {
    method: 'get',
    path: '/metrics/rate-limits',
    id: 'listHotspots',
    summary: 'Caller and route with 429s, the most first.',
    needs: 'read',
    query: RateLimitsQuerySchema,
    answer: pageOf(HotspotSchema),
    example: { query: { limit: '20' } },
  },
]
