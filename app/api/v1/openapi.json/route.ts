import { otherMethods, route } from '@/lib/http/route'
import { openAPIDocument } from '@/lib/query/openapi'

export const GET = route({ action: 'read' }, async ({ principal }) => openAPIDocument(principal))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
