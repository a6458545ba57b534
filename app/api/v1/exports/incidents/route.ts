import { csvResponse } from '@/lib/http/csv'
import { otherMethods, route } from '@/lib/http/route'
import { exportIncidents, IncidentExportSchema } from '@/lib/query/export-incidents'

export const GET = route({ action: 'export', query: IncidentExportSchema }, async ({ principal, query }) =>
  csvResponse(await exportIncidents(principal, query)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
