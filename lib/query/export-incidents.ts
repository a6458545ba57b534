import type { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { EXPORT_PAGE, exportTable, masked, zone, type Column, type ExportTable } from '@/lib/query/export-table'
import { IncidentsQuerySchema, listIncidents, type Incident } from '@/lib/query/incidents'

/** Input of `exportIncidents`: the filter of the list, and the zone. */
export const IncidentExportSchema = IncidentsQuerySchema.omit({ limit: true, cursor: true }).extend({ zone })

/** Incidents as a table, those that began last first, each with how far it reaches. Throws FORBIDDEN below the role ops. */
export function exportIncidents(
  principal: Principal,
  input: z.input<typeof IncidentExportSchema>,
  now: Date = new Date(),
): Promise<ExportTable> {
  const { zone: shown, ...filter } = IncidentExportSchema.parse(input)
  const page = (cursor: string | undefined) => listIncidents(principal, { ...filter, cursor, limit: EXPORT_PAGE })
  const { applicationID } = filter
  return exportTable(principal, { list: 'incidents', applicationID, filter, zone: shown, columns, page }, now)
}

const columns: Column<Incident>[] = [
  ['id', (row) => row.id],
  ['kind', (row) => row.kind],
  ['subject', (row) => masked(row.subject)],
  ['status', (row) => row.status],
  ['condition', (row) => row.condition],
  ['cause', (row) => row.cause],
  ['applicationID', (row) => row.applicationID],
  ['since', (row) => row.since],
  ['until', (row) => row.until],
  ['findings', (row) => row.findings],
  ['unresolved', (row) => row.unresolved],
  ['journeys', (row) => row.reach.journeys],
  ['borrowers', (row) => row.reach.borrowers],
  ['unknownBorrowers', (row) => row.reach.unknownBorrowers],
  ['requestedAmount', (row) => row.reach.requestedAmount],
  ['unknownAmounts', (row) => row.reach.unknownAmounts],
  ['summary', (row) => masked(row.summary)],
  ['guidance', (row) => row.guidance],
]
