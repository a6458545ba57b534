import { otherMethods, route } from '@/lib/http/route'
import { FindingGroupsQuerySchema, listFindingGroups } from '@/lib/query/finding-groups'

export const GET = route({ action: 'read', query: FindingGroupsQuerySchema }, ({ principal, query }) =>
  listFindingGroups(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
