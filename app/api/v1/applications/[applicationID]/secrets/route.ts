// One address lists (query) and adds (commands) secrets.
/* eslint-disable desk/one-source */
import { addSecret, SecretToAddSchema } from '@/lib/commands/add-secret'
import { otherMethods, route } from '@/lib/http/route'
import { ApplicationParamsSchema, listApplicationSecrets } from '@/lib/query/secrets'

export const GET = route({ action: 'secrets', params: ApplicationParamsSchema }, ({ principal, params }) =>
  listApplicationSecrets(principal, params),
)

export const POST = route(
  { action: 'admin', params: ApplicationParamsSchema, body: SecretToAddSchema },
  ({ principal, params, body }) => addSecret(principal, { ...params, ...body }),
)

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
