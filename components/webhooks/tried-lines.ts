import type { Delivery } from '@/lib/query/schemas'

/** What forensics tried, a line each; the last one is what matched, where something did. */
export function ruledOut(forensics: Delivery['forensics']): { lines: string[]; match: number | null } {
  const tried = forensics?.tried
  const lines = Array.isArray(tried)
    ? tried.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
    : []
  const isExplained = forensics !== null && forensics.missing === null && lines.length > 0
  return { lines, match: isExplained ? lines.length - 1 : null }
}
