import { endOwnOtherSessions } from '@/lib/commands/end-own-other-sessions'
import { otherMethods, route } from '@/lib/http/route'

export const DELETE = route({ action: 'account' }, ({ principal }) => endOwnOtherSessions(principal))

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
