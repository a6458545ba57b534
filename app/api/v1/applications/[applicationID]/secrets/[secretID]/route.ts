// The path's schema (query), and what changes a secret (commands).
/* eslint-disable desk/one-source */
import { retireSecret } from '@/lib/commands/retire-secret'
import { RetirementSchema, scheduleSecretRetirement } from '@/lib/commands/schedule-secret-retirement'
import { etagOf, revisionOf } from '@/lib/http/etag'
import { answer, otherMethods, route } from '@/lib/http/route'
import { SecretParamsSchema } from '@/lib/query/secrets'

export const PATCH = route(
  { action: 'admin', params: SecretParamsSchema, body: RetirementSchema },
  async ({ principal, params, body, request }) => {
    const secret = await scheduleSecretRetirement(principal, { ...params, ...body }, revisionOf(request))
    return answer(secret, { ETag: etagOf(secret.revision) })
  },
)

export const DELETE = route({ action: 'admin', params: SecretParamsSchema }, ({ principal, params }) =>
  retireSecret(principal, params),
)

export const { GET, POST, PUT } = otherMethods('PATCH', 'DELETE')
