import { otherMethods, route } from '@/lib/http/route'
import { AuditQuerySchema, listAuditEntries } from '@/lib/query/audit'

export const GET = route({ action: 'admin', query: AuditQuerySchema }, ({ principal, query }) =>
  listAuditEntries(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
