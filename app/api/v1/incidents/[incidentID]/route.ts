import { answerDetail } from '@/lib/http/etag'
import { otherMethods, route } from '@/lib/http/route'
import { IncidentParamsSchema, readIncident } from '@/lib/query/incidents'
import { DetailQuerySchema } from '@/lib/query/inputs'

export const GET = route(
  { action: 'read', params: IncidentParamsSchema, query: DetailQuerySchema },
  async ({ principal, params, query, request }) => answerDetail(request, await readIncident(principal, params, query)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
