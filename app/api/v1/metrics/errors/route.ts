import { otherMethods, route } from '@/lib/http/route'
import { ErrorMetricsQuerySchema, listErrorMetrics } from '@/lib/query/errors'

export const GET = route({ action: 'read', query: ErrorMetricsQuerySchema }, ({ principal, query }) =>
  listErrorMetrics(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
