/** What a command says: one JSON object for programs, text for people. */
export interface Answer {
  json: Record<string, unknown>
  text: string
}

export function print(answer: Answer, asJSON: boolean): void {
  process.stdout.write(`${asJSON ? JSON.stringify(answer.json) : answer.text}\n`)
}

/** Columns under their headings; '–' for what is unknown. */
export function table(headings: string[], rows: (string | number | Date | null)[][], empty: string): string {
  if (rows.length === 0) return empty
  const cells = [headings, ...rows.map((row) => row.map(cell))]
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function cell(value: string | number | Date | null): string {
  if (value === null) return '–'
  return value instanceof Date ? value.toISOString() : String(value)
}
