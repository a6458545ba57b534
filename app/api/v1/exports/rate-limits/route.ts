import { csvResponse } from '@/lib/http/csv'
import { otherMethods, route } from '@/lib/http/route'
import { exportHotspots, HotspotExportSchema } from '@/lib/query/export-calls'

export const GET = route({ action: 'export', query: HotspotExportSchema }, async ({ principal, query }) =>
  csvResponse(await exportHotspots(principal, query)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
