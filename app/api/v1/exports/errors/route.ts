import { csvResponse } from '@/lib/http/csv'
import { otherMethods, route } from '@/lib/http/route'
import { exportErrors, ErrorExportSchema } from '@/lib/query/export-calls'

export const GET = route({ action: 'export', query: ErrorExportSchema }, async ({ principal, query }) =>
  csvResponse(await exportErrors(principal, query)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
