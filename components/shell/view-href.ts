type Search = Record<string, string | string[] | undefined>

/** The same view with some parameters changed; null takes one away. A changed view starts at its first page. */
export function viewHref(path: string, search: Search, changes: Record<string, string | null>): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(search)) {
    if (key !== 'cursor' && typeof value === 'string') params.set(key, value)
  }
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) params.delete(key)
    else params.set(key, value)
  }
  const query = params.toString()
  return query ? `${path}?${query}` : path
}
