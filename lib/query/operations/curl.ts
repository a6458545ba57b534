/** What an example asks for. A `$NAME` in a value is a variable of the reader's shell. */
export interface Example {
  /** Values of the path's parameters. */
  path?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  headers?: Record<string, string>
}

interface Shown {
  method: string
  path: string
  needs: string
  example?: Example
}

/**
 * A command that works as it stands, given DESK_URL and DESK_TOKEN; what needs a person takes the cookie of a session.
 * Single quotes keep JSON readable; a variable in it stands in double ones between two of them.
 */
export function curlOf({ method, path, needs, example = {} }: Shown): string {
  const { path: values = {}, query = {}, body, headers = {} } = example
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? `{${name}}`)
  const search = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`)
  const lines = [
    `"$DESK_URL/api/v1${filled}${search.length > 0 ? `?${search.join('&')}` : ''}"`,
    ...(needs === 'read' || needs === 'triage'
      ? ['-H "Authorization: Bearer $DESK_TOKEN"']
      : ['-H "Cookie: $DESK_COOKIE"', ...(method === 'get' ? [] : ['-H "Origin: $DESK_URL"'])]),
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${withVariables(body)}'`]),
  ]
  const verb = method === 'get' ? '' : ` -X ${method.toUpperCase()}`
  return `curl -sS${verb} ${lines.join(' \\\n  ')}`
}

function withVariables(body: unknown): string {
  return JSON.stringify(body).replace(/\$[A-Z_]+/g, `'"$&"'`)
}

/** As a URL needs it; a variable of the shell stays one. */
function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll('%24', '$').replaceAll('%2C', ',').replaceAll('%3A', ':')
}
