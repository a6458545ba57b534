import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { DeskError } from '@/lib/errors'
import { applicationIDsAsked } from '@/lib/query/applications-asked'
import { windowOf } from '@/lib/query/call-window'
import { ErrorMetricsQuerySchema } from '@/lib/query/errors'
import { EXPORT_PAGE, exportTable, masked, zone, type Column, type ExportTable } from '@/lib/query/export-table'
import { listHotspots, RateLimitsQuerySchema, type Hotspot } from '@/lib/query/rate-limits'
import { readErrorGroups, type ErrorGroupRow } from '@/lib/store/calls-read'

/** Input of `exportHotspots`: the filter of the list, and the zone. */
export const HotspotExportSchema = RateLimitsQuerySchema.omit({ limit: true, cursor: true }).extend({ zone })

/** Caller and route with 429s as a table, the most first. Throws FORBIDDEN below the role ops. */
export function exportHotspots(
  principal: Principal,
  input: z.input<typeof HotspotExportSchema>,
  now: Date = new Date(),
): Promise<ExportTable> {
  const { zone: shown, ...filter } = HotspotExportSchema.parse(input)
  // The window stays where it is from page to page.
  const pinned = { ...filter, ...windowOf(filter.from, filter.to, now) }
  const page = (cursor: string | undefined) => listHotspots(principal, { ...pinned, cursor, limit: EXPORT_PAGE }, now)
  const spec = { list: 'rate-limits', applicationID: filter.applicationID, filter: pinned, zone: shown }
  return exportTable(principal, { ...spec, columns: hotspotColumns, page }, now)
}

const hotspotColumns: Column<Hotspot>[] = [
  ['caller', (row) => masked(row.caller)],
  ['route', (row) => row.route],
  ['applicationID', (row) => row.applicationID],
  ['calls', (row) => row.calls],
  ['limited', (row) => row.limited],
  ['share', (row) => Number(row.share.toFixed(6))],
  ['causes', (row) => row.causes.join(' ')],
]

const word = z.string().max(300).optional()

/** Input of `exportErrors`: what the Errors screen filters by, and the zone. */
export const ErrorExportSchema = ErrorMetricsQuerySchema.omit({ step: true, groupBy: true }).extend({
  code: word,
  route: word,
  caller: word,
  status: z.coerce
    .number()
    .int()
    .min(0)
    .max(599)
    .optional()
    .meta({ override: { type: 'integer' } }),
  zone,
})

/** Code, route and caller make few groups, however many calls there were; more is not what anybody reads. */
const MOST_GROUPS = 20_000

/** Groups of errors as a table, the most errors first. Throws BAD_REQUEST for too many, FORBIDDEN below the role ops. */
export async function exportErrors(
  principal: Principal,
  input: z.input<typeof ErrorExportSchema>,
  now: Date = new Date(),
): Promise<ExportTable> {
  const { zone: shown, ...query } = ErrorExportSchema.parse(input)
  const { code, route, caller, status, applicationID } = query
  const applications = await applicationIDsAsked(principal, query)
  const window = windowOf(query.from, query.to, now)
  const page = async () => {
    const data = await readErrorGroups(applications, window, { code, route, caller, status }, MOST_GROUPS + 1)
    if (data.length > MOST_GROUPS) {
      throw new DeskError('BAD_REQUEST', `More than ${MOST_GROUPS} groups match: choose a shorter time range.`)
    }
    return { data, nextCursor: null }
  }
  const spec = { list: 'errors', applicationID, filter: { ...query, ...window }, zone: shown }
  return exportTable(principal, { ...spec, columns: errorColumns, page }, now)
}

const errorColumns: Column<ErrorGroupRow>[] = [
  ['code', (row) => row.code],
  ['status', (row) => row.status],
  ['route', (row) => row.route],
  ['caller', (row) => masked(row.caller)],
  ['applicationID', (row) => row.applicationID],
  ['errors', (row) => row.errors],
  ['calls', (row) => row.calls],
  ['errorsBefore', (row) => row.errorsBefore],
  ['callsBefore', (row) => row.callsBefore],
  ['lastAt', (row) => row.lastAt],
]
