import type { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { EXPORT_PAGE, exportTable, masked, zone, type Column, type ExportTable } from '@/lib/query/export-table'
import { FindingsQuerySchema, listFindings } from '@/lib/query/findings'
import type { Finding } from '@/lib/query/schemas'

/** Input of `exportFindings`: the filter of the list, and the zone. */
export const FindingExportSchema = FindingsQuerySchema.omit({ limit: true, cursor: true }).extend({ zone })

/** Findings as a table, those seen last first. Throws FORBIDDEN below the role ops. */
export function exportFindings(
  principal: Principal,
  input: z.input<typeof FindingExportSchema>,
  now: Date = new Date(),
): Promise<ExportTable> {
  const { zone: shown, ...filter } = FindingExportSchema.parse(input)
  const page = (cursor: string | undefined) => listFindings(principal, { ...filter, cursor, limit: EXPORT_PAGE })
  const { applicationID } = filter
  return exportTable(principal, { list: 'findings', applicationID, filter, zone: shown, columns, page }, now)
}

const columns: Column<Finding>[] = [
  ['id', (row) => row.id],
  ['condition', (row) => row.condition],
  ['cause', (row) => row.cause],
  ['confidence', (row) => row.confidence],
  ['severity', (row) => row.severity],
  ['status', (row) => row.status],
  ['regressed', (row) => row.regressed],
  ['subjectType', (row) => row.subject.type],
  ['subjectID', (row) => row.subject.id],
  ['environment', (row) => row.environment],
  ['applicationID', (row) => row.applicationID],
  ['firstSeenAt', (row) => row.firstSeenAt],
  ['lastSeenAt', (row) => row.lastSeenAt],
  ['occurrences', (row) => row.occurrences],
  ['summary', (row) => masked(row.summary)],
  ['assignee', (row) => row.assignee],
  ['snoozeUntil', (row) => row.snoozeUntil],
  ['note', (row) => masked(row.note)],
  ['resolvedAt', (row) => row.resolvedAt],
  ['resolvedBy', (row) => row.resolvedBy],
  ['guidance', (row) => row.guidance],
]
