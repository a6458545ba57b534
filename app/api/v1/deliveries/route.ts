import { otherMethods, route } from '@/lib/http/route'
import { DeliveriesQuerySchema, listDeliveries } from '@/lib/query/deliveries'

export const GET = route({ action: 'read', query: DeliveriesQuerySchema }, ({ principal, query }) =>
  listDeliveries(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
