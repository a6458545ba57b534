import { removeTotp, RemoveTotpSchema } from '@/lib/commands/remove-totp'
import { otherMethods, route } from '@/lib/http/route'

export const POST = route({ action: 'account', body: RemoveTotpSchema }, async ({ principal, body }) => {
  await removeTotp(principal, body)
  return new Response(null, { status: 204 })
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
