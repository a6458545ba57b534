import { binaryArray, type ColumnType, type ColumnValue } from './binary-array'

/** A column of rows that go in together: its type, and where its value comes from. */
export type Column<Row> = readonly [name: string, type: ColumnType, valueOf: (row: Row) => ColumnValue]

/** Rows as `SELECT <select> FROM <from>`, with `values` as the parameters from $1 on. */
export interface UnnestedRows {
  /** Rows of the same shape have the same statement. */
  shape: string
  /** Columns that hold something; in the others every row is null. */
  names: string[]
  select: string
  from: string
  values: (Uint8Array | string | number | boolean)[]
}

/**
 * Rows by column. A column that is the same in all rows is sent once, and one without any value not at all; the first
 * column is always sent row by row, so that their number is told.
 */
export function unnestRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): UnnestedRows {
  const found: UnnestedRows = { shape: '', names: [], select: '', from: '', values: [] }
  const selected: string[] = []
  const arrays: string[] = []
  const aliases: string[] = []
  for (const [index, [name, type, valueOf]] of columns.entries()) {
    const values = rows.map(valueOf)
    const same = index > 0 && isSame(values)
    if (same && (values[0] ?? null) === null) {
      found.shape += '-'
      continue
    }
    found.shape += same ? '1' : 'n'
    found.values.push(same ? scalar(values[0] ?? null) : binaryArray(type, values))
    const parameter = `$${found.values.length}::${type}`
    found.names.push(name)
    selected.push(same ? `${parameter} AS ${name}` : `t.${name}`)
    if (same) continue
    arrays.push(`${parameter}[]`)
    aliases.push(name)
  }
  found.select = selected.join(', ')
  found.from = `unnest(${arrays.join(', ')}) AS t(${aliases.join(', ')})`
  return found
}

/** Dates are equal where they are the same object only; that costs nothing but bytes. */
function isSame(values: ColumnValue[]): boolean {
  const first = values[0]
  for (const value of values) if (value !== first) return false
  return true
}

/** As the text that `pg` sends for a single parameter. */
function scalar(value: ColumnValue): Uint8Array | string | number | boolean {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'bigint' ? value.toString() : (value ?? '')
}
