import { retrySetAside } from '@/lib/commands/retry-set-aside'
import { SetAsideSubjectSchema } from '@/lib/domain/set-aside'
import { otherMethods, route } from '@/lib/http/route'

export const POST = route({ action: 'reprocess', body: SetAsideSubjectSchema }, ({ principal, body }) =>
  retrySetAside(principal, body),
)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
