import { otherMethods, route } from '@/lib/http/route'
import { LookupQuerySchema } from '@/lib/query/lookup-schema'
import { lookUp } from '@/lib/query/lookup'

export const GET = route({ action: 'read', query: LookupQuerySchema }, ({ principal, query }) =>
  lookUp(principal, query),
)

/** The same with `{ q }` in the body: a mobile number or PAN has no place in a URL. */
export const POST = route({ action: 'read', body: LookupQuerySchema }, ({ principal, body }) => lookUp(principal, body))

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
