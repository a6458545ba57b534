import { otherMethods, route } from '@/lib/http/route'
import { listApplicationViews } from '@/lib/query/secrets'

export const GET = route({ action: 'read' }, ({ principal }) => listApplicationViews(principal))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
