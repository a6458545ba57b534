import { answerDetail } from '@/lib/http/etag'
import { otherMethods, route } from '@/lib/http/route'
import { openAPIDocument } from '@/lib/query/openapi'

export const GET = route({ action: 'read' }, async ({ principal, request }) =>
  answerDetail(request, openAPIDocument(principal)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
