import { changeOwnPassword, ChangeOwnPasswordSchema } from '@/lib/commands/change-own-password'
import { otherMethods, route } from '@/lib/http/route'

export const POST = route({ action: 'account', body: ChangeOwnPasswordSchema }, async ({ principal, body }) => {
  await changeOwnPassword(principal, body)
  return new Response(null, { status: 204 })
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
