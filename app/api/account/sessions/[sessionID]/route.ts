import { endOwnSession, EndOwnSessionSchema } from '@/lib/commands/end-own-session'
import { otherMethods, route } from '@/lib/http/route'

export const DELETE = route({ action: 'account', params: EndOwnSessionSchema }, async ({ principal, params }) => {
  await endOwnSession(principal, params)
  return new Response(null, { status: 204 })
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
