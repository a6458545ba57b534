// The address of a token takes its parameters from the query that lists it.
/* eslint-disable desk/one-source */
import { revokeToken } from '@/lib/commands/revoke-token'
import { otherMethods, route } from '@/lib/http/route'
import { TokenParamsSchema } from '@/lib/query/tokens'

export const DELETE = route({ action: 'tokens', params: TokenParamsSchema }, ({ principal, params }) =>
  revokeToken(principal, params),
)

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
