import { csvResponse } from '@/lib/http/csv'
import { otherMethods, route } from '@/lib/http/route'
import { exportFindings, FindingExportSchema } from '@/lib/query/export-findings'

export const GET = route({ action: 'export', query: FindingExportSchema }, async ({ principal, query }) =>
  csvResponse(await exportFindings(principal, query)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
