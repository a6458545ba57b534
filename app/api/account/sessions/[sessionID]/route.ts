import { endOwnSession, OwnSessionSchema } from '@/lib/commands/end-own-session'
import { ProofSchema } from '@/lib/commands/prove-person'
import { otherMethods, route } from '@/lib/http/route'

const spec = { action: 'account', params: OwnSessionSchema, body: ProofSchema } as const

export const DELETE = route(spec, async ({ principal, params, body }) => {
  await endOwnSession(principal, { ...params, ...body })
  return new Response(null, { status: 204 })
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
