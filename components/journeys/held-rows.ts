/** Rows of a list that reads itself again: what the reader looks at stays where it is until they ask for the news. */

export interface HeldRows<T> {
  /** In the order first shown, each as it is now. */
  rows: T[]
  /** Rows that would come in. */
  arrived: number
  /** Keys of rows that would go. */
  left: Set<string>
}

export function holdRows<T>(held: T[], current: T[], keyOf: (row: T) => string): HeldRows<T> {
  const now = new Map(current.map((row) => [keyOf(row), row]))
  const known = new Set(held.map(keyOf))
  return {
    rows: held.map((row) => now.get(keyOf(row)) ?? row),
    arrived: current.filter((row) => !known.has(keyOf(row))).length,
    left: new Set(held.map(keyOf).filter((key) => !now.has(key))),
  }
}
