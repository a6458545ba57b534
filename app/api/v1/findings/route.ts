import { otherMethods, route } from '@/lib/http/route'
import { FindingsQuerySchema, listFindings } from '@/lib/query/findings'

export const GET = route({ action: 'read', query: FindingsQuerySchema }, ({ principal, query }) =>
  listFindings(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
