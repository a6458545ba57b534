export type ExportQuery = Record<string, string | number | boolean | Date | readonly string[] | null | undefined>

const PAGE = new Set(['cursor', 'limit'])

/** Where a filter's export is loaded from. The page that is open plays no part. */
export function exportHref(list: string, query: ExportQuery, zone: string): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || PAGE.has(name)) continue
    const text = value instanceof Date ? value.toISOString() : String(value)
    if (text !== '') search.set(name, text)
  }
  search.set('zone', zone)
  return `/api/v1/exports/${list}?${search.toString()}`
}
