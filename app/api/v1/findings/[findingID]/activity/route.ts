import { otherMethods, route } from '@/lib/http/route'
import { FindingParamsSchema } from '@/lib/query/finding'
import { ActivityQuerySchema, listFindingActivity } from '@/lib/query/finding-activity'

export const GET = route(
  { action: 'read', params: FindingParamsSchema, query: ActivityQuerySchema },
  ({ principal, params, query }) => listFindingActivity(principal, params, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
