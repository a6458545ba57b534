/** `GET /journeys/{journeyID}/state` → `GET state`: the method and the last word that is no ID, for narrow columns. */
export function shortRoute(route: string): string {
  const [method, path] = splitRoute(route)
  if (path === null) return route
  const words = path.split('/').filter((part) => part && !part.startsWith('{'))
  return `${method} ${words.at(-1) ?? path}`
}

function splitRoute(route: string): [string, string | null] {
  const at = route.indexOf(' /')
  return at === -1 ? [route, null] : [route.slice(0, at), route.slice(at + 1)]
}
