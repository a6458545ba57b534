import { otherMethods, route } from '@/lib/http/route'
import { IncidentsQuerySchema, listIncidents } from '@/lib/query/incidents'

export const GET = route({ action: 'read', query: IncidentsQuerySchema }, ({ principal, query }) =>
  listIncidents(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
