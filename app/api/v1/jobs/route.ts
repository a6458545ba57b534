import { otherMethods, route } from '@/lib/http/route'
import { JobsQuerySchema, listJobs } from '@/lib/query/jobs'

export const GET = route({ action: 'read', query: JobsQuerySchema }, ({ principal, query }) =>
  listJobs(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
