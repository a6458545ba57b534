import { CodeSchema, confirmTotp } from '@/lib/commands/confirm-totp'
import { otherMethods, route } from '@/lib/http/route'

export const POST = route({ action: 'account', body: CodeSchema }, ({ principal, body }) =>
  confirmTotp(principal, body),
)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
