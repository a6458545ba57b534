import { csvResponse } from '@/lib/http/csv'
import { otherMethods, route } from '@/lib/http/route'
import { AuditExportSchema, exportAudit } from '@/lib/query/export-audit'

export const GET = route({ action: 'admin', query: AuditExportSchema }, async ({ principal, query }) =>
  csvResponse(await exportAudit(principal, query)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
