// The path's schema (query), and what changes a secret (commands).
/* eslint-disable desk/one-source */
import { retireSecret } from '@/lib/commands/retire-secret'
import { RetirementSchema, scheduleSecretRetirement } from '@/lib/commands/schedule-secret-retirement'
import { otherMethods, route } from '@/lib/http/route'
import { SecretParamsSchema } from '@/lib/query/secrets'

export const PATCH = route(
  { action: 'admin', params: SecretParamsSchema, body: RetirementSchema },
  ({ principal, params, body }) => scheduleSecretRetirement(principal, { ...params, ...body }),
)

export const DELETE = route({ action: 'admin', params: SecretParamsSchema }, ({ principal, params }) =>
  retireSecret(principal, params),
)

export const { GET, POST, PUT } = otherMethods('PATCH', 'DELETE')
