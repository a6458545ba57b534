import { otherMethods, route } from '@/lib/http/route'
import { listHotspots, RateLimitsQuerySchema } from '@/lib/query/rate-limits'

export const GET = route({ action: 'read', query: RateLimitsQuerySchema }, ({ principal, query }) =>
  listHotspots(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
