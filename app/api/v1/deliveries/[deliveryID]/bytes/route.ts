import { otherMethods, route } from '@/lib/http/route'
import { BytesQuerySchema, DeliveryParamsSchema, readDeliveryBytes } from '@/lib/query/delivery-bytes'

export const GET = route(
  { action: 'bytes', params: DeliveryParamsSchema, query: BytesQuerySchema },
  ({ principal, params, query }) => readDeliveryBytes(principal, { ...params, ...query }),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
