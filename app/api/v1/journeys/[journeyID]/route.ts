import { answerDetail } from '@/lib/http/etag'
import { otherMethods, route } from '@/lib/http/route'
import { DetailQuerySchema, JourneyParamsSchema } from '@/lib/query/inputs'
import { readJourney } from '@/lib/query/journey'

export const GET = route(
  { action: 'read', params: JourneyParamsSchema, query: DetailQuerySchema },
  async ({ principal, params, query, request }) =>
    answerDetail(request, await readJourney(principal, { ...params, ...query })),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
