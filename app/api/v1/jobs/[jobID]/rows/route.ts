import { otherMethods, route } from '@/lib/http/route'
import { JobParamsSchema, JobRowsQuerySchema, listJobRows } from '@/lib/query/jobs'

export const GET = route(
  { action: 'read', params: JobParamsSchema, query: JobRowsQuerySchema },
  ({ principal, params, query }) => listJobRows(principal, params, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
