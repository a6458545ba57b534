import { answerDetail } from '@/lib/http/etag'
import { otherMethods, route } from '@/lib/http/route'
import { DeliveryParamsSchema, readDelivery } from '@/lib/query/delivery'
import { DetailQuerySchema } from '@/lib/query/inputs'

export const GET = route(
  { action: 'read', params: DeliveryParamsSchema, query: DetailQuerySchema },
  async ({ principal, params, query, request }) =>
    answerDetail(request, await readDelivery(principal, { ...params, ...query })),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
