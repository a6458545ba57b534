import { csvResponse } from '@/lib/http/csv'
import { otherMethods, route } from '@/lib/http/route'
import { exportDeliveries, DeliveryExportSchema } from '@/lib/query/export-deliveries'

export const GET = route({ action: 'export', query: DeliveryExportSchema }, async ({ principal, query }) =>
  csvResponse(await exportDeliveries(principal, query)),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
