import { otherMethods, route } from '@/lib/http/route'
import { listPeople } from '@/lib/query/people'

export const GET = route({ action: 'read' }, ({ principal }) => listPeople(principal))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
