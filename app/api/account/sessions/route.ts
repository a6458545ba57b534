import { endOwnOtherSessions } from '@/lib/commands/end-own-other-sessions'
import { ProofSchema } from '@/lib/commands/prove-person'
import { otherMethods, route } from '@/lib/http/route'

export const DELETE = route({ action: 'account', body: ProofSchema }, ({ principal, body }) =>
  endOwnOtherSessions(principal, body),
)

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
