import { answerDetail } from '@/lib/http/etag'
import { otherMethods, route } from '@/lib/http/route'
import { JobParamsSchema, readJob } from '@/lib/query/jobs'

export const GET = route({ action: 'read', params: JobParamsSchema }, async ({ principal, params, request }) =>
  answerDetail(request, await readJob(principal, params)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
