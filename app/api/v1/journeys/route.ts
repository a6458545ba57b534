import { otherMethods, route } from '@/lib/http/route'
import { JourneyQuerySchema, listJourneys } from '@/lib/query/journeys'

export const GET = route({ action: 'read', query: JourneyQuerySchema }, ({ principal, query }) =>
  listJourneys(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
