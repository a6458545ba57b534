// One address lists (query) and makes (commands) tokens.
/* eslint-disable desk/one-source */
import { createToken } from '@/lib/commands/create-token'
import { CreateTokenSchema } from '@/lib/domain/token-input'
import { otherMethods, route } from '@/lib/http/route'
import { listTokenViews } from '@/lib/query/tokens'

export const GET = route({ action: 'tokens' }, ({ principal }) => listTokenViews(principal))

export const POST = route({ action: 'tokens', body: CreateTokenSchema }, async ({ principal, body }) =>
  Response.json(await createToken(principal, body), { status: 201, headers: { 'Cache-Control': 'no-store' } }),
)

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
