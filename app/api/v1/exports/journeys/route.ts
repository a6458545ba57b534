import { csvResponse } from '@/lib/http/csv'
import { otherMethods, route } from '@/lib/http/route'
import { exportJourneys, JourneyExportSchema } from '@/lib/query/export-journeys'

export const GET = route({ action: 'export', query: JourneyExportSchema }, async ({ principal, query }) =>
  csvResponse(await exportJourneys(principal, query)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
