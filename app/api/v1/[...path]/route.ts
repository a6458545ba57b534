import { DeskError } from '@/lib/errors'
import { route } from '@/lib/http/route'

/** Whatever the read API does not have, in the shape of its other errors. */
const nothing = route({ action: 'read' }, async () => {
  throw new DeskError('NOT_FOUND', 'There is nothing at this address: see /api/v1/openapi.json.')
})

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT }
