import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { redactText, type RedactedKind } from '@/lib/domain/redaction'
import { formatISO } from '@/lib/format/iso-time'
import { isZone } from '@/lib/format/time'
import type { Page } from '@/lib/query/schemas'
import { writeAudit } from '@/lib/store/audit'
import { takeSnapshot, type Snapshot } from '@/lib/store/snapshot'

export type Cell = string | number | boolean | null

export interface ExportTable {
  fileName: string
  columns: readonly string[]
  /** Ends the audit entry of the export when it is left, early or at its end. */
  pages: AsyncGenerator<Cell[][], void>
}

/** What every export takes besides the filter of its list. */
export const zone = z
  .string()
  .refine(isZone, { error: 'must be the IANA name of a time zone, for example Asia/Kolkata' })
  .default('UTC')
  .meta({ description: 'Times are told with the offset of this zone.', example: 'Asia/Kolkata' })

/** Rows per page: what is in memory at a time. */
export const EXPORT_PAGE = 200

/** A column: its name, and what stands in it. */
export type Column<Row> = [name: string, cell: (row: Row) => Cell | Date]

interface ExportSpec<Row> {
  /** `journeys`: names the file and the action `export.journeys`. */
  list: string
  applicationID: string | undefined
  filter: Record<string, unknown>
  zone: string
  columns: Column<Row>[]
  /** The page after a cursor; the first one without. */
  page: (cursor: string | undefined) => Promise<Page<Row>>
}

/**
 * A list as a table, all of it, as it was at one moment: what changes while it is read neither doubles a row nor drops
 * one. Throws UNAVAILABLE where too many are being read. The first page is read before anything is promised, so that what is wrong with the
 * filter is told as an error; then the export is in the audit log, before its first row leaves.
 */
export async function exportTable<Row>(principal: Principal, spec: ExportSpec<Row>, now: Date): Promise<ExportTable> {
  authorise(principal, 'export', spec.applicationID)
  const snapshot = await takeSnapshot()
  try {
    return await begin(principal, { ...spec, page: (cursor) => snapshot.read(() => spec.page(cursor)) }, snapshot, now)
  } catch (error) {
    snapshot.close()
    throw error
  }
}

async function begin<Row>(
  principal: Principal,
  spec: ExportSpec<Row>,
  snapshot: Snapshot,
  now: Date,
): Promise<ExportTable> {
  const first = await spec.page(undefined)
  const exportID = randomUUID()
  const entry = { actor: actorName(principal), applicationID: spec.applicationID ?? null, subject: exportID }
  const filter = auditable(spec.filter)
  await writeAudit({ ...entry, action: `export.${spec.list}`, detail: { filter, zone: spec.zone } })
  const end = async (rows: number, isWhole: boolean) => {
    snapshot.close()
    await writeAudit({ ...entry, action: `end.export`, detail: { list: spec.list, rows, whole: isWhole } })
  }
  return {
    fileName: `${spec.list}-${formatISO(now, spec.zone).slice(0, 16).replace(/[T:]/g, '-')}`,
    columns: spec.columns.map(([name]) => name),
    pages: pagesOf(first, spec, end),
  }
}

async function* pagesOf<Row>(
  first: Page<Row>,
  { columns, page, zone: shown }: ExportSpec<Row>,
  end: (rows: number, isWhole: boolean) => Promise<void>,
): AsyncGenerator<Cell[][], void> {
  let [rows, isWhole] = [0, false]
  try {
    let current: Page<Row> | null = first
    while (current) {
      rows += current.data.length
      isWhole = current.nextCursor === null
      if (current.data.length > 0) yield current.data.map((row) => columns.map(([, cell]) => toCell(cell(row), shown)))
      current = current.nextCursor === null ? null : await page(current.nextCursor)
    }
  } finally {
    await end(rows, isWhole)
  }
}

function toCell(value: Cell | Date, shown: string): Cell {
  return value instanceof Date ? formatISO(value, shown) : value
}

/** Text that people or machines wrote freely: what looks like a PAN, a mobile number or a token is masked. */
export function masked(text: string | null): string | null {
  return text === null ? null : redactText(text, mask)
}

function mask(kind: RedactedKind, value: string): string {
  return kind === 'token' ? '[token]' : `[${kind} …${value.slice(-4)}]`
}

type AuditedFilter = Record<string, string | number | boolean | string[]>

function auditable(filter: Record<string, unknown>): AuditedFilter {
  const kept: AuditedFilter = {}
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined || value === null) continue
    if (value instanceof Date) kept[name] = value.toISOString()
    else if (Array.isArray(value)) kept[name] = value.map(String)
    else if (typeof value === 'boolean' || typeof value === 'number') kept[name] = value
    else kept[name] = masked(String(value)) ?? ''
  }
  return kept
}
