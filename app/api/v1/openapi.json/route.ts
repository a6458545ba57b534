import { route } from '@/lib/http/route'
import { openAPIDocument } from '@/lib/query/openapi'

export const GET = route({ action: 'read' }, async ({ principal }) => openAPIDocument(principal))
