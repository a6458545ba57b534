import type { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { AuditQuerySchema, listAuditEntries, type AuditEntry } from '@/lib/query/audit'
import { EXPORT_PAGE, exportTable, masked, zone, type Column, type ExportTable } from '@/lib/query/export-table'

/** Input of `exportAudit`: the filter of the list, and the zone. */
export const AuditExportSchema = AuditQuerySchema.omit({ limit: true, cursor: true }).extend({ zone })

/** The audit log as a table, the newest first, up to this moment. For admins alone. */
export function exportAudit(
  principal: Principal,
  input: z.input<typeof AuditExportSchema>,
  now: Date = new Date(),
): Promise<ExportTable> {
  authorise(principal, 'admin')
  const { zone: shown, ...filter } = AuditExportSchema.parse(input)
  const page = (cursor: string | undefined) => listAuditEntries(principal, { ...filter, cursor, limit: EXPORT_PAGE })
  const { applicationID } = filter
  return exportTable(principal, { list: 'audit', applicationID, filter, zone: shown, columns, page }, now)
}

const columns: Column<AuditEntry>[] = [
  ['id', (row) => row.id],
  ['at', (row) => row.at],
  ['actor', (row) => row.actor],
  ['actorID', (row) => row.actorID],
  ['action', (row) => row.action],
  ['applicationID', (row) => row.applicationID],
  ['subject', (row) => row.subject],
  ['reason', (row) => masked(row.reason)],
  ['address', (row) => row.address],
  ['userAgent', (row) => row.userAgent],
  ['requestID', (row) => row.requestID],
  ['detail', (row) => masked(row.detail === null ? null : JSON.stringify(row.detail))],
]
