/** What somebody else did between the reading of a thing and its change. */
export interface Conflict {
  revision: number
  by: string
  /** The fields as they are now. */
  now: Record<string, unknown>
}

/** Of the `details` of a 412; null where they tell none. */
export function conflictOf(details: unknown): Conflict | null {
  const { revision, updatedBy, now } = fieldsOf(details)
  if (typeof revision !== 'number') return null
  return { revision, by: typeof updatedBy === 'string' ? updatedBy : 'Somebody', now: fieldsOf(now) }
}

/** Who changed what since `seen` was read. `names` says what each field is called, in the order they are told. */
export function conflictWords({ by, now }: Conflict, seen: object, names: Readonly<Record<string, string>>): string {
  const before = fieldsOf(seen)
  const changed = Object.entries(names).flatMap(([field, name]) =>
    field in now && JSON.stringify(before[field]) !== JSON.stringify(now[field])
      ? [`${name}${sayNow(now[field])}`]
      : [],
  )
  return `${by} changed ${changed.length > 0 ? changed.join(', ') : 'something that is not shown'} meanwhile.`
}

/** By what a sentence can hold; lists and times are read again on the page. */
function sayNow(value: unknown): string {
  if (value === null) return ' (now none)'
  if (typeof value === 'boolean') return ` (now ${value ? 'on' : 'off'})`
  return typeof value === 'number' || (typeof value === 'string' && value.length <= 40) ? ` (now ${value})` : ''
}

/** By hand: zod in a browser tries to compile its schemas, which our content security policy refuses. */
function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
