import { eraseBorrower, EraseBorrowerSchema } from '@/lib/commands/erase-borrower'
import { otherMethods, route } from '@/lib/http/route'

export const POST = route({ action: 'admin', body: EraseBorrowerSchema }, ({ principal, body }) =>
  eraseBorrower(principal, body, new Date()),
)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
