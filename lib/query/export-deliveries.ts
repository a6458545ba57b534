import type { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { DeliveriesQuerySchema, listDeliveries } from '@/lib/query/deliveries'
import { EXPORT_PAGE, exportTable, masked, zone, type Column, type ExportTable } from '@/lib/query/export-table'
import type { Delivery } from '@/lib/query/schemas'

/** Input of `exportDeliveries`: the filter of the list, and the zone. */
export const DeliveryExportSchema = DeliveriesQuerySchema.omit({ limit: true, cursor: true }).extend({ zone })

/** Deliveries as a table, the newest first, without headers and bytes. Throws FORBIDDEN below the role ops. */
export function exportDeliveries(
  principal: Principal,
  input: z.input<typeof DeliveryExportSchema>,
  now: Date = new Date(),
): Promise<ExportTable> {
  const { zone: shown, ...filter } = DeliveryExportSchema.parse(input)
  const page = (cursor: string | undefined) => listDeliveries(principal, { ...filter, cursor, limit: EXPORT_PAGE })
  const { applicationID } = filter
  return exportTable(principal, { list: 'deliveries', applicationID, filter, zone: shown, columns, page }, now)
}

const columns: Column<Delivery>[] = [
  ['id', (row) => row.id],
  ['deliveryID', (row) => row.deliveryID],
  ['source', (row) => row.source],
  ['applicationID', (row) => row.applicationID],
  ['eventID', (row) => row.eventID],
  ['attempt', (row) => row.attempt],
  ['receivedAt', (row) => row.receivedAt],
  ['verdict', (row) => row.verdict],
  ['cause', (row) => row.cause],
  ['sentence', (row) => masked(row.forensics?.sentence ?? null)],
  ['journeyIDs', (row) => row.journeyIDs.join(' ')],
  ['responseStatus', (row) => row.responseStatus],
  ['processing', (row) => row.processing],
  ['bodySize', (row) => row.bodySize],
  ['bodySha256', (row) => row.bodySha256],
  ['sequence', (row) => row.sequence],
  ['eventAt', (row) => row.eventAt],
  ['durationMs', (row) => row.durationMs],
]
