import type { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { EXPORT_PAGE, exportTable, masked, zone, type Column, type ExportTable } from '@/lib/query/export-table'
import { JourneyQuerySchema, listJourneys } from '@/lib/query/journeys'
import type { JourneySummary } from '@/lib/query/schemas'

/** Input of `exportJourneys`: the filter of the list, and the zone. */
export const JourneyExportSchema = JourneyQuerySchema.omit({ limit: true, cursor: true }).extend({ zone })

/** Journeys as a table, in the order of the list. Throws FORBIDDEN below the role ops. */
export function exportJourneys(
  principal: Principal,
  input: z.input<typeof JourneyExportSchema>,
  now: Date = new Date(),
): Promise<ExportTable> {
  const { zone: shown, ...filter } = JourneyExportSchema.parse(input)
  const page = (cursor: string | undefined) => listJourneys(principal, { ...filter, cursor, limit: EXPORT_PAGE }, now)
  const { applicationID } = filter
  return exportTable(principal, { list: 'journeys', applicationID, filter, zone: shown, columns, page }, now)
}

const columns: Column<JourneySummary>[] = [
  ['journeyID', (row) => row.journeyID],
  ['borrowerExternalID', (row) => masked(row.borrowerExternalID)],
  ['applicationID', (row) => row.applicationID],
  ['environment', (row) => row.environment],
  ['type', (row) => row.type],
  ['status', (row) => row.status],
  ['nextAction', (row) => masked(row.nextAction)],
  ['lender', (row) => row.lender],
  ['owner', (row) => row.owner],
  ['ownerReason', (row) => masked(row.ownerReason)],
  ['stuck', (row) => row.stuck],
  ['stuckSince', (row) => row.stuckSince],
  ['waitingSince', (row) => row.waitingSince],
  ['startedAt', (row) => row.startedAt],
  ['updatedAt', (row) => row.updatedAt],
  ['version', (row) => row.version],
  ['findings', (row) => row.findings.map(({ condition, cause }) => `${condition}#${cause}`).join(' ')],
]
